package dev.shunt.shadow;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.compare.Difference;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffRecord;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Read;
import dev.shunt.sql.TableName;
import dev.shunt.sql.Term;
import dev.shunt.sql.Verb;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShadowReadsTest extends ShadowBed {
    private static final String ALL = "SELECT * FROM t ORDER BY id";
    private static final Duration LONG = Duration.ofSeconds(60);

    ShadowReadsTest() throws SQLException {}

    @Test
    void equalDataShowsNoDifference() throws SQLException {
        for (String sql : List.of(ALL, "SELECT count(*), sum(d) FROM t", "SELECT name FROM t WHERE id > 50")) {
            bench.shadow.submit(bench.answer(sql, "id"));
        }
        ShadowStats stats = bench.idle();
        assertEquals(3, stats.equal());
        assertEquals(3, stats.compared());
        assertEquals(51, stats.rows());
        assertEquals(0, stats.partial());
        assertEquals(List.of(), bench.diffs);
        assertEquals(3, bench.secondary.connections());
        assertEquals(0, bench.primary.connections(), "a match costs the primary nothing");
    }

    @Test
    void aChangedValueIsFoundByKeyAndColumn() throws SQLException {
        bench.secondary.run("UPDATE t SET name = 'wrong' WHERE id = 7");
        assertEquals(1, bench.compare(ALL, "id").diffs());
        DiffRecord diff = theDiff();
        assertEquals(Kind.VALUE, diff.kind());
        assertEquals("7", diff.key());
        assertEquals("name", diff.column());
        assertEquals("name7", diff.primaryValue());
        assertEquals("wrong", diff.secondaryValue());
        assertEquals("t", diff.table());
        assertEquals(ALL, diff.sql());
        assertEquals(Side.SOURCE, diff.primary());
        assertEquals(1_000, diff.primaryMicros());
        assertTrue(diff.secondaryMicros() > 0);
    }

    @Test
    void withoutRechecksAMismatchIsReportedAtFirstSight() throws SQLException {
        ShadowSettings once = new ShadowSettings(
                2, 100, Duration.ofMinutes(5), Duration.ofHours(1), 0, Duration.ofMinutes(1), 1_000, 0);
        try (Bench hasty = new Bench(once)) {
            hasty.onBoth("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(10))", "INSERT INTO t VALUES (7, 'name7')");
            hasty.secondary.run("UPDATE t SET name = 'wrong'");
            assertEquals(1, hasty.compare(ALL, "id").diffs());
            assertEquals("wrong", hasty.diffs.get(0).secondaryValue());
        }
    }

    @Test
    void aMissingAndAnExtraRowAreFoundByKey() throws SQLException {
        bench.secondary.run("DELETE FROM t WHERE id = 7", "INSERT INTO t (id) VALUES (99)");
        bench.compare(ALL, "id");
        assertEquals(
                List.of(Kind.MISSING_ROW, Kind.EXTRA_ROW),
                bench.diffs.stream().map(DiffRecord::kind).toList());
        assertEquals("7", bench.diffs.get(0).key());
        assertEquals("99", bench.diffs.get(1).key());
    }

    @Test
    void theKeyIsKnownByItsValuesOnlyWhereTheyComeFromItsColumn() throws SQLException {
        bench.secondary.run("DELETE FROM t WHERE id = 7", "INSERT INTO t (id) VALUES (99)");
        bench.compare(ALL, "id");
        assertEquals(
                List.of(List.of(7L), List.of(99L)),
                bench.healed.stream().map(Difference::keyValues).toList());
        bench.healed.clear();
        bench.compare("SELECT id AS ID, x.name FROM t x ORDER BY id", "id");
        assertEquals(List.of(7L), bench.healed.get(0).keyValues(), "by another name of the table");
        bench.healed.clear();
        for (String sql : List.of("SELECT id + 0 AS id, name FROM t", "SELECT price AS id, name FROM t")) {
            bench.compare(sql, "id");
            assertEquals(2, bench.healed.size(), sql);
            assertTrue(bench.healed.stream().allMatch(difference -> difference.keyValues() == null), sql);
            bench.healed.clear();
        }
    }

    @Test
    void anotherOrderIsFoundWhereTheQueryAsksForOne() throws SQLException {
        bench.secondary.run("CREATE VIEW v AS SELECT id, name FROM t ORDER BY id DESC");
        bench.primary.run("CREATE VIEW v AS SELECT id, name FROM t ORDER BY id");
        assertEquals(1, bench.compare("SELECT id, name FROM v").equal());
        bench.compare("SELECT id, name FROM v", "id");
        assertEquals(Kind.ORDER, theDiff().kind());
        assertEquals("1", theDiff().key());
    }

    @Test
    void aRowThatIsThereTooOftenIsFound() throws SQLException {
        bench.onBoth("CREATE TABLE log (line VARCHAR(10))", "INSERT INTO log VALUES ('a'), ('b')");
        bench.secondary.run("INSERT INTO log VALUES ('a')");
        bench.compare("SELECT line FROM log");
        assertEquals(Kind.COUNT, theDiff().kind());
        assertEquals("1", theDiff().primaryValue());
        assertEquals("2", theDiff().secondaryValue());
    }

    @Test
    void anotherColumnIsFound() throws SQLException {
        bench.secondary.run("ALTER TABLE t ADD COLUMN more INT");
        bench.compare(ALL, "id");
        assertEquals(Kind.METADATA, theDiff().kind());
    }

    @Test
    void anErrorOfTheSecondaryAloneIsADifferenceAndNoFailureOfTheSide() throws SQLException {
        bench.secondary.run("DROP TABLE t");
        bench.compare(ALL, "id");
        assertEquals(Kind.ERROR, theDiff().kind());
        assertNull(theDiff().primaryValue());
        assertTrue(
                String.valueOf(theDiff().secondaryValue()).contains("SQLState 42S0"),
                theDiff().toString());
        assertEquals(List.of(), bench.gate.failures);
        assertEquals(2, bench.gate.successes);
    }

    @Test
    void anErrorOfBothSidesIsNone() throws SQLException {
        Answer answer = bench.answer(ALL, "id");
        bench.onBoth("DROP TABLE t");
        assertEquals(1, bench.compare(answer).settled());
    }

    @Test
    void theParametersAreSetAgain() throws SQLException {
        bench.secondary.run("UPDATE t SET name = 'wrong' WHERE id = 7");
        Analysis byId = Bench.select("SELECT * FROM t WHERE id = ?", List.of(), false);
        assertEquals(1, bench.compare(bench.answer(byId, bound(6), Side.SOURCE)).equal());
        assertEquals(1, bench.compare(bench.answer(byId, bound(7), Side.SOURCE)).diffs());
        assertEquals("[7]", theDiff().params());
    }

    @Test
    void aGrayReadIsComparedTheOtherWayRound() throws SQLException {
        bench.secondary.run("UPDATE t SET name = 'wrong' WHERE id = 7");
        bench.compare(bench.answer(Bench.select(ALL, List.of("id"), false), null, Side.TARGET));
        assertEquals("name7", theDiff().primaryValue());
        assertEquals("wrong", theDiff().secondaryValue());
        assertEquals(1_000, theDiff().secondaryMicros());
    }

    @Test
    void aSecondaryThatWasOnlyLateHasSettled() throws SQLException {
        bench.secondary.run("UPDATE t SET name = 'old' WHERE id = 7");
        bench.secondary.before(number -> {
            if (number == 2) {
                bench.secondary.run("UPDATE t SET name = 'name7' WHERE id = 7");
            }
        });
        assertEquals(1, bench.compare(ALL, "id").settled());
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void aSecondaryThatAgreesWithThePrimaryBeforeOrAfterItHasSettled() throws SQLException {
        bench.secondary.run("UPDATE t SET d = -1 WHERE id = 7");
        bench.secondary.before(number -> {
            if (number > 1) {
                bench.onBoth("UPDATE t SET d = " + number + " WHERE id = 7"); // the primary has read another value
            }
        });
        assertEquals(1, bench.compare(ALL, "id").settled());
        bench.secondary.run("UPDATE t SET d = -1 WHERE id = 7");
        AtomicInteger value = new AtomicInteger(100);
        bench.primary.before(
                number -> bench.primary.run("UPDATE t SET d = " + value.incrementAndGet() + " WHERE id = 7"));
        bench.secondary.before(number -> {
            if (number > 3) {
                bench.secondary.run("UPDATE t SET d = " + value.get() + " WHERE id = 7"); // and will read another
            }
        });
        assertEquals(2, bench.compare(ALL, "id").settled());
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void whatIsReportedIsWhatTheSecondLookSaw() throws SQLException {
        bench.secondary.run("UPDATE t SET name = 'old' WHERE id = 7");
        bench.secondary.before(number -> {
            if (number == 2) {
                bench.secondary.run("UPDATE t SET name = 'name7' WHERE id = 7", "UPDATE t SET d = 0 WHERE id = 8");
            }
        });
        assertEquals(1, bench.compare(ALL, "id").diffs());
        assertEquals("8", theDiff().key());
    }

    @Test
    void whatAnothersWriteMayExplainWaitsForNewsAndAsksNobodyMeanwhile() throws SQLException {
        bench.elsewhere = Long.MAX_VALUE;
        bench.secondary.run("UPDATE t SET name = 'other' WHERE id = 1");
        bench.shadow.submit(bench.answer(ALL, "id"));
        await().atMost(LONG).until(() -> bench.secondary.connections() == 2);
        await().during(Duration.ofMillis(300))
                .atMost(LONG)
                .until(() -> bench.secondary.connections() == 2
                        && bench.shadow.stats().underway() == 1);
        bench.elsewhere = 0;
        assertEquals(1, bench.idle().diffs());
        assertEquals(3, bench.secondary.connections());
    }

    @Test
    void whereNoNewsOfOthersComesAMismatchIsUnsettledInTheEnd() throws SQLException {
        ShadowSettings hasty = new ShadowSettings(
                2, 100, Duration.ofMinutes(5), Duration.ofMillis(10), 3, Duration.ofMillis(50), 1_000, 0);
        try (Bench impatient = new Bench(hasty)) {
            impatient.onBoth("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(10))", "INSERT INTO t VALUES (1, 'a')");
            impatient.elsewhere = Long.MAX_VALUE;
            impatient.secondary.run("UPDATE t SET name = 'b'");
            assertEquals(1, impatient.compare(ALL, "id").unsettled());
            assertEquals(List.of(), impatient.diffs);
        }
    }

    @Test
    void aQueryThatDiffersFromItselfIsNoise() throws SQLException {
        String sql = "SELECT RAND() AS r";
        ShadowStats stats = bench.compare(sql);
        assertEquals(1, stats.noise());
        assertEquals(Map.of(sql, 1L), stats.noisy());
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void aHotRowIsUnsettledAndLookedAtAgainSoManyTimes() throws SQLException {
        bench.secondary.run("UPDATE t SET d = -1 WHERE id = 7");
        bench.primary.before(number -> bench.primary.run("UPDATE t SET d = d + 1 WHERE id = 7"));
        ShadowStats stats = bench.compare(ALL, "id");
        assertEquals(1, stats.unsettled());
        assertEquals(List.of(), bench.diffs);
        assertEquals(4, bench.secondary.connections(), "one read and three rechecks");
    }

    @Test
    void aRowThatChangesBetweenTwoReadsIsNoNoise() throws SQLException {
        HotRow.url = bench.primary.url();
        bench.primary.run("CREATE ALIAS hot FOR \"dev.shunt.shadow.HotRow.change\"");
        bench.secondary.run(
                "CREATE ALIAS hot FOR \"dev.shunt.shadow.HotRow.leave\"", "UPDATE t SET d = -1 WHERE id = 7");
        ShadowStats stats = bench.compare("SELECT id, d, hot() AS h FROM t WHERE id = 7");
        assertEquals(Map.of(), stats.noisy(), "a busy primary is no noise of the query");
        assertEquals(1, stats.unsettled());
    }

    @Test
    void aSecondaryThatIsAlwaysALittleLateShowsNoDifference() throws SQLException {
        bench.primary.run("UPDATE t SET d = 0 WHERE id = 7");
        bench.secondary.run("UPDATE t SET d = -1 WHERE id = 7");
        bench.primary.before(number -> {
            if (number % 2 == 1) { // the first of a look; the primary stands still until its end
                bench.primary.run("UPDATE t SET d = d + 1 WHERE id = 7");
                bench.secondary.run("UPDATE t SET d = d + 1 WHERE id = 7");
            }
        });
        assertEquals(1, bench.compare(ALL, "id").unsettled());
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void aDifferenceBesideAHotRowIsFound() throws SQLException {
        bench.secondary.run("UPDATE t SET name = 'wrong' WHERE id = 9");
        bench.primary.before(number -> bench.primary.run("UPDATE t SET d = d + 1 WHERE id = 7"));
        assertEquals(1, bench.compare(ALL, "id").diffs());
        assertEquals("9", theDiff().key());
    }

    @Test
    void aRowThatChangesAroundTheReadingOfTheSecondaryIsUndecided() throws SQLException {
        bench.primary.run("UPDATE t SET d = 0 WHERE id = 7");
        bench.secondary.run("UPDATE t SET d = -1 WHERE id = 7");
        for (int zero : List.of(0, 1)) { // the value of the answer comes back after, or before, the secondary is read
            bench.primary.before(
                    number -> bench.primary.run("UPDATE t SET d = " + (number % 2 == zero ? 0 : 5) + " WHERE id = 7"));
            bench.primary.run("UPDATE t SET d = 0 WHERE id = 7");
            assertEquals(zero + 1, bench.compare(ALL, "id").unsettled());
        }
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void aHotRowThatCalmsDownIsDecided() throws SQLException {
        bench.secondary.run("UPDATE t SET d = -1 WHERE id = 7");
        bench.primary.before(number -> {
            if (number <= 2) {
                bench.primary.run("UPDATE t SET d = d + 1 WHERE id = 7");
            }
        });
        assertEquals(1, bench.compare(ALL, "id").diffs());
        assertEquals("7", theDiff().key());
    }

    @Test
    void aPageThatLacksOneRowIsOneDifference() throws SQLException {
        for (String direction : List.of("", " DESC")) {
            String sql = "SELECT id, name FROM t ORDER BY id" + direction + " LIMIT 20";
            Analysis page = Bench.select(sql, List.of("id"), true);
            for (int victim : direction.isEmpty() ? List.of(1, 7, 20) : List.of(50, 40, 31)) {
                bench.secondary.run("DELETE FROM t WHERE id = " + victim);
                bench.compare(bench.answer(page, null, Side.SOURCE));
                assertEquals(Kind.MISSING_ROW, theDiff().kind());
                assertEquals(String.valueOf(victim), theDiff().key());
                bench.diffs.clear();
                bench.secondary.run("INSERT INTO t (id, name) VALUES (" + victim + ", 'name" + victim + "')");
                bench.primary.run("DELETE FROM t WHERE id = " + victim);
                bench.compare(bench.answer(page, null, Side.SOURCE));
                assertEquals(Kind.EXTRA_ROW, theDiff().kind());
                assertEquals(String.valueOf(victim), theDiff().key());
                bench.diffs.clear();
                bench.primary.run("INSERT INTO t (id, name) VALUES (" + victim + ", 'name" + victim + "')");
            }
        }
    }

    @Test
    void aRowBehindTheEndOfAPageThatIsNotFullHasNotMovedUp() throws SQLException {
        Analysis page = Bench.select("SELECT id, name FROM t WHERE id > 46 ORDER BY id LIMIT 20", List.of("id"), true);
        for (int more : List.of(51, 52)) {
            bench.secondary.run("INSERT INTO t (id, name) VALUES (" + more + ", 'more')");
        }
        bench.compare(bench.answer(page, null, Side.SOURCE));
        assertEquals(
                List.of("51", "52"),
                bench.diffs.stream().map(DiffRecord::key).sorted().toList());
        bench.diffs.clear();
        bench.secondary.run(
                "DELETE FROM t WHERE id IN (47, 51)"); // one of the primary's is missing, and one behind is extra
        bench.compare(bench.answer(page, null, Side.SOURCE));
        assertEquals(Kind.MISSING_ROW, bench.diffs.get(0).kind());
    }

    @Test
    void theConditionTellsTheKeyThatIsNotSelected() throws SQLException {
        bench.secondary.run("UPDATE t SET name = 'wrong' WHERE id = 7");
        TableName table = new TableName(null, "t");
        Read read =
                new Read(false, false, false, List.of(), false, false, table, Map.of("ID", List.of(new Term.Param(1))));
        String sql = "SELECT name FROM t WHERE id = ?";
        Analysis byKey = new Analysis(sql, sql, Verb.SELECT, false, List.of(table), null, read, null);
        bench.compare(bench.answer(byKey, bound(7), Side.SOURCE));
        assertEquals("7", theDiff().key());
        assertEquals("name", theDiff().column());
    }

    @Test
    void theColumnsThatDifferFromThemselvesAreLearnedAndLeftOut() throws SQLException {
        bench.onBoth("CREATE VIEW v AS SELECT id, name, RAND() AS r FROM t");
        for (String sql : List.of("SELECT id, name, r FROM v", "SELECT name, r, id AS i FROM v")) {
            ShadowStats stats = bench.compare(sql);
            assertEquals(1L, stats.noisy().get(sql));
            long equal = stats.equal();
            assertEquals(equal + 1, bench.compare(sql).equal());
            assertEquals(1L, bench.idle().noisy().get(sql), "once learned it is no noise any more");
            bench.secondary.run("UPDATE t SET name = 'wrong' WHERE id = 7");
            bench.compare(sql);
            assertEquals("name", theDiff().column());
            bench.diffs.clear();
            bench.secondary.run("UPDATE t SET name = 'name7' WHERE id = 7");
        }
    }

    @Test
    void whereNoColumnWouldBeLeftNoneIsLearned() throws SQLException {
        bench.onBoth("CREATE VIEW v AS SELECT RAND() AS r FROM t");
        bench.compare("SELECT r FROM v");
        assertEquals(2L, bench.compare("SELECT r FROM v").noisy().get("SELECT r FROM v"));
    }

    @Test
    void aDifferenceBesideNoiseIsFoundAtOnce() throws SQLException {
        bench.onBoth("CREATE VIEW v AS SELECT id, name, RAND() AS r FROM t");
        bench.secondary.run("UPDATE t SET name = 'wrong' WHERE id = 7");
        assertEquals(1, bench.compare("SELECT id, name, r FROM v").diffs());
        assertEquals("7", theDiff().key());
        assertEquals("name", theDiff().column());
    }

    @Test
    void anotherTypeAndAnotherNullabilityAreToldOncePerShape() throws SQLException {
        bench.secondary.run("ALTER TABLE t ALTER COLUMN price DOUBLE", "ALTER TABLE t ALTER COLUMN name SET NOT NULL");
        for (int i = 0; i < 3; i++) {
            bench.compare(ALL, "id");
        }
        assertEquals(
                List.of("name", "price"),
                bench.diffs.stream().map(DiffRecord::column).toList());
        bench.secondary.run("ALTER TABLE t ALTER COLUMN name VARCHAR(20) NULL");
        bench.compare(ALL, "id");
        assertEquals(3, bench.diffs.size(), "another shape");
    }

    @Test
    void aSecondaryThatIsMuchSlowerAtEveryLookIsADifference() throws SQLException {
        ShadowSettings settings = new ShadowSettings(
                2, 100, Duration.ofMinutes(5), Duration.ofMillis(10), 3, Duration.ofMinutes(1), 1_000, 3);
        String sql = "SELECT id, work() AS w FROM t WHERE id = 7";
        try (Bench timed = new Bench(settings)) {
            timed.onBoth("CREATE TABLE t (id BIGINT PRIMARY KEY)", "INSERT INTO t VALUES (7)");
            timed.primary.run("CREATE ALIAS work FOR \"dev.shunt.shadow.HotRow.leave\"");
            timed.secondary.run("CREATE ALIAS work FOR \"dev.shunt.shadow.HotRow.slow\"");
            assertTrue(sooner(() -> timed.compare(sql).diffs() == 1), "slower");
            DiffRecord diff = timed.diffs.get(0);
            assertEquals(Kind.SLOWER, diff.kind());
            assertTrue(diff.secondaryMicros() >= 400_000, diff.toString());
            timed.secondary.run("DROP ALIAS work", "CREATE ALIAS work FOR \"dev.shunt.shadow.HotRow.slowOnce\"");
            boolean equal = sooner(() -> {
                HotRow.FIRST.set(true);
                long before = timed.idle().equal();
                return timed.compare(sql).equal() == before + 1;
            });
            assertTrue(equal, "one slow run says nothing");
        }
    }

    private interface Trial {
        boolean succeeds() throws SQLException;
    }

    /** Whether one of some trials succeeds: the others may have met a pause of the machine, which makes either side slow. */
    private static boolean sooner(Trial trial) throws SQLException {
        for (int i = 0; i < 10; i++) {
            if (trial.succeeds()) {
                return true;
            }
        }
        return false;
    }

    private static Bindings bound(long id) {
        Bindings bindings = new Bindings();
        bindings.put(1, id, (statement, at) -> statement.setLong(at, id));
        return bindings;
    }
}
