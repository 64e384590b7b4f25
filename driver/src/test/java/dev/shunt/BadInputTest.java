package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new user gets wrong: an error that names the fix, or a visible fault and an application that goes on. */
class BadInputTest {
    private final Path file;
    private final Path state;
    private final String source = "jdbc:h2:mem:badinput;MODE=MySQL";
    private Connection kept;

    BadInputTest(@TempDir Path directory) {
        file = directory.resolve("shunt.properties");
        state = directory.resolve("state");
    }

    @BeforeEach
    void database() throws Exception {
        kept = DriverManager.getConnection(source);
        try (Statement statement = kept.createStatement()) {
            statement.execute("CREATE TABLE orders (id INT PRIMARY KEY, state INT)");
            statement.execute("CREATE TABLE note (text VARCHAR(20))");
        }
    }

    @AfterEach
    void stop() throws Exception {
        Instances.stop(file.toAbsolutePath());
        kept.close();
    }

    private Connection connect(String settings) throws Exception {
        Files.writeString(file, "state.dir = " + state + "\n" + settings);
        return connect();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    private String refusal(String settings) {
        SQLException error = assertThrows(SQLException.class, () -> connect(settings));
        assertEquals("08001", error.getSQLState());
        return error.getMessage();
    }

    /** A target that has the tables, so that the end waits for no row. */
    private static Connection target() throws SQLException {
        Connection target = DriverManager.getConnection("jdbc:h2:mem:t");
        try (Statement statement = target.createStatement()) {
            statement.execute("CREATE TABLE orders (id INT PRIMARY KEY, state INT)");
        }
        return target;
    }

    private static void trade(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate("INSERT INTO orders VALUES (1, 1)"));
            try (ResultSet rows = statement.executeQuery("SELECT state FROM orders")) {
                assertTrue(rows.next());
                assertEquals(1, rows.getInt(1));
            }
        }
    }

    private Map<String, Object> status() throws IOException {
        return StatusClient.read(state).orElseThrow();
    }

    /** Waits until what the breaker says names the cause: at the very first the pool may know only that time ran out. */
    private String trouble(String cause) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> String.valueOf(((Map<?, ?>) status().get("breaker")).get("last_error")),
                        error -> error.contains(cause));
    }

    @Test
    void aStateDirectoryThatCannotBeUsedIsNamedWithTheFix() throws IOException {
        Path noDirectory = Files.writeString(state.resolveSibling("a-file"), "");
        Files.writeString(file, "state.dir = " + noDirectory.resolve("state") + "\n");
        SQLException error = assertThrows(SQLException.class, () -> connect().close());
        assertEquals("08001", error.getSQLState());
        assertTrue(error.getMessage().contains("state.dir = " + noDirectory), error.getMessage());
        assertTrue(error.getMessage().contains("may create and write"), error.getMessage());
    }

    @Test
    void anUnknownKnobIsRefusedNamingFileLineAndTheNearest() {
        assertEquals(file + ": line 2: unknown option miror; did you mean mirror?", refusal("miror = async"));
    }

    @Test
    void aPercentageOutOfRangeOrInWordsIsRefusedNamingTheRange() {
        String range = ": allowed: 0 to 100 in steps of 0.01";
        String target = "target.url = jdbc:h2:mem:t\n";
        assertEquals(file + ": line 3: gray.percent = 101" + range, refusal(target + "gray.percent = 101"));
        assertEquals(file + ": line 3: shadow.percent = ten" + range, refusal(target + "shadow.percent = ten"));
    }

    @Test
    void aFileThatCannotBeReadIsNamedWithTheReason() throws Exception {
        Files.createDirectory(file);
        SQLException error = assertThrows(SQLException.class, this::connect);
        assertEquals(file + ": is a directory, not a file", error.getMessage());
    }

    @Test
    void aFileThatTurnsBadWhileTheApplicationRunsChangesNothingAndIsShown() throws Exception {
        try (Connection connection = connect("mirror = off")) {
            Files.writeString(file, "mirror = ten");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> String.valueOf(((Map<?, ?>) status().get("config")).get("problem"))
                            .contains("line 1: mirror = ten: allowed: off, async, sync"));
            trade(connection);
        }
    }

    @Test
    void aTargetUrlWithoutADriverIsShownNamingTheFixAndTheApplicationGoesOn() throws Exception {
        try (Connection connection =
                connect("mirror = async\ntarget.timeout = 300 ms\ntarget.url = jdbc:nosuch://me:secret@host/db")) {
            trade(connection);
            String error = trouble("no JDBC driver accepts target.url jdbc:nosuch://me:***@host/db");
            assertTrue(error.contains("put the database's own driver on the class path"), error);
            assertTrue(!status().toString().contains("secret"), () -> "the status shows a password");
        }
    }

    @Test
    void aTargetThatIsNotThereAtTheStartIsShownAndTheApplicationGoesOn() throws Exception {
        try (Connection connection = connect("mirror = async\nshadow.percent = 100\ntarget.timeout = 300 ms\n"
                + "target.url = jdbc:h2:tcp://127.0.0.1:1/mem:t")) {
            trade(connection);
            String error = trouble("Connection is broken");
            assertTrue(error.contains("127.0.0.1:1"), error);
        }
    }

    @Test
    void aStatementThatTheDatabaseDoesNotUnderstandEitherFailsAsWithoutShuntAndTaintsNothing() throws Exception {
        String sql = "UPDATE orders SET SET state = 1";
        try (Connection target = target();
                Connection connection = connect("mirror = async\ntarget.url = jdbc:h2:mem:t");
                Statement through = connection.createStatement();
                Statement plain = kept.createStatement()) {
            SQLException expected = assertThrows(SQLException.class, () -> plain.execute(sql));
            SQLException error = assertThrows(SQLException.class, () -> through.execute(sql));
            assertEquals(expected.getMessage(), error.getMessage());
            trade(connection);
            assertFalse(target.isClosed());
            String mirror = status().get("mirror").toString();
            assertFalse(mirror.contains("not understood"), mirror);
        }
    }

    @Test
    void aTableWithoutKeyIsTaintedNamingTheFixAndTheApplicationGoesOn() throws Exception {
        try (Connection target = target();
                Connection connection = connect("mirror = async\ntarget.url = jdbc:h2:mem:t");
                Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate("INSERT INTO note VALUES ('x')"));
            trade(connection);
            assertFalse(target.isClosed());
            String mirror = status().get("mirror").toString();
            assertTrue(mirror.contains("tainted_by=it has no primary key; add one, then verify"), mirror);
        }
    }
}
