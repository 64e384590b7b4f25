package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.diff.DiffReader;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Differences that are planted on the target, read, and healed or left. */
class HealingTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:healsource" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:healtarget" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private Path file;

    @BeforeEach
    void databases() throws SQLException {
        file = dir.resolve("shunt.properties");
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE t(id INT PRIMARY KEY, other INT, side VARCHAR(10))");
            execute(
                    url,
                    "CREATE TABLE many(name VARCHAR(20), code VARBINARY(8), price DECIMAL(6, 2), v INT,"
                            + " PRIMARY KEY(name, code, price))");
            execute(url, "INSERT INTO t VALUES (1, 2, 'one'), (2, 1, 'two'), (3, 3, 'three')");
            execute(url, "INSERT INTO many VALUES ('a', X'00ff', 1.50, 1), ('b', X'01', 2, 2)");
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(String... lines) throws Exception {
        Files.writeString(
                file,
                "target.url = " + target
                        + "\nheartbeat = 100 ms\nshadow.timeout = 1 min\nshadow.settle = 10 ms\nshadow.percent = 100\nstate.dir = "
                        + dir.resolve("state") + "\n" + String.join("\n", lines) + "\n");
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    @AfterEach
    void stop() {
        Instances.stop(file.toAbsolutePath());
    }

    private long shadow(String count) throws IOException {
        Object section = StatusClient.read(dir.resolve("state")).orElseThrow().get("shadow");
        return section instanceof Map<?, ?> shadow && shadow.get(count) instanceof Number value ? value.longValue() : 0;
    }

    private static void read(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                rows.getObject(1);
            }
        }
    }

    private static String content(String url, String table) throws SQLException {
        StringBuilder content = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " ORDER BY 1")) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    content.append(rows.getString(i)).append(' ');
                }
            }
        }
        return content.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET side = 'wrong' WHERE id = 2",
                "DELETE FROM t WHERE id = 2",
                "INSERT INTO t VALUES (9, 9, 'extra')",
                "UPDATE many SET v = 7",
                "DELETE FROM many",
            })
    void aRowThatIsReadAndDiffersIsMadeEqual(String planted) throws Exception {
        String table = planted.contains("many") ? "many" : "t";
        try (Connection connection = connect("mirror = async", "diff.heal = on")) {
            execute(target, planted);
            read(connection, "SELECT * FROM " + table);
            await().atMost(LONG).until(() -> content(source, table).equals(content(target, table)));
            await().atMost(LONG).until(() -> shadow("healed") >= 1 && shadow("healed") == shadow("records"));
        }
        await().atMost(LONG).until(() -> DiffReader.read(dir.resolve("state")).stream()
                .anyMatch(diff -> diff.fingerprint().contains(table)));
    }

    @Test
    void aLookUpIsHealedThoughItsAnswerHasNoKey() throws Exception {
        try (Connection connection = connect("mirror = sync", "diff.heal = on");
                PreparedStatement select = connection.prepareStatement("SELECT side FROM t WHERE id = ?")) {
            execute(target, "UPDATE t SET side = 'wrong'");
            select.setInt(1, 3);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    rows.getString(1);
                }
            }
            await().atMost(LONG).until(() -> content(target, "t").equals("1 2 wrong 2 1 wrong 3 3 three "));
            await().atMost(LONG).until(() -> shadow("healed") == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT(*) FROM t WHERE side = 'two'",
                "SELECT other AS id, side FROM t",
                "SELECT id + 0 AS id, side FROM t",
                "SELECT a.id, b.side FROM t a JOIN t b ON a.id = b.other",
            })
    void whatNamesNoRowForCertainHealsNothing(String sql) throws Exception {
        try (Connection connection = connect("mirror = async", "diff.heal = on")) {
            execute(target, "UPDATE t SET side = 'wrong' WHERE id = 2");
            read(connection, sql);
            await().atMost(LONG).until(() -> shadow("not_healed") == 1);
            assertEquals(0, shadow("healed"));
            assertEquals("1 2 one 2 1 wrong 3 3 three ", content(target, "t"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror = async", "mirror = off\ndiff.heal = on", "mirror = sync\ndiff.heal = off"})
    void whereHealingOrMirroringIsOffTheDifferenceStays(String lines) throws Exception {
        try (Connection connection = connect(lines)) {
            execute(target, "UPDATE t SET side = 'wrong' WHERE id = 2");
            for (int i = 1; i <= 2; i++) {
                long seen = i;
                read(connection, "SELECT * FROM t");
                await().atMost(LONG).until(() -> shadow("diffs") == seen);
            }
            assertEquals(0, shadow("healed"));
            assertEquals("1 2 one 2 1 wrong 3 3 three ", content(target, "t"));
        }
    }
}
