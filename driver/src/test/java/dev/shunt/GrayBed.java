package dev.shunt;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two databases whose one row differs, so that the answer tells who gave it: no verification would find them equal, and so
 * reads have to be allowed without one.
 */
abstract class GrayBed {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    final String source = "jdbc:h2:mem:graysource" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    final String target = "jdbc:h2:mem:graytarget" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    Path file;

    @BeforeEach
    void databases() throws Exception {
        file = dir.resolve("shunt.properties");
        execute(source, "CREATE TABLE t(id INT PRIMARY KEY, side VARCHAR(10))");
        execute(target, "CREATE TABLE t(id INT PRIMARY KEY, side VARCHAR(10))");
        execute(source, "INSERT INTO t VALUES (1, 'source')");
        execute(target, "INSERT INTO t VALUES (1, 'target')");
    }

    static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection connect(String... lines) throws Exception {
        return connectTo(target, lines);
    }

    Connection connectTo(String url, String... lines) throws Exception {
        Files.writeString(
                file,
                "target.url = " + url
                        + "\nshadow.settle = 10 ms\nshadow.timeout = 1 min\ngray.unverified = allow\nstate.dir = "
                        + dir.resolve("state")
                        + "\n" + String.join("\n", lines) + "\n"
                        + (String.join(" ", lines).contains("mirror") ? "" : "mirror = sync\n")
                        + (String.join(" ", lines).contains("target.timeout") ? "" : "target.timeout = 1 min\n"));
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    @AfterEach
    void stop() {
        Instances.stop(file.toAbsolutePath());
    }

    Map<String, Object> status() throws IOException {
        return StatusClient.read(dir.resolve("state")).orElseThrow();
    }

    static String side(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT side FROM t WHERE id = ?")) {
            select.setInt(1, 1);
            try (ResultSet rows = select.executeQuery()) {
                assertSame(select, rows.getStatement());
                assertTrue(rows.next());
                return rows.getString(1);
            }
        }
    }

    String stayed() {
        try {
            return String.valueOf(((Map<?, ?>) status().get("gray")).get("stayed"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String side(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }
}
