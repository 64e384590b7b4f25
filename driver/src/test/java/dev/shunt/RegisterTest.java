package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.metrics.StatusClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances in the register of the source, as the application, the files and the database show them. */
class RegisterTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:registered" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:secondary" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";

    @BeforeEach
    void databases() throws SQLException {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20))");
            execute(url, "CREATE TABLE note(text VARCHAR(100))");
        }
        execute(source, "INSERT INTO item VALUES (1, 'a')");
    }

    @AfterEach
    void stop() throws SQLException {
        for (String name : List.of("a", "b")) {
            Instances.stop(file(name));
        }
        execute(source, "SHUTDOWN");
        execute(target, "SHUTDOWN");
    }

    private Path file(String name) {
        return dir.resolve(name + ".properties").toAbsolutePath();
    }

    private void write(String name, String... lines) throws Exception {
        Path fresh = Files.writeString(
                dir.resolve(name + ".new"),
                "source.url = " + source + "\nstate.dir = " + dir.resolve(name)
                        + "\nheartbeat = 100 ms\nlease = 1 min\n"
                        + (lines[0].startsWith("target.url") ? "" : "target.url = " + target + "\n")
                        + String.join("\n", lines) + "\n");
        Files.move(fresh, file(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private Connection connect(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file(name));
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private Map<?, ?> status(String name, String part) throws Exception {
        return (Map<?, ?>) StatusClient.read(dir.resolve(name)).orElseThrow().get(part);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }

    private void olderOpenBecomes(Integer expected) {
        soon().until(() -> query("SELECT older_open FROM shunt_instance").equals(List.of(String.valueOf(expected))));
    }

    private void mirrorOn() throws Exception {
        write("a", "mirror = async");
        soon().until(() -> "async".equals(((Map<?, ?>) status("a", "config").get("knobs")).get("mirror")));
    }

    @Test
    void atRestTheSourceIsLeftAsItIsHoweverOftenItStarts() throws Exception {
        write("a", "mirror = off");
        for (int start = 1; start <= 3; start++) {
            try (Connection connection = connect("a");
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE item SET name = 'b'");
                assertEquals(false, status("a", "register").get("registered"));
                assertNull(status("a", "register").get("problem"));
                assertEquals(Map.of(), status("a", "mirror").get("tables"));
                assertEquals(
                        List.of("ITEM", "NOTE"),
                        query(
                                "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = SCHEMA() ORDER BY 1"));
            }
            Instances.stop(file("a"));
        }
    }

    @Test
    void anInstanceIsUncleanBeforeItsFirstWriteAndGoneAfterAnOrderlyStop() throws Exception {
        write("a", "mirror = async", "tables = item");
        try (Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            assertEquals(List.of("0"), query("SELECT clean FROM shunt_instance"));
            assertEquals(List.of("ITEM"), query("SELECT mirrored FROM shunt_instance"));
            statement.executeUpdate("UPDATE item SET name = 'b'");
        }
        Instances.stop(file("a"));
        soon().until(() -> query("SELECT id FROM shunt_instance").isEmpty());
    }

    @Test
    void anInstanceThatStopsWithSomethingLeftStaysUncleanAndComesBackAsTheSame() throws Exception {
        String[] unreachable = {"target.url = jdbc:h2:tcp://127.0.0.1:1/none", "mirror = async"};
        write("a", unreachable);
        try (Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE item SET name = 'b' WHERE id = 1");
        }
        Instances.stop(file("a"));
        assertEquals(List.of("0"), query("SELECT clean FROM shunt_instance"));
        List<String> id = query("SELECT id FROM shunt_instance");
        List<String> run = query("SELECT run FROM shunt_instance");
        connect("a").close();
        soon().until(() -> !query("SELECT run FROM shunt_instance").equals(run));
        assertEquals(id, query("SELECT id FROM shunt_instance"));
        assertEquals(List.of("0"), query("SELECT clean FROM shunt_instance"));
    }

    @Test
    void anInstanceAtRestTaintsWhatItWritesOnceAnotherMirrors() throws Exception {
        write("b", "mirror = off");
        try (Connection yesterday = connect("b")) {
            write("a", "mirror = async");
            try (Connection today = connect("a")) {
                soon().until(() -> query("SELECT id FROM shunt_instance WHERE report LIKE '%\"begun\":true%'")
                                .size()
                        == 2);
                assertEquals(List.of(), query("SELECT table_name FROM shunt_taint"));
                execute(yesterday, "UPDATE item SET name = 'c' WHERE id = 1");
                soon().until(() -> query("SELECT table_name FROM shunt_taint").equals(List.of("ITEM")));
                soon().until(() -> String.valueOf(status("a", "mirror")).contains("it was written while mirror = off"));
                assertFalse(today.isClosed());
            }
        }
    }

    @Test
    void anInstanceThatStartsAtRestTaintsFromItsFirstWriteOnIfAnyHasEverMirrored() throws Exception {
        write("a", "mirror = async");
        connect("a").close();
        Instances.stop(file("a"));
        write("b", "mirror = off");
        try (Connection yesterday = connect("b")) {
            execute(yesterday, "UPDATE item SET name = 'c' WHERE id = 1");
            assertTrue(String.valueOf(status("b", "mirror")).contains("it was written while mirror = off"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatBeganToMirrorBeforeAllOthersKnewIsTainted(boolean interrupted) throws Exception {
        write("a", "mirror = async");
        connect("a").close();
        Instances.stop(file("a"));
        execute(
                source,
                "INSERT INTO shunt_instance VALUES ('deaf', 'r', 'elsewhere', 1, '1', '/deaf', 'file', 0,"
                        + " 1000 * DATEDIFF(SECOND, TIMESTAMP '1970-01-01 00:00:00', LOCALTIMESTAMP) + 90000000,"
                        + " 1, 0, '', 0, 0, 0, 0, '{}')");
        Thread application = new Thread(() -> {
            try {
                connect("a").close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        application.start();
        if (interrupted) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> waitsOrIsOver(application));
            application.interrupt();
        }
        application.join();
        String by = String.valueOf(status("a", "mirror"));
        assertTrue(by.contains("before instance deaf knew of it"), by);
    }

    /** Whoever was held up for so long finds that it has waited. */
    private static boolean waitsOrIsOver(Thread application) {
        return !application.isAlive()
                || Stream.of(application.getStackTrace())
                        .map(StackTraceElement::getMethodName)
                        .toList()
                        .containsAll(List.of("sleep", "mirrors"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theControlTablesAreNeverMirrored() throws Exception {
        write("a", "mirror = async", "tables = *, shunt_*");
        try (Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE shunt_control SET state = 'open' WHERE id = 1");
            assertFalse(query("SELECT mirrored FROM shunt_instance").toString().contains("SHUNT"));
            assertFalse(status("a", "mirror").get("tables").toString().contains("SHUNT"));
        }
    }

    @Test
    void aTaintOfOneInstanceIsATaintOfAll() throws Exception {
        write("a", "mirror = async");
        write("b", "mirror = async");
        try (Connection a = connect("a");
                Connection b = connect("b");
                Statement statement = a.createStatement()) {
            assertFalse(b.isClosed());
            statement.executeUpdate("INSERT INTO note VALUES ('x')");
            soon().until(() -> status("b", "mirror").get("tables").toString().contains("no primary key"));
            soon().until(() -> status("b", "register").get("instances").equals(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc", "text", "prepared text", "autocommit by text"})
    void aTransactionBegunAtRestIsKnownToBeOpenUntilItCommits(String how) throws Exception {
        write("a", "mirror = off");
        try (Connection idle = connect("a");
                Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            idle.createStatement().executeQuery("SELECT * FROM item").next();
            begin(connection, how);
            statement.executeUpdate("UPDATE item SET name = 'b'");
            mirrorOn();
            olderOpenBecomes(1);
            statement.executeQuery("SELECT * FROM item").next();
            end(connection, how);
            olderOpenBecomes(0);
        }
    }

    private static void begin(Connection connection, String how) throws SQLException {
        switch (how) {
            case "jdbc" -> connection.setAutoCommit(false);
            case "text" -> run(connection, "BEGIN");
            case "autocommit by text" -> run(connection, "SET AUTOCOMMIT FALSE");
            default -> {
                try (PreparedStatement begin = connection.prepareStatement("BEGIN")) {
                    begin.execute();
                }
            }
        }
    }

    private static void end(Connection connection, String how) throws SQLException {
        if (how.equals("jdbc")) {
            connection.commit();
        } else {
            run(connection, "COMMIT");
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aStatementThatRunsSinceBeforeTheKnobIsOpen() throws Exception {
        write("a", "mirror = off");
        try (Connection other = DriverManager.getConnection(source);
                Statement lock = other.createStatement();
                Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            statement.execute("SET LOCK_TIMEOUT 60000");
            other.setAutoCommit(false);
            lock.executeUpdate("UPDATE item SET name = 'c'");
            CompletableFuture<Integer> update = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.executeUpdate("UPDATE item SET name = 'd'");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            soon().until(() -> !query("SELECT 1 FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL")
                    .isEmpty());
            mirrorOn();
            olderOpenBecomes(1);
            other.rollback();
            assertEquals(1, update.get());
            olderOpenBecomes(0);
        }
    }

    @Test
    void whatMayHaveLeftATransactionOpenCountsUntilItsCertainEnd() throws Exception {
        write("a", "mirror = off");
        try (Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            statement.execute("CALL 1");
            mirrorOn();
            olderOpenBecomes(1);
        }
        olderOpenBecomes(0);
    }

    @Test
    void aFailedBeginOfAStatementLeavesNothingOpen() throws Exception {
        write("a", "mirror = off");
        try (Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            try {
                statement.executeUpdate("INSERT INTO item VALUES (1, 'again')");
            } catch (SQLException expected) {
                assertTrue(expected.getSQLState().startsWith("23"), expected::toString);
            }
            mirrorOn();
            olderOpenBecomes(0);
        }
    }
}
