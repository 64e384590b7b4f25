package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.metrics.StatusClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of one source: what one reads and compares, the other has written. */
class FleetReadsTest {
    private static final String SOURCE = "jdbc:h2:mem:fleetreadssource;MODE=MySQL;DB_CLOSE_DELAY=-1";
    private static final String TARGET = "jdbc:h2:mem:fleetreadstarget;MODE=MySQL;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=200";

    @TempDir
    Path dir;

    private Path file(String name) {
        return dir.resolve(name + ".properties").toAbsolutePath();
    }

    private Connection connect(String name) throws Exception {
        Files.writeString(
                file(name),
                "target.url = " + TARGET + "\nstate.dir = " + dir.resolve(name)
                        + "\nheartbeat = 100 ms\nlease = 1 min\nshadow.timeout = 1 min\nmirror = async\nshadow.percent = 100\nshadow.settle = 10 ms\n");
        return DriverManager.getConnection("jdbc:shunt:" + SOURCE.substring(5) + ";shunt.config=" + file(name));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            execute(connection, sql);
        }
    }

    @AfterEach
    void stop() throws SQLException {
        Instances.stop(file("reader"));
        Instances.stop(file("writer"));
        execute(SOURCE, "SHUTDOWN");
        execute(TARGET, "SHUTDOWN");
    }

    private static void read(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, v FROM t WHERE id = " + id)) {
            assertTrue(rows.next());
            assertEquals(id, rows.getInt(1));
        }
    }

    private long ended(String how) throws Exception {
        Map<?, ?> shadow = (Map<?, ?>)
                StatusClient.read(dir.resolve("reader")).orElseThrow().get("shadow");
        return ((Number) shadow.get(how)).longValue();
    }

    @Test
    void whatAnotherInstanceHasWrittenAndNotBroughtYetIsNoDifference() throws Exception {
        for (String url : List.of(SOURCE, TARGET)) {
            execute(url, "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
            execute(url, "INSERT INTO t VALUES (1, 0), (2, 0)");
        }
        try (Connection reader = connect("reader");
                Connection writer = connect("writer");
                Connection lock = DriverManager.getConnection(TARGET)) {
            lock.setAutoCommit(false);
            execute(lock, "UPDATE t SET v = 0 WHERE id = 1");
            execute(writer, "UPDATE t SET v = 1 WHERE id = 1");
            read(reader, 1);
            await().during(Duration.ofMillis(600))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> ended("diffs") == 0 && ended("underway") == 1);
            lock.rollback();
            await().atMost(Duration.ofSeconds(30)).until(() -> ended("settled") == 1);
            execute(TARGET, "UPDATE t SET v = 9 WHERE id = 2");
            read(reader, 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> ended("diffs") == 1);
        }
    }
}
