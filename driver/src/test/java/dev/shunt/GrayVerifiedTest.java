package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.cluster.Verifications;
import dev.shunt.metrics.StatusClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tables gray reads may be of. The counters of the status tell who has answered. */
class GrayVerifiedTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String WALK = "DELETE FROM t WHERE 1 = 0 LIMIT 1";
    private static final String[] ON = {"mirror = sync", "gray.percent = 100"};

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:verifiedsource" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:verifiedtarget" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";

    @BeforeEach
    void databases() throws Exception {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
        }
        execute(source, "INSERT INTO t SELECT X, X FROM SYSTEM_RANGE(1, 50)");
    }

    @AfterEach
    void stop() throws SQLException {
        Instances.stop(file("a"));
        Instances.stop(file("b"));
        execute(source, "SHUTDOWN");
        execute(target, "SHUTDOWN");
    }

    private Path file(String name) {
        return dir.resolve(name + ".properties").toAbsolutePath();
    }

    private void write(String name, String... lines) throws Exception {
        Path fresh = Files.writeString(
                dir.resolve(name + ".new"),
                "target.url = " + target + "\nstate.dir = " + dir.resolve(name)
                        + "\nheartbeat = 100 ms\nlease = 1 min\n" + String.join("\n", lines) + "\n");
        Files.move(fresh, file(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private Connection connect(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file(name));
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Map<?, ?> status(String part) throws Exception {
        return (Map<?, ?>) StatusClient.read(dir.resolve("a")).orElseThrow().get(part);
    }

    private long answeredByTheTarget() throws Exception {
        return ((Number) status("reads").get("target")).longValue();
    }

    private boolean gray(Connection connection) throws Exception {
        long before = answeredByTheTarget();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*), SUM(v) FROM t")) {
            assertTrue(rows.next());
            assertEquals(50, rows.getInt(1), "the target is never read while it may lack rows");
        }
        return answeredByTheTarget() > before;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }

    private void knob(String expected) {
        soon().until(() -> expected.equals(((Map<?, ?>) status("config").get("knobs")).get("mirror")));
    }

    /** Reads for three heartbeats. */
    private void staysOnTheSource(Connection connection) {
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(30)).until(() -> !gray(connection));
    }

    private boolean allVoided() throws SQLException {
        try (Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM shunt_verified WHERE table_name = '*'")) {
            return rows.next();
        }
    }

    private String voided() throws SQLException {
        try (Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT reason FROM shunt_verified WHERE table_name = 'T'")) {
            return rows.next() ? rows.getString(1) : "no row";
        }
    }

    @Test
    void aTableIsReadOnTheTargetOnceAWalkHasComparedIt() throws Exception {
        write("a", ON);
        try (Connection connection = connect("a")) {
            staysOnTheSource(connection);
            assertTrue(
                    String.valueOf(status("gray").get("stayed")).contains("never verified"), status("gray")::toString);
            execute(connection, WALK);
            soon().until(() -> gray(connection));
            assertEquals(1, ((Number) status("verified").get("count")).intValue());
            Map<?, ?> table = (Map<?, ?>) ((Map<?, ?>) status("verified").get("tables")).get("T");
            assertEquals(50, ((Number) table.get("rows")).intValue());
        }
        Instances.stop(file("a"));
        try (Connection connection = connect("a")) {
            soon().until(() -> gray(connection)); // a restart leaves no gap
        }
    }

    @Test
    void aTransactionOnTheTargetReadsOnTheSourceWhatWasVerifiedAfterItBegan() throws Exception {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE u(id INT PRIMARY KEY, v INT)");
            execute(url, "INSERT INTO u VALUES (1, 1)");
        }
        write("a", ON);
        try (Connection connection = connect("a");
                Connection other = connect("a")) {
            execute(other, WALK.replace(" t ", " u "));
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            soon().until(() -> {
                connection.commit();
                execute(connection, "SELECT v FROM u");
                return answeredByTheTarget() > 0;
            });
            execute(other, WALK);
            soon().until(() -> gray(other));
            assertFalse(gray(connection), "its snapshot has not got the rows");
            connection.commit();
            assertTrue(gray(connection));
        }
    }

    @Test
    void leaveToReadWhatWasNeverVerifiedIsGivenByTheOperatorAlone() throws Exception {
        execute(target, "INSERT INTO t SELECT X, X FROM SYSTEM_RANGE(1, 50)");
        write("a", ON[0], ON[1], "gray.unverified = allow");
        try (Connection connection = connect("a")) {
            assertTrue(gray(connection));
        }
    }

    @Test
    void aMirrorTurnedOffMakesItUnverifiedUntilItIsComparedAgain() throws Exception {
        write("a", ON);
        try (Connection connection = connect("a")) {
            execute(connection, WALK);
            soon().until(() -> gray(connection));
            write("a", "mirror = off", ON[1]);
            knob("off");
            soon().until(this::allVoided);
            write("a", ON);
            knob("sync");
            staysOnTheSource(connection);
            execute(connection, WALK);
            soon().until(() -> gray(connection));
        }
    }

    @Test
    void aTaintMakesItUnverifiedAlsoOnceItIsTakenOff() throws Exception {
        write("a", ON);
        try (Connection connection = connect("a")) {
            execute(connection, WALK);
            soon().until(() -> gray(connection));
            execute(connection, "ALTER TABLE t ADD COLUMN w INT");
            execute(target, "ALTER TABLE t ADD COLUMN w INT");
            soon().until(() -> voided().startsWith("tainted by"));
            execute(source, "DELETE FROM shunt_taint");
            soon().until(() -> !String.valueOf(status("mirror")).contains("a change of the schema"));
            staysOnTheSource(connection);
            execute(connection, WALK);
            soon().until(() -> gray(connection));
        }
    }

    @Test
    void aTransactionFromBeforeTheMirrorSpoilsAWalkWhichIsThenDoneAgain() throws Exception {
        write("a", "mirror = off");
        try (Connection old = connect("a");
                Connection connection = connect("a")) {
            old.setAutoCommit(false);
            execute(old, "INSERT INTO t VALUES (51, 0)");
            write("a", ON);
            knob("sync");
            execute(connection, WALK);
            soon().until(() -> ((Number) status("mirror").get("synced")).longValue() >= 50);
            execute(old, "DELETE FROM t WHERE id = 51");
            execute(old, "UPDATE t SET v = 1000 WHERE id = 7");
            staysOnTheSource(connection);
            old.commit();
            soon().until(() -> gray(connection));
        }
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT v FROM t WHERE id = 7")) {
            assertTrue(rows.next());
            assertEquals(1000, rows.getInt(1), "what the first walk could not see is there");
        }
    }

    @Test
    void anInstanceAtRestBesideItMakesItUnverified() throws Exception {
        write("a", ON);
        write("b", "mirror = off");
        try (Connection connection = connect("a")) {
            execute(connection, WALK);
            soon().until(() -> gray(connection));
            try (Connection rest = connect("b")) {
                execute(rest, "SELECT 1");
                soon().until(() -> !gray(connection));
            }
            staysOnTheSource(connection);
        }
    }

    @Test
    void whatSomethingElseMirrorsIsUnverifiedUntilSomebodyHasVerifiedIt() throws Exception {
        write("a", "mirror = external", "gray.percent = 100", "gray.async = allow");
        execute(target, "INSERT INTO t SELECT X, X FROM SYSTEM_RANGE(1, 50)");
        try (Connection connection = connect("a")) {
            staysOnTheSource(connection);
            assertTrue(
                    String.valueOf(status("gray").get("stayed")).contains("never verified"), status("gray")::toString);
            try (Connection plain = DriverManager.getConnection(source)) {
                Verifications verifications = new Verifications(plain);
                assertTrue(verifications.record("T", verifications.now(), 50, "a test"));
            }
            soon().until(() -> ((Map<?, ?>) status("verified").get("tables")).containsKey("T"));
        }
    }
}
