package dev.shunt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GrayBudgetTest {
    private static final String SHAPE = "SELECT * FROM t WHERE id = ?";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // which overflows in the middle
    private Config config = config("gray.percent = 1");
    private final GrayBudget budget = new GrayBudget(() -> config, nanos::get);

    GrayBudgetTest() throws ConfigException {}

    private static Config config(String line) throws ConfigException {
        return Config.parse(
                Path.of("shunt.properties"),
                "target.url = jdbc:h2:mem:t\ngray.max-errors = 5\ngray.max-slowdown = 3\ngray.retry = 30 s\n" + line);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            budget.failed(new IOException("refused, password=secret"));
        }
    }

    private void primary(int times, int millis) {
        for (int i = 0; i < times; i++) {
            budget.primary(SHAPE, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private void target(int times, int millis) {
        for (int i = 0; i < times; i++) {
            budget.target(SHAPE, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    @Test
    void aFewFailuresAreWithinIt() {
        target(95, 1);
        fail(9);
        assertFalse(budget.exceeded(), "9 of 104 may be chance");
        fail(1);
        assertTrue(budget.exceeded());
    }

    @Test
    void ofManyReadsAShareCloseToWhatIsAllowedIsTooMuch() {
        target(94_000, 1);
        fail(5_000);
        assertFalse(budget.exceeded());
        fail(200);
        assertTrue(budget.exceeded());
    }

    @Test
    void whereNoneMayFailOneIsTooMany() throws ConfigException {
        config = Config.parse(Path.of("shunt.properties"), "target.url = jdbc:h2:mem:t\ngray.max-errors = 0\n");
        target(5_000, 1);
        fail(1);
        assertTrue(budget.exceeded());
    }

    @Test
    void itIsNoMatterWhileTheTargetIsToAnswerNothing() throws ConfigException {
        fail(20);
        assertTrue(budget.state().exceeded());
        config = config("shadow.percent = 100");
        assertFalse(budget.state().exceeded());
        assertEquals(0, budget.state().retryNanos());
        config = config("gray.keys = one");
        assertTrue(budget.state().exceeded());
    }

    @Test
    void aFewSlowReadsOfAFewAreChance() {
        primary(20, 2);
        target(18, 2);
        target(5, 500);
        assertFalse(budget.exceeded(), "5 of 23");
        target(8, 500);
        assertTrue(budget.exceeded(), "13 of 31");
    }

    @Test
    void fewReadsTellNothing() {
        fail(19);
        assertFalse(budget.exceeded());
        fail(1);
        assertTrue(budget.exceeded());
        assertTrue(budget.state().why().startsWith("20 of 20 failed"), budget.state()::toString);
        assertFalse(budget.state().why().contains("secret"));
    }

    @Test
    void rareReadsAreCountedForLongerThanTheWindow() {
        for (int i = 0; i < 20; i++) {
            fail(1);
            pass(Duration.ofMinutes(1));
        }
        assertEquals(1, budget.state().times());
    }

    @Test
    void failuresFromLongAgoAreForgotten() {
        target(20, 1);
        fail(1);
        for (int i = 0; i < 50; i++) {
            pass(Duration.ofSeconds(11));
            target(19, 1);
            fail(1); // one of twenty in each window is allowed
        }
        assertFalse(budget.exceeded());
    }

    @Test
    void afterAWhileGrayReadsAreTriedAgainAndItIsExceededAnew() {
        fail(20);
        pass(Duration.ofSeconds(29));
        assertTrue(budget.exceeded());
        assertEquals(Duration.ofSeconds(1).toNanos(), budget.state().retryNanos());
        pass(Duration.ofSeconds(1));
        assertFalse(budget.exceeded());
        fail(19);
        assertFalse(budget.exceeded());
        fail(1);
        assertTrue(budget.exceeded());
        assertEquals(2, budget.state().times());
    }

    @Test
    void readsThatTakeManyTimesAsLongAsTheSameStatementOnThePrimaryExceedIt() {
        primary(20, 2);
        target(40, 5);
        assertFalse(budget.exceeded(), "less than three times");
        target(40, 20);
        assertTrue(budget.exceeded());
        assertTrue(budget.state().why().contains("3 times as long"), budget.state()::toString);
    }

    @Test
    void nowAndThenASlowOneDoesNot() {
        primary(20, 2);
        for (int i = 0; i < 100; i++) {
            target(5, 2);
            target(1, 500);
        }
        assertFalse(budget.exceeded());
    }

    @Test
    void whatThePrimaryWasNeverAskedIsNotComparedAndAFewMillisecondsDoNotCount() {
        target(100, 10_000);
        for (int i = 0; i < 100; i++) {
            budget.primary("SELECT 1", 10_000);
            budget.target("SELECT 1", 9_000_000);
        }
        assertFalse(budget.exceeded());
        assertNull(budget.state().why());
    }

    @Test
    void onePauseOfThePrimaryDoesNotHideWhatIsUsual() {
        primary(20, 2);
        primary(1, 60_000);
        target(40, 20);
        assertTrue(budget.exceeded());
    }
}
