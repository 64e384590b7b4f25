package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.compare.Difference;
import dev.shunt.diff.DiffReader;
import dev.shunt.diff.DiffReads;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRows;
import dev.shunt.diff.DiffVisitor;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Reads that the target answers, or that are compared. */
class GrayAndShadowTest extends GrayBed {
    @Test
    void atAHundredPercentTheTargetAnswersAndAtZeroTheSource() throws Exception {
        try (Connection connection = connect("gray.percent = 100")) {
            assertEquals("target", side(connection));
            connect("gray.percent = 0").close();
            await().atMost(Duration.ofSeconds(30)).until(() -> "source".equals(side(connection)));
        }
    }

    @Test
    void executeAndGetResultSetAreAnsweredTheSameWay() throws Exception {
        try (Connection connection = connect("gray.percent = 100");
                Statement statement = connection.createStatement()) {
            assertTrue(statement.execute("SELECT side FROM t"));
            ResultSet rows = statement.getResultSet();
            assertTrue(rows.next());
            assertEquals("target", rows.getString(1));
            assertEquals(-1, statement.getUpdateCount());
            assertFalse(statement.getMoreResults());
            assertTrue(rows.isClosed());
            assertEquals(-1, statement.getUpdateCount());
        }
    }

    @Test
    void aGrayReadThatFailsIsAnsweredByThePrimaryUnseen() throws Exception {
        try (Connection connection = connect("gray.percent = 100")) {
            execute(target, "DROP TABLE t");
            assertEquals("source", side(connection));
            assertEquals(1L, ((Number) ((Map<?, ?>) status().get("gray")).get("fell_back")).longValue());
        }
    }

