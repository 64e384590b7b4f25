package dev.shunt.shadow;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.ColumnInfo;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.compare.Row;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRecords;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Read;
import dev.shunt.sql.Verb;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ShadowBoundsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ShadowSettings SMALL =
            new ShadowSettings(2, 3, Duration.ofMinutes(5), Duration.ofMillis(10), 2, Duration.ofMinutes(1), 10, 0);

    @Test
    void aHangingSecondaryTakesTheWorkersAndTheQueueAndNothingElse() throws SQLException {
        CountDownLatch release = new CountDownLatch(1);
        try (Bench bench = bench(SMALL)) {
            bench.secondary.before(number -> uninterruptibly(release));
            Answer answer = bench.answer("SELECT * FROM t");
            for (int i = 0; i < 1_000; i++) {
                bench.shadow.submit(answer); // one that waited would not come back before the release
            }
            assertEquals(997, bench.shadow.stats().dropped());
            assertEquals(3, bench.shadow.stats().underway());
            assertTrue(bench.shadow.full(), "so that rows are not even kept");
            release.countDown();
            assertEquals(3, bench.idle().equal());
            assertFalse(bench.shadow.full());
        }
    }

    @Test
    void closingDoesNotWaitForAHangingSecondary() throws SQLException {
        CountDownLatch release = new CountDownLatch(1);
        try (Bench bench = bench(SMALL)) {
            bench.secondary.before(number -> uninterruptibly(release));
            for (int i = 0; i < 3; i++) {
                bench.shadow.submit(bench.answer("SELECT * FROM t"));
            }
            await().atMost(LONG).until(() -> bench.secondary.connections() == 2);
            bench.shadow.close(); // one that waited would not come back before the release
            assertEquals(1, bench.shadow.stats().dropped());
            bench.shadow.submit(bench.answer("SELECT * FROM t"));
            assertEquals(2, bench.shadow.stats().dropped(), "after the close");
        } finally {
            release.countDown();
        }
    }

    @Test
    void answersThatWaitTakeNoMoreMemoryThanAFew() throws SQLException {
        ShadowSettings many = new ShadowSettings(
                2, 1_000, Duration.ofMinutes(5), Duration.ofMillis(10), 2, Duration.ofMinutes(1), 10, 0);
        CountDownLatch release = new CountDownLatch(1);
        try (Bench bench = bench(many)) {
            bench.secondary.before(number -> uninterruptibly(release));
            Answer answer = bench.answer("SELECT * FROM t");
            CapturedResult rows = answer.rows();
            Answer large = answer.with(new CapturedResult(rows.columns(), rows.rows(), true, false, 16 << 20));
            for (int i = 0; i < 10; i++) {
                bench.shadow.submit(large);
            }
            assertEquals(4, bench.shadow.stats().underway(), "64 MiB");
            assertEquals(6, bench.shadow.stats().dropped());
            release.countDown();
            bench.idle();
            for (int i = 0; i < 10; i++) {
                bench.compare(large);
            }
            assertEquals(14, bench.shadow.stats().equal(), "those that are over take none");
        }
    }

    @Test
    void aQueryThatTakesTooLongIsStoppedAndIsAFailureOfTheSide() throws SQLException {
        ShadowSettings brief =
                new ShadowSettings(2, 3, Duration.ofSeconds(1), Duration.ofMillis(10), 2, Duration.ofMinutes(1), 10, 0);
        try (Bench bench = bench(brief)) {
            Answer quick = bench.answer("SELECT * FROM t");
            Analysis slow = Bench.select(
                    "SELECT sum(a.x * b.x) FROM SYSTEM_RANGE(1, 1000000) a, SYSTEM_RANGE(1, 1000000) b",
                    List.of(),
                    false);
            bench.shadow.submit(new Answer(slow, null, Side.SOURCE, Side.SOURCE, 1, List.of(), "t", Bench.RULES)
                    .with(quick.rows()));
            ShadowStats stats = bench.idle();
            assertEquals(1, stats.errors());
            assertEquals(0, stats.compared());
            assertInstanceOf(SQLTimeoutException.class, bench.gate.failures.get(0));
        }
    }

    @Test
    void aSecondaryBehindAClosedGateIsNotTried() throws SQLException {
        try (Bench bench = bench(SMALL)) {
            bench.gate.open = false;
            assertEquals(1, bench.compare("SELECT * FROM t").dropped());
            assertEquals(0, bench.secondary.connections());
        }
    }

    @Test
    void aMismatchThatCannotBeLookedAtAgainIsUnsettledAndNeverADifference() throws SQLException {
        try (Bench bench = bench(SMALL)) {
            bench.secondary.run("DELETE FROM t");
            bench.primary.before(number -> {
                throw new IllegalStateException("a broken pool");
            });
            assertEquals(1, bench.compare("SELECT * FROM t").errors());
            bench.primary.before(number -> {});
            bench.secondary.before(number -> bench.gate.open = false);
            assertEquals(1, bench.compare("SELECT * FROM t").unsettled());
            assertEquals(List.of(), bench.diffs);
        }
    }

    @Test
    void nothingThatBreaksReachesTheCaller() throws SQLException {
        try (Bench bench = bench(SMALL)) {
            bench.secondary.run("DELETE FROM t");
            DiffRecords records = new DiffRecords("host", () -> DiffValues.FULL, InstantSource.system());
            try (ShadowReads shadow = new ShadowReads(
                    () -> SMALL,
                    bench.primary,
                    bench.secondary,
                    bench.gate,
                    bench.lag(),
                    records,
                    diff -> {
                        throw new IllegalStateException("a broken sink");
                    },
                    (statement, bindings, difference) -> {})) {
                shadow.submit(bench.answer("SELECT * FROM t"));
                await().atMost(LONG).until(() -> shadow.stats().diffs() == 1);
                bench.secondary.before(number -> {
                    throw new StackOverflowError("a broken pool");
                });
                shadow.submit(bench.answer("SELECT * FROM t"));
                await().atMost(LONG).until(() -> shadow.stats().errors() == 1);
                assertEquals(1, bench.gate.failures.size());
                assertEquals(0, shadow.stats().underway());
            }
        }
    }

    @Test
    void rowsBeyondThoseThatAreKeptAreComparedByTheirHashes() throws SQLException {
        try (Bench bench = bench(SMALL)) {
            bench.onBoth("INSERT INTO t SELECT x FROM SYSTEM_RANGE(2, 1000)");
            ShadowStats stats = bench.compare("SELECT id FROM t ORDER BY id", "id");
            assertEquals(1, stats.equal());
            assertEquals(1_000, stats.rows());
            assertEquals(0, stats.partial());
            bench.secondary.run("DELETE FROM t WHERE id = 5");
            assertEquals(1, bench.compare("SELECT id FROM t ORDER BY id", "id").diffs());
            assertEquals(List.of(Kind.MISSING_ROW), kinds(bench), "what a kept row explains is no second difference");
            bench.secondary.run("INSERT INTO t VALUES (5)", "UPDATE t SET id = 5000 WHERE id = 700");
            assertEquals(2, bench.compare("SELECT id FROM t ORDER BY id", "id").diffs());
            assertEquals(List.of(Kind.MISSING_ROW, Kind.REST), kinds(bench));
            assertEquals("id", bench.diffs.get(1).column());
        }
    }

    private static List<Kind> kinds(Bench bench) {
        return bench.diffs.stream().map(DiffRecord::kind).toList();
    }

    @Test
    void aMillionRowsAreComparedInTheMemoryOfAFew() throws SQLException {
        try (Bench bench = new Bench(new ShadowSettings(
                2, 3, Duration.ofMinutes(5), Duration.ofMillis(10), 2, Duration.ofMinutes(1), 1_000, 0))) {
            String view = "CREATE VIEW t AS SELECT x AS id, 'row ' || x AS name FROM SYSTEM_RANGE(1, 1000000)";
            bench.primary.run(view);
            bench.secondary.run(view + " ORDER BY x DESC");
            Answer answer = bench.answer("SELECT * FROM t");
            assertEquals(1_000, answer.rows().rows().size());
            assertTrue(answer.rows().bytes() < 200_000, answer.rows().bytes() + " bytes");
            assertEquals(1_000_000, answer.rows().read());
            ShadowStats stats = bench.compare(answer);
            assertEquals(1, stats.equal(), stats.toString());
            assertEquals(0, stats.partial());
        }
    }

    @Test
    void mismatchesThatWaitForAnotherLookKeepNoValues() throws SQLException {
        ShadowSettings later = new ShadowSettings(
                2, 100, Duration.ofMinutes(5), Duration.ofHours(1), 3, Duration.ofMinutes(1), 1_000, 0);
        try (Bench bench = bench(later)) {
            bench.onBoth("CREATE TABLE wide (id INT PRIMARY KEY, v VARCHAR(1000000))");
            bench.primary.run("INSERT INTO wide VALUES (1, REPEAT('a', 1000000))");
            bench.secondary.run("INSERT INTO wide VALUES (1, REPEAT('b', 1000000))");
            Answer answer = bench.answer("SELECT * FROM wide");
            List<ColumnInfo> columns = answer.rows().columns();
            long before = used();
            for (int i = 0; i < 40; i++) {
                Row row = new Row(List.of(1L, "a".repeat(1_000_000))); // the database's own would be one object
                bench.shadow.submit(answer.with(new CapturedResult(columns, List.of(row), true, false, 1_000_000)));
            }
            await().atMost(LONG).until(() -> bench.secondary.connections() == 40 && used() - before < 20 << 20);
            assertEquals(40, bench.shadow.stats().underway());
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void whatMustNotBeAskedAgainIsSkippedByReason() throws SQLException {
        try (Bench bench = bench(SMALL)) {
            CapturedResult rows = bench.answer("SELECT * FROM t").rows();
            CapturedResult unread = new CapturedResult(List.of(), List.of(), false, false, 0);
            bench.shadow.skip(Skip.NOT_REPEATABLE);
            bench.shadow.submit(answer(true, rows));
            bench.shadow.submit(answer(false, unread));
            ShadowStats stats = bench.idle();
            for (Skip skip : Skip.values()) {
                assertEquals(1, stats.skipped().get(skip), skip.toString());
            }
            assertEquals(0, stats.submitted());
            assertEquals(0, bench.secondary.connections());
        }
    }

    @Test
    void everyAnswerComesToExactlyOneEndWhileBothSidesChange() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ShadowSettings settings = new ShadowSettings(
                2, 20, Duration.ofMinutes(5), Duration.ofMillis(1), 2, Duration.ofMinutes(1), 100, 0);
        try (Bench bench = bench(settings)) {
            bench.onBoth("INSERT INTO t SELECT x FROM SYSTEM_RANGE(2, 30)");
            for (int i = 0; i < 500; i++) {
                bench.shadow.submit(bench.answer("SELECT id FROM t ORDER BY id", "id"));
                String change = random.nextBoolean()
                        ? "DELETE FROM t WHERE id = " + random.nextInt(40)
                        : "INSERT IGNORE INTO t VALUES (" + random.nextInt(40) + ")";
                bench.onBoth(change);
            }
            ShadowStats stats = bench.idle();
            String message = "seed " + seed + ": " + stats;
            assertEquals(500, stats.submitted(), message);
            assertEquals(500, stats.compared() + stats.errors() + stats.dropped(), message);
            assertEquals(0, stats.noise(), message);
            assertEquals(0, stats.errors(), message);
        }
    }

    private static Bench bench(ShadowSettings settings) throws SQLException {
        Bench bench = new Bench(settings);
        bench.onBoth("CREATE TABLE t (id BIGINT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        return bench;
    }

    private static Answer answer(boolean unstable, CapturedResult rows) {
        Read read = new Read(false, false, unstable, List.of(), false, false, null, Map.of());
        String sql = "SELECT * FROM t";
        Analysis analysis = new Analysis(sql, sql, Verb.SELECT, false, List.of(), null, read, null);
        return new Answer(analysis, null, Side.SOURCE, Side.SOURCE, 1, List.of(), "t", Bench.RULES).with(rows);
    }

    /** Waits as a driver does in a socket read. */
    private static void uninterruptibly(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                open = false;
            }
        }
    }
}
