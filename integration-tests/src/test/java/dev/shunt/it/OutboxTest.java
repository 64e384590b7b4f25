package dev.shunt.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code journal = outbox}: what an application and an operator see of it, on real databases. */
class OutboxTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final List<String> TABLES = List.of(
            "CREATE TABLE a (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT)",
            "CREATE INDEX a_n ON a (n)",
            "INSERT INTO a (n) VALUES (1), (1), (2)");
    private static final int DEADLOCK = 1213;

    private final Path directory;
    private final List<Shunted> instances = new ArrayList<>();
    private Pair pair;

    OutboxTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private void open(Databases databases) throws SQLException {
        pair = databases.open().through(PausingDriver::url);
        pair.onBoth(TABLES);
    }

    private Shunted instance(String name) throws Exception {
        Shunted shunted = Shunted.start(
                pair, Files.createDirectories(directory.resolve(name)), Map.of("mirror", "async", "journal", "outbox"));
        instances.add(shunted);
        return shunted;
    }

    @AfterEach
    void close() throws SQLException {
        instances.forEach(Shunted::close);
        pair.close();
    }

    private void onSource(String... texts) throws SQLException {
        try (Connection connection = pair.source()) {
            execute(connection, texts);
        }
    }

    private void onTarget(String text) throws SQLException {
        try (Connection connection = pair.target()) {
            execute(connection, text);
        }
    }

    private static void execute(Connection connection, String... texts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : texts) {
                statement.execute(sql);
            }
        }
    }

    /** The column of all rows of the outbox that such a session sees. */
    private List<String> outbox(String column, int isolation) throws SQLException {
        try (Connection connection = pair.source()) {
            connection.setTransactionIsolation(isolation);
            try (Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("SELECT " + column + " FROM shunt_outbox ORDER BY instance, seq")) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        }
    }

    private List<String> committed() throws SQLException {
        return outbox("kind", Connection.TRANSACTION_READ_COMMITTED);
    }

    private Map<String, Object> account(Shunted shunted, String table) throws Exception {
        Map<String, Object> found = new LinkedHashMap<>();
        Object tables = shunted.status("mirror").get("tables");
        if (tables instanceof Map<?, ?> all && all.get(table) instanceof Map<?, ?> account) {
            account.forEach((key, value) -> found.put(key.toString(), value));
        }
        return found;
    }

    private String equalRows() throws SQLException {
        try (Connection source = pair.source();
                Connection target = pair.target()) {
            String rows = all(source);
            assertEquals(rows, all(target));
            return rows;
        }
    }

    private static String all(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, n FROM a ORDER BY id")) {
            return Outcome.rows(rows);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowIsInTheTransactionThatItIsAbout(Databases databases) throws Exception {
        open(databases);
        Shunted shunted = instance("one");
        List<String> seen = new ArrayList<>();
        PausingDriver.Script look = () -> {
            seen.addAll(committed());
            seen.add("/");
            seen.addAll(outbox("kind", Connection.TRANSACTION_READ_UNCOMMITTED));
        };
        try (Connection application = shunted.connect()) {
            onTarget("DROP TABLE a");
            execute(application, "BEGIN", "UPDATE a SET n = 3 WHERE id = 1");
            PausingDriver.beforeNext("COMMIT", look);
            execute(application, "COMMIT");
            assertEquals(List.of("/", "0"), seen, "written, and not seen before the commit");
            seen.clear();
            PausingDriver.beforeNext("COMMIT", look);
            execute(application, "UPDATE a SET n = n + 1 WHERE n = 1"); // its keys are asked for: a transaction of ours
            assertEquals(List.of("0", "/", "0", "0"), seen);
            application.setAutoCommit(false);
            execute(application, "INSERT INTO a (n) VALUES (9)");
            application.rollback();
            assertEquals(List.of("0", "0"), committed(), "a rollback leaves nothing");
            execute(application, "INSERT INTO a (n) VALUES (9)");
            application.setAutoCommit(true);
            assertEquals(List.of("0", "0", "0"), committed());
            seen.clear();
            PausingDriver.beforeNext("DELETE FROM a", look);
            execute(application, "DELETE FROM a WHERE id = 2");
            assertEquals(List.of("0", "0", "0", "1", "/", "0", "0", "0", "1"), seen, "announced before it runs");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnInstanceLeavesIsDrainedByAnotherWithADirectoryOfItsOwn(Databases databases) throws Exception {
        open(databases);
        Shunted dead = instance("dead");
        try (Connection application = dead.connect()) {
            onTarget("ALTER TABLE a RENAME TO b"); // so that nothing can be synced
            execute(application, "INSERT INTO a (n) VALUES (5), (6)", "UPDATE a SET n = n + 10 WHERE n = 1");
            execute(application, "DELETE FROM a WHERE id = 3");
            application.setAutoCommit(false);
            execute(application, "INSERT INTO a (n) VALUES (7)");
            application.commit();
            execute(application, "INSERT INTO a (n) VALUES (8)");
            application.rollback();
        }
        dead.close();
        instances.remove(dead);
        assertEquals(4, committed().size());
        onTarget("ALTER TABLE b RENAME TO a");
        Shunted other = instance("other");
        try (Connection application = other.connect()) {
            await().atMost(LONG).until(() -> committed().isEmpty());
            other.awaitDrained(LONG);
            assertEquals("outbox", other.status("journal").get("kind"));
            assertTrue(equalRows().contains("7"));
            execute(application, "UPDATE a SET n = 0 WHERE id = 1");
        }
        other.awaitDrained(LONG);
        equalRows();
    }

    @ParameterizedTest
    @EnumSource
    void aTableDroppedUnderWayTaintsAndTheApplicationCommits(Databases databases) throws Exception {
        open(databases);
        Shunted shunted = instance("one");
        try (Connection application = shunted.connect()) {
            application.setAutoCommit(false);
            execute(application, "UPDATE a SET n = 3 WHERE id = 1");
            onSource("DROP TABLE shunt_outbox");
            application.commit();
            await().atMost(LONG)
                    .until(() -> String.valueOf(account(shunted, "*").get("tainted_by"))
                            .contains("shunt_outbox"));
            await().atMost(LONG).until(() -> committed().contains("2"));
            execute(application, "UPDATE a SET n = 4 WHERE id = 2");
            application.commit();
            assertNull(shunted.status("journal").get("problem"));
            await().atMost(LONG)
                    .until(() -> shunted.status("mirror").get("pending").equals(0));
            equalRows();
        }
    }

    @Test
    void aTableLockedByAnOperatorCostsAMomentAndATaint() throws Exception {
        open(Databases.SERVERS);
        Shunted shunted = instance("one");
        try (Connection application = shunted.connect();
                Connection operator = pair.source()) {
            application.setAutoCommit(false);
            execute(application, "UPDATE a SET n = 3 WHERE id = 1");
            execute(operator, "LOCK TABLES shunt_outbox WRITE");
            application.commit();
            execute(operator, "UNLOCK TABLES");
            assertTrue(String.valueOf(account(shunted, "a").get("tainted_by")).contains("shunt_outbox"));
            await().atMost(LONG)
                    .until(() -> shunted.status("mirror").get("pending").equals(0));
            equalRows();
        }
    }

    /** A deadlock has rolled the application's transaction back: whoever went on would lose it. */
    @Test
    void aDeadlockInTheOutboxIsTheCommitsOwn() throws Exception {
        open(Databases.SERVERS);
        Shunted shunted = instance("one");
        try (Connection application = shunted.connect();
                Connection heavy = pair.source()) {
            onSource("CREATE TABLE heavy (id INT PRIMARY KEY)", "DELETE FROM shunt_outbox");
            heavy.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            heavy.setAutoCommit(false);
            for (int i = 0; i < 200; i++) { // the lighter of two is rolled back
                execute(heavy, "INSERT INTO heavy VALUES (" + i + ")");
            }
            execute(heavy, "SELECT * FROM shunt_outbox FOR UPDATE"); // locks the gap
            application.setAutoCommit(false);
            execute(application, "UPDATE a SET n = 3 WHERE id = 1");
            CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {
                try {
                    execute(heavy, "UPDATE a SET n = 4 WHERE id = 1");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(LONG).until(this::someoneWaits);
            SQLException deadlock = assertThrows(SQLException.class, application::commit);
            assertEquals(DEADLOCK, deadlock.getErrorCode());
            waits.get();
            heavy.rollback();
            application.rollback();
            execute(application, "UPDATE a SET n = 5 WHERE id = 1");
            application.commit();
            shunted.awaitDrained(LONG);
            assertTrue(equalRows().contains("5"));
            await().atMost(LONG).until(() -> committed().isEmpty());
        }
    }

    private boolean someoneWaits() throws SQLException {
        try (Connection connection = pair.source();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")) {
            return rows.next() && rows.getInt(1) > 0;
        }
    }
}
