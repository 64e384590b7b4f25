package dev.shunt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong nanos = new AtomicLong();
    private int threshold = 3;
    private Duration interval = Duration.ofSeconds(5);
    private final Breaker breaker = new Breaker(() -> threshold, () -> interval, nanos::get);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(new IOException("refused, password=secret"));
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void itOpensAfterFailuresInARowOnly() {
        fail(2);
        breaker.succeeded();
        fail(2);
        assertEquals(Breaker.State.CLOSED, breaker.state());
        assertTrue(breaker.allows());
        fail(1);
        assertEquals(Breaker.State.OPEN, breaker.state());
        assertFalse(breaker.allows());
    }

    @Test
    void openItLetsOneProbeThroughInEachInterval() {
        fail(3);
        pass(Duration.ofSeconds(5));
        assertTrue(breaker.allows());
        assertEquals(Breaker.State.HALF_OPEN, breaker.state());
        assertFalse(breaker.allows());
        fail(1);
        assertEquals(Breaker.State.OPEN, breaker.state());
        assertFalse(breaker.allows());
        pass(Duration.ofSeconds(5));
        assertTrue(breaker.allows());
        breaker.succeeded();
        assertEquals(Breaker.State.CLOSED, breaker.state());
        assertNull(breaker.lastError());
    }

    @Test
    void otherSettingsCountFromTheNextTryOn() {
        threshold = 2;
        fail(2);
        assertEquals(Breaker.State.OPEN, breaker.state());
        interval = Duration.ofSeconds(1);
        pass(Duration.ofSeconds(1));
        assertTrue(breaker.allows());
    }

    @Test
    void aProbeThatNeverReportsDoesNotKeepItOpenForEver() {
        fail(3);
        pass(Duration.ofSeconds(5));
        assertTrue(breaker.allows());
        pass(Duration.ofSeconds(5));
        assertTrue(breaker.allows());
    }

    @Test
    void lateFailuresDoNotPutTheProbeOff() {
        fail(3);
        pass(Duration.ofSeconds(4));
        fail(5);
        pass(Duration.ofSeconds(1));
        assertTrue(breaker.allows());
    }

    @Test
    void theLastErrorIsKeptWithoutItsPassword() {
        fail(1);
        assertEquals("IOException: refused, password=***", breaker.lastError());
    }

    @Test
    void whileTheSideIsToBeLeftAloneNotEvenAProbeIsLetThrough() {
        AtomicBoolean wanted = new AtomicBoolean();
        breaker.onlyWhile(wanted::get);
        pass(Duration.ofHours(1));
        assertFalse(breaker.allows());
        assertEquals(Breaker.State.OPEN, breaker.state());
        wanted.set(true);
        assertTrue(breaker.allows());
        assertEquals(Breaker.State.CLOSED, breaker.state());
    }
}
