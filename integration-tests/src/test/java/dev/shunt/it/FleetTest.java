package dev.shunt.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances in the register of a real server. */
class FleetTest {
    private static final Map<String, String> REST = Map.of("mirror", "off", "heartbeat", "200ms");
    private static final Map<String, String> ASYNC = Map.of("mirror", "async");

    @TempDir
    Path dir;

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class); // until the tables are there
    }

    private static List<String> query(Pair pair, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = pair.source();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Shunted instance(Pair pair, String name, Map<String, String> settings) throws Exception {
        return Shunted.start(pair, Files.createDirectory(dir.resolve(name)), settings);
    }

    private static Pair pair() throws SQLException {
        Pair pair = Pair.servers();
        pair.onBoth(List.of(
                "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20)) ENGINE = InnoDB",
                "CREATE TABLE note(text VARCHAR(20)) ENGINE = InnoDB",
                "CREATE PROCEDURE nothing() SELECT 1",
                "INSERT INTO item VALUES (1, 'a')"));
        return pair;
    }

    @Test
    void instancesSeeEachOthersOpenTransactionsAndTaints() throws Exception {
        try (Pair pair = pair();
                Shunted first = instance(pair, "first", REST);
                Shunted second = instance(pair, "second", REST);
                Connection one = first.connect();
                Connection two = second.connect()) {
            execute(one, "BEGIN");
            execute(one, "UPDATE item SET name = 'b'");
            execute(two, "CALL nothing()");
            first.set(ASYNC);
            second.set(ASYNC);
            soon().until(() -> query(pair, "SELECT older_open FROM shunt_instance ORDER BY older_open")
                    .contains("1"));
            execute(one, "COMMIT");
            // of the procedure only the server knows that it left nothing open
            soon().until(() ->
                    query(pair, "SELECT older_open FROM shunt_instance").equals(List.of("0", "0")));
            execute(one, "INSERT INTO note VALUES ('x')");
            soon().until(() -> second.table("note").get("tainted_by") != null);
            assertTrue(String.valueOf(second.table("note").get("tainted_by")).contains("primary key"));
            assertEquals(2, second.status("register").get("instances"));
            execute(one, "INSERT INTO item VALUES (2, 'b')");
            soon().until(() ->
                    Long.valueOf(0).equals(((Number) first.status("mirror").get("pending")).longValue()));
        }
    }

    @Test
    void whatADeadInstanceMirroredIsTaintedByOneThatLives() throws Exception {
        try (Pair pair = pair();
                Shunted living = instance(pair, "living", REST)) {
            living.set(ASYNC);
            try (Connection connection = living.connect()) {
                assertFalse(connection.isClosed());
                soon().until(() -> Boolean.TRUE.equals(living.status("register").get("registered")));
                try (Connection plain = pair.source()) {
                    execute(
                            plain,
                            "INSERT INTO shunt_instance SELECT 'dead', 'r', 'elsewhere', 1, '1', '/gone', 'file', 0,"
                                    + " heartbeat - 600000, 0, 0, 'item', 0, 0, 0, 0, '{}' FROM shunt_instance");
                }
                soon().until(() -> living.table("item").get("tainted_by") != null);
                String by = String.valueOf(living.table("item").get("tainted_by"));
                assertTrue(by.contains("instance dead") && by.contains("elsewhere"), by);
            }
        }
    }

    @Test
    void anInstanceWithoutRightsWorksAndSaysWhatItCannotDo() throws Exception {
        try (Pair pair = pair();
                Connection plain = pair.source()) {
            String login = "reg" + ProcessHandle.current().pid();
            String schema = plain.getCatalog();
            execute(plain, "CREATE USER '" + login + "'@'%' IDENTIFIED BY 'pw'");
            execute(plain, "GRANT SELECT, INSERT, UPDATE, DELETE ON " + schema + ".item TO '" + login + "'@'%'");
            Pair limited = pair.through(url -> url.equals(pair.sourceUrl())
                    ? url.replaceAll("user=[^&]*", "user=" + login).replaceAll("password=[^&]*", "password=pw")
                    : url);
            try (Shunted shunted = instance(limited, "limited", Map.of("mirror", "async", "heartbeat", "200ms"));
                    Connection connection = shunted.connect()) {
                execute(connection, "INSERT INTO item VALUES (3, 'c')");
                shunted.awaitDrained(Duration.ofSeconds(60));
                soon().until(() -> shunted.status("register").get("problem") != null);
                String problem = String.valueOf(shunted.status("register").get("problem"));
                assertTrue(problem.contains("--print-sql"), problem);
                assertFalse(problem.contains("pw'"), problem);
            } finally {
                execute(plain, "DROP USER '" + login + "'@'%'");
            }
        }
    }
}
