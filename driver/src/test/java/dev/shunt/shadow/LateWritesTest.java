package dev.shunt.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is made of a mismatch while writes to the tables are on their way. */
class LateWritesTest extends ShadowBed {
    private static final String ALL = "SELECT * FROM t ORDER BY id";

    LateWritesTest() throws SQLException {}

    @Test
    void whatAWriteOnItsWayMayExplainIsNoDifferenceYet() throws SQLException {
        bench.lag = Long.MAX_VALUE;
        bench.secondary.run("UPDATE t SET name = 'other' WHERE id = 1");
        ShadowStats stats = bench.compare(ALL, "id");
        assertEquals(1, stats.unsettled());
        bench.lag = 0;
        assertEquals(1, bench.compare(ALL, "id").diffs());
    }

    @Test
    void whileYoungerWritesAreOnTheirWayTwoLooksMustConfirmAMismatch() throws SQLException {
        bench.lag = 1;
        bench.secondary.run("UPDATE t SET name = 'late' WHERE id = 7");
        bench.secondary.before(
                number -> bench.secondary.run(number == 3 ? "UPDATE t SET name = 'name7' WHERE id = 7" : "SELECT 1"));
        assertEquals(1, bench.compare(ALL, "id").settled());
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void whileYoungerWritesAreOnTheirWayTheLastLookAloneConfirmsNothing() throws SQLException {
        bench.lag = 1;
        List<String> names = List.of("first", "second", "third", "third");
        bench.secondary.before(number ->
                bench.secondary.run("UPDATE t SET name = '" + names.get(Math.min(number, 4) - 1) + "' WHERE id = 7"));
        assertEquals(1, bench.compare(ALL, "id").unsettled());
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void anotherMismatchMayBeExplainedByAWriteYoungerThanTheFirst() throws SQLException {
        Duration settle = Duration.ofMillis(300);
        ShadowSettings twice =
                new ShadowSettings(2, 100, Duration.ofMinutes(5), settle, 3, Duration.ofMinutes(1), 1_000, 0);
        try (Bench slow = new Bench(twice)) {
            slow.onBoth("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))", "INSERT INTO t VALUES (1, 'a')");
            slow.secondary.before(number -> slow.secondary.run(
                    "UPDATE t SET name = '" + (number == 1 ? "first" : "second") + "' WHERE id = 1"));
            AtomicLong secondSeen = new AtomicLong();
            slow.primary.before(number -> {
                if (number == 2) {
                    secondSeen.set(System.nanoTime());
                } else if (number == 3) {
                    slow.begun = secondSeen.get() - settle.toNanos() / 2;
                }
            });
            assertEquals(1, slow.compare("SELECT * FROM t").unsettled());
            assertEquals(List.of(), slow.diffs);
        }
    }

    /** Between its commit and the word of it, others read the row already. */
    @Test
    void aWriteWhoseCommitIsNotKnownYetExplainsAMismatchAsWell() throws SQLException {
        bench.underway = true;
        bench.secondary.run("UPDATE t SET name = 'other' WHERE id = 1");
        assertEquals(1, bench.compare(ALL, "id").unsettled());
        bench.underway = false;
        assertEquals(1, bench.compare(ALL, "id").diffs());
    }
}
