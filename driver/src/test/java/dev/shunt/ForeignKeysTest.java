package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.metrics.StatusClient;
import java.io.IOException;
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
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that have to wait for rows of other tables, on H2, where no session can leave foreign keys unchecked. */
class ForeignKeysTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final List<String> TABLES = List.of("a", "b", "c");

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:fk_source" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:fk_target" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private Path file;

    private Connection connect(String more) throws Exception {
        file = dir.resolve("shunt.properties");
        Files.writeString(
                file,
                "source.url = " + source + "\ntarget.url = " + target + "\nmirror = async\nstate.dir = "
                        + dir.resolve("state") + "\n" + more);
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    @AfterEach
    void stop() {
        Instances.stop(file.toAbsolutePath());
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void onBoth(String... statements) throws SQLException {
        for (String url : List.of(source, target)) {
            try (Connection connection = DriverManager.getConnection(url)) {
                run(connection, statements);
            }
        }
    }

    private Map<?, ?> mirror() throws IOException {
        return (Map<?, ?>) StatusClient.read(dir.resolve("state")).orElseThrow().get("mirror");
    }

    private long status(String table, String name) throws IOException {
        Map<?, ?> tables = (Map<?, ?>) mirror().get("tables");
        return tables.get(table) instanceof Map<?, ?> of && of.get(name) instanceof Number count
                ? count.longValue()
                : 0;
    }

    private static List<String> rows(String url, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, up, v FROM " + table + " ORDER BY id")) {
            while (result.next()) {
                rows.add(result.getString(1) + " " + result.getString(2) + " " + result.getString(3));
            }
        }
        return rows;
    }

    private void drained() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ((Number) mirror().get("pending")).longValue() == 0);
    }

    private void assertEqual() throws SQLException {
        for (String table : TABLES) {
            assertEquals(rows(source, table), rows(target, table), table);
        }
    }

    private void chain() throws SQLException {
        onBoth(
                "CREATE TABLE a(id INT PRIMARY KEY, up INT REFERENCES a(id), v INT)",
                "CREATE TABLE b(id INT PRIMARY KEY, up INT NOT NULL REFERENCES a(id), v INT)",
                "CREATE TABLE c(id INT PRIMARY KEY, up INT NOT NULL REFERENCES b(id), v INT)");
    }

    @Test
    void aChainOfParentsAndChildrenConvergesInWhateverOrderItComes() throws Exception {
        chain();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Connection connection = connect("mirror.workers = 4\n")) {
            connection.setAutoCommit(false);
            for (int round = 0; round < 25; round++) {
                int first = round * 4;
                for (int id = first + 3; id >= first; id--) { // by key, each row comes before the one it refers to
                    run(
                            connection,
                            "INSERT INTO a VALUES (" + id + ", " + (id == first + 3 ? "NULL" : id + 1) + ", 0)",
                            "INSERT INTO b VALUES (" + id + ", " + id + ", 0)",
                            "INSERT INTO c VALUES (" + id + ", " + id + ", 0)");
                }
                int gone = random.nextInt(round + 1) * 4;
                for (String table : List.of("c", "b", "a")) {
                    run(
                            connection,
                            "DELETE FROM " + table + " WHERE id = " + gone,
                            "DELETE FROM " + table + " WHERE id = " + (gone + 1));
                }
                connection.commit();
            }
        }
        drained();
        assertEqual();
        for (String table : TABLES) {
            assertEquals(
                    0,
                    status(table.toUpperCase(Locale.ROOT), "failed"),
                    table + " with seed " + seed + ": " + mirror());
        }
    }

    @Test
    void wholeTablesThatWaitForEachOtherConverge() throws Exception {
        chain();
        onBoth("INSERT INTO a VALUES (1, NULL, 0)", "INSERT INTO b VALUES (1, 1, 0)", "INSERT INTO c VALUES (1, 1, 0)");
        try (Connection connection = connect("")) {
            connection.setAutoCommit(false);
            run(
                    connection,
                    "INSERT INTO a SELECT 2, NULL, 0",
                    "INSERT INTO b SELECT 2, 2, 0",
                    "INSERT INTO c SELECT 2, 2, 0",
                    "DELETE FROM c WHERE v = 0 AND id = 1 LIMIT 1",
                    "DELETE FROM b WHERE v = 0 AND id = 1 LIMIT 1",
                    "DELETE FROM a WHERE v = 0 AND id = 1 LIMIT 1");
            connection.commit();
        }
        drained();
        assertEqual();
        assertEquals(List.of("2 2 0"), rows(target, "c"));
    }

    @Test
    void aRowWhoseParentNeverComesIsAFailureThatSaysSo() throws Exception {
        chain();
        try (Connection connection = connect("tables = b\n")) {
            run(connection, "INSERT INTO a VALUES (1, NULL, 0)", "INSERT INTO b VALUES (1, 1, 0)");
            await().atMost(Duration.ofSeconds(60)).until(() -> status("B", "failed") > 0);
            assertEquals(1, status("B", "pending"));
        }
    }

    @Test
    void aTableThatAlwaysFailsDelaysNoOther() throws Exception {
        chain();
        onBoth("CREATE TABLE lost(id INT PRIMARY KEY, v INT)");
        try (Connection connection = DriverManager.getConnection(target)) {
            run(connection, "DROP TABLE lost");
        }
        try (Connection connection = connect("")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 2_000; i++) {
                run(connection, "INSERT INTO lost VALUES (" + i + ", 0)");
            }
            connection.commit();
            await().atMost(Duration.ofSeconds(60)).until(() -> status("LOST", "failed") > 20);
            for (int i = 0; i < 20; i++) {
                int id = i;
                long tries = status("LOST", "failed");
                long begun = System.nanoTime();
                run(connection, "INSERT INTO a VALUES (" + i + ", NULL, 0)");
                connection.commit();
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> rows(target, "a").size() == id + 1);
                long meanwhile = status("LOST", "failed") - tries;
                long most = 1_000 + Duration.ofNanos(System.nanoTime() - begun).toMillis() / 10; // 100 a second
                assertTrue(meanwhile < most, meanwhile + " tries of the one came first");
            }
            long start = System.nanoTime();
            long before = status("LOST", "failed");
            await().atMost(Duration.ofSeconds(60)).until(() -> System.nanoTime() - start > 1_000_000_000L);
            long tries = status("LOST", "failed") - before;
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertTrue(tries * 10 < millis, tries + " tries in " + millis + " ms"); // 100 a second
        }
    }
}
