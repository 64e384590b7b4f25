package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.metrics.StatusClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mirror of a table of which only some rows move. */
class NarrowedMirrorTest {
    private static final String SOURCE = "jdbc:h2:mem:narrowed_source;MODE=MySQL;DB_CLOSE_DELAY=-1";
    private static final String TARGET = "jdbc:h2:mem:narrowed_target;MODE=MySQL;DB_CLOSE_DELAY=-1";

    @TempDir
    Path dir;

    private void file(String where) throws Exception {
        Files.writeString(
                dir.resolve("shunt.properties"),
                "source.url = " + SOURCE + "\ntarget.url = " + TARGET + "\nmirror = async\nstate.dir = "
                        + dir.resolve("state") + "\ntable.t.where = " + where + "\n");
    }

    @AfterEach
    void stop() throws SQLException {
        Instances.stop(dir.resolve("shunt.properties").toAbsolutePath());
        execute(SOURCE, "SHUTDOWN");
        execute(TARGET, "SHUTDOWN");
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> target() throws SQLException {
        try (Connection connection = DriverManager.getConnection(TARGET);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM t ORDER BY id")) {
            List<String> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getString(1));
            }
            return ids;
        }
    }

    private List<?> tainted() throws Exception {
        Map<?, ?> status = StatusClient.read(dir.resolve("state")).orElseThrow();
        return ((Map<?, ?>) ((Map<?, ?>) status.get("mirror")).get("tables"))
                .values().stream()
                        .map(table -> ((Map<?, ?>) table).get("tainted_by"))
                        .filter(Objects::nonNull)
                        .toList();
    }

    private static void awaitTarget(String... ids) {
        await().atMost(Duration.ofSeconds(30)).until(() -> target().equals(List.of(ids)));
    }

    /** An UPDATE without an index is a walk, a DELETE by key is a row sync. */
    @Test
    void onlyWhatMeetsTheConditionIsMirroredAndAChangeOfItTaints() throws Exception {
        for (String url : List.of(SOURCE, TARGET)) {
            execute(url, "CREATE TABLE t(id INT PRIMARY KEY, shop INT)");
        }
        execute(TARGET, "INSERT INTO t VALUES (100, 2), (101, 2)");
        file("shop = 1");
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1, 1), (2, 2), (3, 1), (4, 1), (100, 3)");
            awaitTarget("1", "3", "4", "100", "101");
            statement.execute("UPDATE t SET shop = 2 WHERE id = 1");
            awaitTarget("3", "4", "100", "101");
            statement.execute("UPDATE t SET shop = 2 WHERE shop + 0 = 1 AND id > 3");
            awaitTarget("3", "100", "101");
            statement.execute("DELETE FROM t");
            awaitTarget("100", "101");
            assertEquals(List.of(), tainted());
            file("shop = 2");
            await().atMost(Duration.ofSeconds(30)).until(() -> !tainted().isEmpty());
        }
    }

    @Test
    void aConditionThatWasChangedWhileNothingRanTaints() throws Exception {
        for (String url : List.of(SOURCE, TARGET)) {
            execute(url, "CREATE TABLE t(id INT PRIMARY KEY, shop INT)");
        }
        for (int start = 1; start <= 2; start++) {
            file("shop = 1");
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO t VALUES (" + start + ", 1)");
                assertEquals(List.of(), tainted());
            }
            Instances.stop(dir.resolve("shunt.properties").toAbsolutePath());
        }
        file("shop = 2");
        connect().close();
        assertEquals(List.of("its where was changed; verify it"), tainted());
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:shunt:" + SOURCE.substring(5) + ";shunt.config=" + dir.resolve("shunt.properties"));
    }
}
