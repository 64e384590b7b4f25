package dev.shunt.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.diff.DiffRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gray reads on real servers: what the register says in their SQL, and results that are streamed. */
class GrayReadsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private Pair pair;

    @BeforeEach
    void databases() throws SQLException {
        pair = Pair.servers();
        pair.onBoth(List.of(
                "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20)) ENGINE = InnoDB",
                "CREATE TABLE part(id INT PRIMARY KEY, item INT, name VARCHAR(20)) ENGINE = InnoDB"));
        try (Connection source = pair.source()) {
            execute(source, "INSERT INTO item VALUES (1, 'a'), (2, 'b')");
            execute(source, "INSERT INTO part VALUES (1, 1, 'source'), (2, 2, 'source')");
        }
    }

    @AfterEach
    void close() throws SQLException {
        pair.close();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Shunted shunted, String section, String name) throws Exception {
        return shunted.status(section).get(name) instanceof Number value ? value.longValue() : 0;
    }

    private boolean gray(Shunted shunted, Connection connection) throws Exception {
        long before = number(shunted, "reads", "target");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM item")) {
            assertTrue(rows.next());
            assertEquals(2, rows.getInt(1));
        }
        return number(shunted, "reads", "target") > before;
    }

    @Test
    void aWalkVerifiesATableAndTurningTheMirrorOffTakesThatBack() throws Exception {
        Map<String, String> on = Map.of("mirror", "sync", "gray.percent", "100", "heartbeat", "200ms");
        try (Shunted shunted = Shunted.start(pair, dir, on);
                Connection connection = shunted.connect()) {
            assertFalse(gray(shunted, connection));
            execute(connection, "DELETE FROM item WHERE 1 = 0 LIMIT 1");
            await().atMost(LONG).until(() -> gray(shunted, connection));
            assertEquals(1, number(shunted, "verified", "count"));
            shunted.set(Map.of("mirror", "off"));
            await().atMost(LONG).until(() -> !gray(shunted, connection));
            shunted.set(Map.of("mirror", "sync"));
            await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> !gray(shunted, connection));
            execute(connection, "DELETE FROM item WHERE 1 = 0 LIMIT 1");
            await().atMost(LONG).until(() -> gray(shunted, connection));
        }
    }

    @Test
    void aStreamedResultThatFailsBeforeItsFirstRowIsAnsweredByThePrimary() throws Exception {
        Map<String, String> on = Map.of("mirror", "sync", "gray.percent", "100", "gray.unverified", "allow");
        try (Connection target = pair.target()) {
            execute(target, "INSERT INTO item VALUES (1, 'a'), (2, 'b')");
            execute(target, "INSERT INTO part VALUES (1, 1, 'target'), (2, 1, 'target')");
        }
        try (Shunted shunted = Shunted.start(pair, dir, on);
                Connection connection = shunted.connect();
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(Integer.MIN_VALUE);
            // two parts of an item are an error, which the server finds when it sends the first row
            try (ResultSet rows = statement.executeQuery(
                    "SELECT id, (SELECT name FROM part WHERE part.item = item.id) FROM item ORDER BY id")) {
                for (int id = 1; id <= 2; id++) {
                    assertTrue(rows.next());
                    assertEquals(id, rows.getInt(1));
                    assertEquals("source", rows.getString(2));
                }
                assertFalse(rows.next());
            }
            assertEquals(1, number(shunted, "gray", "fell_back"));
            try (ResultSet rows = statement.executeQuery("SELECT name FROM part ORDER BY id")) {
                assertTrue(rows.next());
                assertEquals("target", rows.getString(1));
                assertTrue(rows.next());
                assertFalse(rows.next());
                assertFalse(rows.next());
            }
        }
    }

    @Test
    void eachResultOfSeveralAndOneReadByACursorIsCompared() throws Exception {
        Pair several = pair.through(url -> url + "&allowMultiQueries=true&useCursorFetch=true");
        Map<String, String> on = Map.of("mirror", "sync", "shadow.percent", "100", "shadow.settle", "10ms");
        pair.onTarget(List.of(
                "INSERT INTO item VALUES (1, 'a'), (2, 'other')", "INSERT INTO part VALUES (1, 1, 'x'), (2, 2, 'y')"));
        try (Shunted shunted = Shunted.start(several, dir, on);
                Connection connection = shunted.connect();
                Statement statement = connection.createStatement()) {
            assertTrue(statement.execute(
                    "SELECT id FROM part; SELECT id, name FROM item ORDER BY id; SELECT COUNT(*) AS c FROM part;"));
            for (int result = 0; result < 3; result++) {
                ResultSet rows = statement.getResultSet();
                assertSame(rows, statement.getResultSet());
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                assertEquals(result < 2 ? 2 : 1, count);
                assertEquals(result < 2, statement.getMoreResults());
            }
            assertEquals(-1, statement.getUpdateCount());
            await().atMost(LONG).until(() -> number(shunted, "shadow", "compared") == 3);
            await().atMost(LONG).until(() -> !shunted.diffs().isEmpty());
            List<DiffRecord> diffs = shunted.diffs();
            assertEquals(List.of("VALUE 2 name: 'b' | 'other'"), Planted.shown(diffs));
            assertEquals("SELECT id, name FROM item ORDER BY id", diffs.get(0).sql());

            statement.setFetchSize(1);
            try (ResultSet rows = statement.executeQuery("SELECT id, name FROM part ORDER BY id")) {
                assertTrue(rows.next());
                assertTrue(rows.next());
                assertFalse(rows.next());
            }
            await().atMost(LONG).until(() -> shunted.diffs().size() == 3);
            assertEquals(
                    List.of("VALUE 1 name: 'source' | 'x'", "VALUE 2 name: 'source' | 'y'"),
                    Planted.shown(shunted.diffs().subList(1, 3)));
        }
    }

    private static String name(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT name FROM part WHERE id = 1")) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }

    @Test
    void aGrayReadHasTheIsolationOfItsConnectionAndTheWarningsOfItsOwnRun() throws Exception {
        Map<String, String> on = Map.of("mirror", "sync", "gray.percent", "100", "gray.unverified", "allow");
        try (Connection target = pair.target();
                Shunted shunted = Shunted.start(pair, dir, on);
                Connection connection = shunted.connect();
                Statement statement = connection.createStatement()) {
            execute(target, "INSERT INTO part VALUES (1, 1, 'target')");
            assertTrue(statement.executeQuery("SELECT CAST('x' AS SIGNED)").next());
            assertNotNull(statement.getWarnings());
            ResultSet rows = statement.executeQuery("SELECT name FROM part");
            assertTrue(rows.next());
            assertNull(statement.getWarnings(), "they are those of the run before");
            rows = statement.executeQuery("SELECT CAST(name AS SIGNED) FROM part");
            assertTrue(rows.next());
            assertNotNull(statement.getWarnings(), "of the target");
            assertEquals(2, number(shunted, "reads", "target"));
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            assertEquals("target", name(statement));
            execute(target, "UPDATE part SET name = 'later'");
            assertEquals("later", name(statement));
            connection.commit();
            execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            assertEquals("later", name(statement));
            execute(target, "UPDATE part SET name = 'last'");
            assertEquals("later", name(statement), "for one transaction");
            connection.commit();
            assertEquals("last", name(statement));
            execute(target, "UPDATE part SET name = 'newest'");
            assertEquals("newest", name(statement), "and not for the next");
            connection.commit();
        }
    }
}