    @Test
    void aGrayReadThatTheApplicationCancelsIsNotBegunAgainOnTheSource() throws Exception {
        execute(target, "INSERT INTO t SELECT X, 'target' FROM SYSTEM_RANGE(2, 1000)");
        try (Connection connection = connect("gray.percent = 100");
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 5; i++) {
                assertCancelled(statement);
            }
            assertEquals(0L, ((Number) ((Map<?, ?>) status().get("gray")).get("fell_back")).longValue());
            assertEquals("target", side(connection), "what was cancelled holds no connection");
        }
    }

    /** Begins a read that takes for ever, and cancels it. */
    private static void assertCancelled(Statement statement) {
        CompletableFuture<Void> read = CompletableFuture.runAsync(() -> {
            try {
                statement.executeQuery("SELECT COUNT(*) FROM t a, t b, t c, t d WHERE a.id + b.id + c.id + d.id < 0");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            statement.cancel();
            return read.isDone();
        });
        assertTrue(read.isCompletedExceptionally());
    }

    @Test
    void anErrorThatIsNoAnswerOfTheDatabaseIsNotCompared() throws Exception {
        execute(source, "INSERT INTO t SELECT X, 'source' FROM SYSTEM_RANGE(2, 1000)");
        try (Connection connection = connect("shadow.percent = 100");
                Statement statement = connection.createStatement()) {
            assertCancelled(statement);
            Map<?, ?> shadow = (Map<?, ?>) status().get("shadow");
            for (String end : List.of("compared", "underway", "errors", "dropped")) {
                assertEquals(0L, ((Number) shadow.get(end)).longValue(), end);
            }
        }
    }

    @Test
    void resultsThatTheApplicationLeavesOpenHoldNoConnectionToTheTarget() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Connection connection = connect("gray.percent = 100")) {
                ResultSet left = connection.createStatement().executeQuery("SELECT side FROM t");
                assertTrue(left.next());
                assertEquals("target", left.getString(1), "round " + i);
            }
        }
    }

    @Test
    void aTableOfAnotherSchemaIsReadOnThePrimaryEvenIfTheTargetHasOne() throws Exception {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE SCHEMA other");
            execute(url, "CREATE TABLE other.t(id INT PRIMARY KEY, side VARCHAR(10))");
        }
        execute(source, "INSERT INTO other.t VALUES (1, 'other')");
        try (Connection connection = connect("gray.percent = 100", "shadow.percent = 100");
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("SELECT side FROM other.t")) {
                assertTrue(rows.next());
                assertEquals("other", rows.getString(1));
            }
            connection.setSchema("OTHER");
            assertEquals("other", side(connection));
            Map<?, ?> shadow = (Map<?, ?>) status().get("shadow");
            for (String end : List.of("compared", "underway", "errors", "dropped")) {
                assertEquals(0L, ((Number) shadow.get(end)).longValue(), end);
            }
            connection.setSchema("PUBLIC");
            assertEquals("target", side(connection));
        }
    }

    @Test
    void theApplicationsKeyComesBeforeTheCommentTheRowAndTheConnection() throws Exception {
        String byRow = "SELECT side FROM t WHERE id = 1";
        String byComment = "/* shunt:key=hint */ " + byRow;
        try (Connection connection = connect("gray.keys = mine, hint, t:1")) {
            assertEquals("source", side(connection, "SELECT side FROM t"), "no key but the connection's");
            assertEquals("target", side(connection, byRow));
            assertEquals("target", side(connection, "select side from `T` where 1 = id"), "the same row");
            assertEquals("target", side(connection, byComment));
            connection.setClientInfo("shunt.key", "other");
            assertEquals("source", side(connection, byComment));
            assertEquals("source", side(connection, byRow));
            connection.setClientInfo("shunt.key", "mine");
            assertEquals("target", side(connection, "SELECT side FROM t"));
            connection.setClientInfo("shunt.key", null);
            assertEquals("source", side(connection, "/* shunt:key=other */ " + byRow), "a comment before the row");
        }
    }

    @Test
    void theShareAskedForIsToldWithTheShareReachedAndWhyReadsStayed() throws Exception {
        try (Connection connection = connect("gray.percent = 100")) {
            for (int i = 0; i < 6; i++) {
                assertEquals("target", side(connection));
            }
            connection.setAutoCommit(false);
            for (int i = 0; i < 2; i++) {
                assertEquals("source", side(connection));
            }
            connection.rollback();
            connection.setAutoCommit(true);
            Map<?, ?> gray = (Map<?, ?>) status().get("gray");
            assertEquals(100.0, ((Number) gray.get("asked")).doubleValue());
            assertEquals(75.0, ((Number) gray.get("reached")).doubleValue());
            assertEquals("{in a transaction=2}", stayed());
        }
    }

    @Test
    void gracelessGrayReadsEndAfterAFewAndAreTriedAgainLater() throws Exception {
        String[] lines = {"gray.percent = 100", "breaker.failures = 1000", "gray.max-errors = 10", "gray.retry = 1 h"};
        try (Connection connection = connect(lines)) {
            execute(target, "ALTER TABLE t RENAME COLUMN side TO other");
            for (int i = 0; i < 40; i++) {
                assertEquals("source", side(connection));
            }
            Map<?, ?> gray = (Map<?, ?>) status().get("gray");
            long fellBack = ((Number) gray.get("fell_back")).longValue(); // more than 20 where they took more than 10 s
            assertTrue(fellBack >= 20 && fellBack < 40, fellBack + ": then it went to the target no more");
            Map<?, ?> budget = (Map<?, ?>) gray.get("budget");
            assertEquals(true, budget.get("exceeded"));
            assertTrue(
                    String.valueOf(budget.get("why")).matches(".*2\\d of 2\\d failed on the target.*"),
                    budget::toString);
            assertTrue(stayed().contains("gray budget exceeded=" + (40 - fellBack)), this::stayed);
            execute(target, "ALTER TABLE t RENAME COLUMN other TO side");
            lines[3] = "gray.retry = 10 ms";
            connect(lines).close();
            await().atMost(Duration.ofSeconds(30)).until(() -> "target".equals(side(connection)));
            Map<?, ?> after = (Map<?, ?>) ((Map<?, ?>) status().get("gray")).get("budget");
            assertEquals(false, after.get("exceeded"));
            assertEquals(1L, ((Number) after.get("times")).longValue());
        }
    }

    @Test
    void aReadSeesWhatItsInstanceHasWrittenWhileThatIsPending() throws Exception {
        try (Connection connection = connect("mirror = async", "gray.async = allow", "gray.percent = 100");
                Connection lock = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("UPDATE t SET side = 'locked' WHERE id = 1");
            statement.executeUpdate("UPDATE t SET side = 'new' WHERE id = 1");
            assertEquals("new", side(connection));
            lock.rollback();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                assertEquals("new", side(connection));
                return ((Number) ((Map<?, ?>) status().get("reads")).get("target")).longValue() > 0;
            });
        }
    }

    @Test
    void aDifferenceThatStaysIsInTheLogWithItsKeyAndColumn() throws Exception {
        try (Connection connection = connect("shadow.percent = 100")) {
            assertEquals("source", side(connection));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !DiffReader.read(dir.resolve("state")).isEmpty());
        }
        List<DiffRecord> diffs = DiffReader.read(dir.resolve("state"));
        assertEquals(1, diffs.size());
        assertEquals("T", diffs.get(0).table().toUpperCase(Locale.ROOT));
        assertTrue(diffs.get(0).toString().contains("target"), diffs::toString);
        DiffRows rows = Objects.requireNonNull(diffs.get(0).rows());
        assertEquals(List.of("source"), rows.primary());
        assertEquals(List.of("target"), rows.secondary());
        assertEquals(List.of(0), rows.differing());
        Instances.stop(file.toAbsolutePath());
        List<Long> compared = new ArrayList<>();
        DiffReader.visit(dir.resolve("state"), new DiffVisitor() {
            @Override
            public void diff(DiffRecord diff) {
                assertEquals(diffs.get(0), diff);
            }

            @Override
            public void reads(DiffReads counted) {
                compared.add(counted.compared());
                compared.add(counted.differed());
            }
        });
        assertEquals(List.of(1L, 1L), compared);
    }

    @Test
    void anErrorOfTheSourceAloneIsADifference() throws Exception {
        execute(source, "INSERT INTO t VALUES (2, 'source')");
        try (Connection connection = connect("shadow.percent = 100", "heartbeat = 100 ms");
                Statement statement = connection.createStatement()) {
            String oneRow = "SELECT (SELECT id FROM t) AS one FROM t WHERE id = 1";
            assertThrows(SQLException.class, () -> statement.executeQuery(oneRow));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !DiffReader.read(dir.resolve("state")).isEmpty());
        }
        DiffRecord diff = DiffReader.read(dir.resolve("state")).get(0);
        assertEquals(Difference.Kind.ERROR, diff.kind());
        assertTrue(String.valueOf(diff.primaryValue()).contains("SQLState"), diff::toString);
        assertNull(diff.secondaryValue());
    }

    @Test
    void aReadThatCannotBeComparedIsCounted() throws Exception {
        String nowhere = "jdbc:h2:tcp://127.0.0.1:1/nowhere";
        String[] lines = {
            "shadow.percent = 100",
            "gray.percent = 100",
            "breaker.failures = 1",
            "breaker.probe = 1 h",
            "target.timeout = 250 ms"
        };
        try (Connection connection = connectTo(nowhere, lines);
                Statement updatable =
                        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
            assertTrue(updatable.executeQuery("SELECT id, side FROM t").next());
            Map<?, ?> shadow = (Map<?, ?>) status().get("shadow");
            assertEquals("{NOT_REPEATABLE=1}", String.valueOf(shadow.get("skipped")));
            assertEquals("source", side(connection), "its failure opens the breaker");
            assertEquals("source", side(connection));
            assertEquals(2L, ((Number) ((Map<?, ?>) status().get("shadow")).get("dropped")).longValue());
        }
    }

    @Test
    void equalAnswersLeaveNoDifference() throws Exception {
        execute(target, "UPDATE t SET side = 'source'");
        try (Connection connection = connect("shadow.percent = 100")) {
            for (int i = 0; i < 20; i++) {
                assertEquals("source", side(connection));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ((Number) ((Map<?, ?>) status().get("shadow")).get("equal")).longValue() == 20);
            assertEquals(0L, ((Number) ((Map<?, ?>) status().get("shadow")).get("diffs")).longValue());
        }
    }
}
