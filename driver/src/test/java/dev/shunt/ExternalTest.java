package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that something else mirrors, here a thread that copies rows and markers. */
class ExternalTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:extsource" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:exttarget" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final Replicator replicator = new Replicator(source, target);
    private Path file;

    @BeforeEach
    void databases() throws SQLException {
        file = dir.resolve("shunt.properties");
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE t(id INT PRIMARY KEY, v VARCHAR(10), side VARCHAR(10) DEFAULT '')");
            execute(url, "INSERT INTO t(id, v) VALUES (1, 'old')");
        }
        execute(source, "UPDATE t SET side = 'source'"); // not replicated: it tells who answers
        execute(target, "UPDATE t SET side = 'target'");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void configure(String... lines) throws IOException {
        Files.writeString(
                file,
                "target.url = " + target
                        + "\nheartbeat = 100 ms\ngray.unverified = allow\nshadow.timeout = 1 min\nshadow.settle = 300 ms\nshadow.rechecks = 10\nstate.dir = "
                        + dir.resolve("state") + "\n" + String.join("\n", lines) + "\n");
    }

    private Connection connect(String... lines) throws Exception {
        configure(lines);
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    @AfterEach
    void stop() throws InterruptedException {
        replicator.close();
        Instances.stop(file.toAbsolutePath());
    }

    private Object status(String section, String name) throws IOException {
        Object page = StatusClient.read(dir.resolve("state")).orElseThrow().get(section);
        return page instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private long number(String section, String name) throws IOException {
        return status(section, name) instanceof Number value ? value.longValue() : -1;
    }

    private String table(String name) throws IOException {
        Map<?, ?> tables = status("mirror", "tables") instanceof Map<?, ?> map ? map : Map.of();
        return tables.get("T") instanceof Map<?, ?> table ? String.valueOf(table.get(name)) : "none";
    }

    private static String column(Connection connection, String column) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT v, side FROM t WHERE id = ?")) {
            select.setInt(1, 1);
            try (ResultSet rows = select.executeQuery()) {
                assertTrue(rows.next());
                return rows.getString(column);
            }
        }
    }

    private static void write(Connection connection, String value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE t SET v = '" + value + "' WHERE id = 1");
        }
    }

    private static void awaitTarget(Connection connection) {
        await().atMost(LONG).until(() -> column(connection, "side").equals("target"));
    }

    @Test
    void aReadSeesWhatItsInstanceHasWrittenUntilThatHasArrived() throws Exception {
        replicator.start();
        try (Connection connection = connect("mirror = external", "gray.percent = 100", "gray.async = allow")) {
            awaitTarget(connection);
            replicator.pause();
            write(connection, "new");
            for (int i = 0; i < 20; i++) {
                assertEquals("new", column(connection, "v"));
            }
            connection.setAutoCommit(false);
            write(connection, "newer");
            connection.commit();
            connection.setAutoCommit(true);
            assertEquals("newer", column(connection, "v"));
            replicator.go();
            await().atMost(LONG).until(() -> {
                assertEquals("newer", column(connection, "v"));
                return column(connection, "side").equals("target");
            });
            assertEquals(true, status("external", "seen"));
            assertNull(status("external", "problem"));
            assertTrue(number("external", "lag_ms") >= 0);
            assertEquals(0, number("mirror", "pending"));
            assertEquals("none", table("tainted_by"), "writes leave nothing with Shunt");
        }
    }

    @Test
    void aMarkerFromBeforeTheCommitProvesNothing() throws Exception {
        replicator.start();
        try (Connection connection = connect("mirror = external", "gray.percent = 100", "gray.async = allow")) {
            awaitTarget(connection);
            connection.setAutoCommit(false);
            write(connection, "new");
            long written = System.nanoTime();
            await().atMost(LONG)
                    .until(() -> number("external", "lag_ms")
                            < Duration.ofNanos(System.nanoTime() - written).toMillis());
            replicator.pause();
            connection.commit();
            connection.setAutoCommit(true);
            assertEquals("new", column(connection, "v"));
        }
    }

    @Test
    void whereTheMarkerNeverArrivesNothingIsReadOnTheTarget() throws Exception {
        try (Connection connection = connect("mirror = external", "gray.percent = 100", "gray.async = allow")) {
            await().atMost(LONG).until(() -> String.valueOf(status("external", "problem"))
                    .contains("is the table shunt_marker replicated?"));
            assertEquals("source", column(connection, "side"));
            assertEquals(false, status("external", "seen"));
            assertNull(status("external", "lag_ms"));
        }
    }

    @Test
    void grayReadsHaveToBeAllowed() throws Exception {
        replicator.start();
        try (Connection connection = connect("mirror = external", "gray.percent = 100")) {
            await().atMost(LONG).until(() -> Boolean.TRUE.equals(status("external", "seen")));
            assertEquals("source", column(connection, "side"));
            assertTrue(String.valueOf(status("gray", "stayed")).contains("mirror is external"));
        }
    }

    @Test
    void aMismatchIsUndecidedWhileItMayBeOnItsWayAndIsNeverHealed() throws Exception {
        replicator.start();
        execute(target, "UPDATE t SET side = 'source'");
        try (Connection connection = connect("mirror = external", "shadow.percent = 100", "diff.heal = on")) {
            await().atMost(LONG).until(() -> Boolean.TRUE.equals(status("external", "seen")));
            replicator.pause();
            write(connection, "late");
            assertEquals("late", column(connection, "v"));
            await().atMost(LONG).until(() -> number("shadow", "unsettled") == 1);
            assertEquals(0, number("shadow", "diffs"));
            replicator.go();
            await().atMost(LONG).until(() -> {
                column(connection, "v");
                return number("shadow", "equal") > 0 && number("shadow", "underway") == 0;
            });
            execute(target, "UPDATE t SET side = 'wrong'");
            column(connection, "v");
            await().atMost(LONG).until(() -> number("shadow", "diffs") == 1);
            await().atMost(LONG).until(() -> number("shadow", "not_healed") == 1);
            assertEquals(0, number("mirror", "pending"));
        }
    }

    @Test
    void whatShuntCannotFollowTaintsNothingThatSomethingElseMirrors() throws Exception {
        try (Connection connection = connect("mirror = external");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE u(id INT PRIMARY KEY)");
            statement.execute("ALTER TABLE t ADD COLUMN w INT");
            statement.execute("CALL 1 + 1");
            statement.executeUpdate("INSERT INTO u SELECT id FROM t");
            statement.executeUpdate("TRUNCATE TABLE u");
            assertEquals("{}", String.valueOf(status("mirror", "tables")));
        }
    }

    @Test
    void amongTablesOfBothKindsOnlyThoseOfShuntAreTainted() throws Exception {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE u(id INT PRIMARY KEY)");
        }
        try (Connection connection = connect("mirror = async", "table.t.mirror = external");
                Statement statement = connection.createStatement()) {
            statement.execute("CALL 1 + 1");
            assertEquals("none", table("tainted_by"));
            String tables = String.valueOf(status("mirror", "tables"));
            assertTrue(tables.contains("U={") && !tables.contains("*={"), tables);
        }
    }

    @Test
    void whatWasPendingBeforeIsSyncedAllTheSame() throws Exception {
        try (Connection connection = connect("mirror = async");
                Connection lock = DriverManager.getConnection(target)) {
            lock.setAutoCommit(false);
            lock.createStatement().executeUpdate("UPDATE t SET v = 'locked' WHERE id = 1");
            write(connection, "pending");
            configure("mirror = external");
            await().atMost(LONG).until(() -> Boolean.FALSE.equals(status("external", "seen")));
            assertEquals(1, number("mirror", "pending"));
            lock.rollback();
            await().atMost(LONG).until(() -> number("mirror", "pending") == 0);
        }
        try (Connection plain = DriverManager.getConnection(target)) {
            assertEquals("pending", column(plain, "v"));
        }
    }

    @Test
    void theTaintGoesOnceALaterMarkerHasArrived() throws Exception {
        replicator.start();
        try (Connection connection = connect("mirror = external")) {
            await().atMost(LONG).until(() -> Boolean.TRUE.equals(status("external", "seen")));
            replicator.pause();
            write(connection, "before");
            configure("mirror = async");
            await().atMost(LONG)
                    .until(() -> String.valueOf(status("config", "knobs")).contains("mirror=async"));
            assertTrue(table("tainted_by").contains("may not have arrived"));
            replicator.go();
            await().atMost(LONG).until(() -> !table("tainted_by").contains("may not have arrived"));
            await().atMost(LONG).until(() -> !StatusClient.read(dir.resolve("state"))
                    .orElseThrow()
                    .containsKey("external"));
        }
    }

    @Test
    void aTableThatIsNoMoreMirroredByTheOtherIsTainted() throws Exception {
        try (Connection connection = connect("mirror = external")) {
            write(connection, "before");
            configure("mirror = async");
            await().atMost(LONG)
                    .until(() -> String.valueOf(status("config", "knobs")).contains("mirror=async"));
            assertTrue(table("tainted_by").contains("may not have arrived"));
            write(connection, "ours");
            await().atMost(LONG).until(() -> number("mirror", "synced") == 1);
        }
    }
}
