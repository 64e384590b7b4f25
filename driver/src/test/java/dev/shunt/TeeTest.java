package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.diff.DiffReader;
import dev.shunt.diff.DiffRecord;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is compared is what the application has read: ten rows, of which the seventh differs. */
class TeeTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String ALL = "SELECT id, name FROM t ORDER BY id";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:teesource" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:teetarget" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private Path file;
    private Connection connection;

    @BeforeEach
    void databases() throws Exception {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE t(id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20))");
            execute(url, "INSERT INTO t SELECT x, 'name' || x FROM SYSTEM_RANGE(1, 10)");
        }
        execute(target, "UPDATE t SET name = 'wrong' WHERE id = 7");
        file = dir.resolve("shunt.properties");
        Files.writeString(
                file,
                "target.url = " + target
                        + "\nshadow.settle = 10 ms\nshadow.timeout = 1 min\ntarget.timeout = 1 min\nmirror = sync\nshadow.percent = 100\nstate.dir = "
                        + dir.resolve("state"));
        connection = DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        Instances.stop(file.toAbsolutePath());
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Reader {
        void read(ResultSet rows) throws SQLException;
    }

    private void read(int type, Reader reader) throws SQLException {
        try (Statement statement = connection.createStatement(type, ResultSet.CONCUR_READ_ONLY);
                ResultSet rows = statement.executeQuery(ALL)) {
            reader.read(rows);
        }
    }

    /** Returns the counts once so many reads have come to an end. */
    private Map<?, ?> shadow(int compared) throws IOException {
        await().atMost(LONG).until(() -> number(shadow(), "compared") == compared && number(shadow(), "underway") == 0);
        return shadow();
    }

    private void logged(String key) {
        await().atMost(LONG).until(() -> DiffReader.read(dir.resolve("state")).stream()
                .map(DiffRecord::key)
                .toList()
                .equals(List.of(key)));
    }

    private Map<?, ?> shadow() throws IOException {
        return (Map<?, ?>) StatusClient.read(dir.resolve("state")).orElseThrow().get("shadow");
    }

    private static long number(Map<?, ?> counts, String name) {
        return ((Number) counts.get(name)).longValue();
    }

    private void seen(int compared, int diffs) throws IOException {
        assertEquals(diffs, number(shadow(compared), "diffs"));
    }

    @Test
    void aResultReadForwardIsComparedAsFarAsItWasRead() throws Exception {
        read(ResultSet.TYPE_FORWARD_ONLY, rows -> {
            for (int i = 0; i < 6; i++) {
                assertTrue(rows.next());
            }
        });
        seen(1, 0);
        read(ResultSet.TYPE_FORWARD_ONLY, rows -> {
            for (int i = 0; i < 7; i++) {
                assertTrue(rows.next());
            }
        });
        seen(2, 1);
        logged("7");
    }

    @Test
    void aScrolledResultIsComparedWhereTheApplicationStood() throws Exception {
        read(ResultSet.TYPE_SCROLL_INSENSITIVE, rows -> {
            assertTrue(rows.absolute(3));
            assertTrue(rows.relative(2));
            assertTrue(rows.next());
            assertTrue(rows.last());
            assertTrue(rows.previous());
            assertTrue(rows.first());
            assertTrue(rows.absolute(-2));
            rows.afterLast();
            rows.beforeFirst();
            assertTrue(rows.next());
            assertEquals("name1", rows.getString(2));
        });
        seen(1, 0);
        read(ResultSet.TYPE_SCROLL_INSENSITIVE, rows -> assertTrue(rows.absolute(7)));
        seen(2, 1);
        logged("7");
    }

    @Test
    void aScrolledResultOfWhichAllWasReadIsComparedInFull() throws Exception {
        execute(target, "UPDATE t SET name = 'name7' WHERE id = 7");
        execute(target, "INSERT INTO t VALUES (11, 'extra')");
        read(ResultSet.TYPE_SCROLL_INSENSITIVE, rows -> {
            rows.afterLast();
            while (rows.previous()) {
                assertFalse(rows.getString(1).isEmpty());
            }
        });
        seen(1, 0); // nothing has told that the tenth was the last
        read(ResultSet.TYPE_SCROLL_INSENSITIVE, rows -> {
            assertTrue(rows.last());
            while (rows.previous()) {
                assertFalse(rows.getString(1).isEmpty());
            }
        });
        seen(2, 1);
        logged("11");
    }

    @Test
    void aResultThatTheApplicationHasCutIsComparedAsFar() throws Exception {
        try (Statement statement = connection.createStatement()) {
            for (int most = 6; most <= 7; most++) {
                statement.setMaxRows(most);
                try (ResultSet rows = statement.executeQuery(ALL)) {
                    for (int i = 0; i < most; i++) {
                        assertTrue(rows.next());
                    }
                    assertFalse(rows.next());
                }
                seen(most - 5, most - 6);
            }
        }
        logged("7");
    }

    @Test
    void aResultThatIsKeptBesideTheNextIsReadOnAndCompared() throws Exception {
        try (Statement statement = connection.createStatement()) {
            assertTrue(statement.execute(ALL));
            ResultSet rows = statement.getResultSet();
            assertTrue(rows.next());
            assertFalse(statement.getMoreResults(Statement.KEEP_CURRENT_RESULT));
            for (int i = 2; i <= 10; i++) {
                assertTrue(rows.next());
                assertEquals("name" + i, rows.getString("name"));
            }
            assertFalse(rows.next());
        }
        seen(1, 1);
    }

    @Test
    void generatedKeysAreNotCompared() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO t(name) VALUES ('new')", Statement.RETURN_GENERATED_KEYS);
            try (ResultSet keys = statement.getGeneratedKeys()) {
                assertTrue(keys.next());
                assertEquals(11, keys.getInt(1));
                assertFalse(keys.next());
            }
        }
        assertEquals(0, number(shadow(), "compared") + number(shadow(), "underway"));
    }

    @Test
    void everyGetterFindsItsValueUntouched() throws Exception {
        for (String url : List.of(source, target)) {
            execute(
                    url,
                    "CREATE TABLE v(id INT PRIMARY KEY, txt CLOB, bin BLOB, vb VARBINARY(20), at TIMESTAMP(6), e INT)");
            execute(
                    url,
                    "INSERT INTO v VALUES (1, REPEAT('ü', 10000), CAST(REPEAT('ab', 10000) AS VARBINARY(20000)), X'0102',"
                            + " TIMESTAMP '2024-01-01 00:00:00.123456', NULL)");
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM v")) {
            assertTrue(rows.next());
            StringWriter text = new StringWriter();
            rows.getCharacterStream("txt").transferTo(text);
            assertEquals("ü".repeat(10_000), text.toString());
            byte[] bytes = rows.getBinaryStream(3).readAllBytes();
            assertEquals("ab".repeat(10_000), new String(bytes, StandardCharsets.UTF_8));
            assertEquals(20_000, rows.getBlob("bin").length());
            assertEquals(10_000, rows.getClob(2).length());
            assertArrayEquals(new byte[] {1, 2}, rows.getObject("vb", byte[].class));
            assertArrayEquals(new byte[] {1, 2}, rows.getBinaryStream("vb").readAllBytes());
            assertEquals(LocalDateTime.parse("2024-01-01T00:00:00.123456"), rows.getObject("at", LocalDateTime.class));
            assertEquals(0, rows.getInt("e"));
            assertTrue(rows.wasNull());
            assertEquals(1L, rows.getObject(1, Long.class));
            assertFalse(rows.wasNull());
            assertFalse(rows.next());
        }
        seen(1, 0);
    }
}
