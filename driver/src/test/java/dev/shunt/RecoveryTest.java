package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.metrics.DirectoryLock;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.net.ServerSocket;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance that is gone has left is brought over by the next one of the same state directory. */
class RecoveryTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:left" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:right" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final List<Path> files = new ArrayList<>();

    @BeforeEach
    void databases() throws Exception {
        create(source);
    }

    private static void create(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders(id BIGINT AUTO_INCREMENT PRIMARY KEY, state INT)");
            statement.execute("CREATE INDEX by_state ON orders(state)");
        }
    }

    @AfterEach
    void stop() {
        files.forEach(Instances::stop);
    }

    private Path file(String state, String mirror) throws IOException {
        Path file = dir.resolve(state + ".properties").toAbsolutePath();
        Files.writeString(
                file,
                "source.url = " + source + "\ntarget.url = " + target + ";IFEXISTS=TRUE\nmirror = " + mirror
                        + "\nstate.dir = " + dir.resolve(state) + "\nbreaker.failures = 1\nbreaker.probe = 100 ms\n");
        files.add(file);
        return file;
    }

    private Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    private void write(Path file, String... sql) throws SQLException {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }

    private Map<?, ?> status(String state, String part) throws IOException {
        return (Map<?, ?>) StatusClient.read(dir.resolve(state)).orElseThrow().get(part);
    }

    private String taint(String state, String table) throws IOException {
        Map<?, ?> account = (Map<?, ?>) ((Map<?, ?>) status(state, "mirror").get("tables")).get(table);
        return account == null ? null : (String) account.get("tainted_by");
    }

    private void atPeace(String state) {
        await().atMost(LONG)
                .until(() -> ((Number) status(state, "mirror").get("pending")).longValue() == 0
                        && ((Number) status(state, "journal").get("intents")).longValue() == 0);
    }

    private static List<String> rows(String url) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM orders ORDER BY id")) {
            while (result.next()) {
                rows.add(result.getLong(1) + " " + result.getInt(2));
            }
        }
        return rows;
    }

    @Test
    void whatWasPendingWhenAnInstanceStoppedIsSyncedByTheNext() throws Exception {
        Path file = file("state", "async");
        write(
                file,
                "INSERT INTO orders VALUES (7, 1)",
                "INSERT INTO orders(state) VALUES (1), (2)",
                "UPDATE orders SET state = 5 WHERE state = 1",
                "BEGIN",
                "DELETE FROM orders WHERE id = 7",
                "COMMIT");
        Instances.stop(file);
        create(target); // there was none until now
        connect(file).close();
        atPeace("state");
        assertEquals(2, rows(source).size());
        assertEquals(rows(source), rows(target));
        assertNull(taint("state", "*"));
        assertEquals("file", status("state", "journal").get("kind"));
        assertEquals("interval", status("state", "journal").get("fsync"));
    }

    @Test
    void whatAProcessLeftThatDiedIsSyncedByTheNext() throws Exception {
        Path file = file("state", "async");
        write(file, "INSERT INTO orders VALUES (1, 1), (2, 1)", "UPDATE orders SET state = 5 WHERE state = 1");
        Files.createDirectories(dir.resolve("dead"));
        try (Stream<Path> left = Files.walk(dir.resolve("state").resolve("journal"))) {
            for (Path one : left.toList()) {
                Files.copy(one, dir.resolve("dead").resolve(dir.resolve("state").relativize(one)));
            }
        }
        create(target);
        Instances.stop(file);
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM orders"); // whatever the first has brought over after all
        }
        connect(file("dead", "async")).close();
        atPeace("dead");
        assertEquals(List.of("1 5", "2 5"), rows(target));
    }

    @Test
    void whatIsLeftFromBeforeThePrimaryLastChangedIsNotAppliedButTaints() throws Exception {
        Path file = file("state", "async");
        write(file, "INSERT INTO orders VALUES (7, 1)");
        Instances.stop(file);
        try (Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE shunt_control SET epoch = 2");
        }
        create(target);
        connect(file).close();
        String by = taint("state", "ORDERS");
        assertTrue(by != null && by.contains("before the primary last changed"), by);
        atPeace("state");
        assertEquals(List.of(), rows(target));
    }

    @Test
    void aDisabledInstanceLeavesTheTargetAloneAndKeepsWhatIsPending() throws Exception {
        AtomicInteger contacts = new AtomicInteger();
        try (ServerSocket nobody = new ServerSocket(0)) {
            Thread listener = new Thread(() -> {
                try {
                    while (true) {
                        nobody.accept().close();
                        contacts.incrementAndGet();
                    }
                } catch (IOException e) {
                    return; // the test is over
                }
            });
            listener.start();
            Path file = file("state", "async");
            String settings = Files.readString(file)
                    .replace(target, "jdbc:h2:tcp://127.0.0.1:" + nobody.getLocalPort() + "/mem:t");
            Files.writeString(file, settings);
            write(file, "INSERT INTO orders VALUES (7, 1)");
            await().atMost(LONG).until(() -> contacts.get() > 0);
            Instances.stop(file);
            Files.writeString(file, settings + "enabled = false\n");
            AtomicInteger before = new AtomicInteger();
            await("the first has let go of it")
                    .during(Duration.ofMillis(500))
                    .atMost(LONG)
                    .until(() -> before.getAndSet(contacts.get()) == contacts.get());
            connect(file).close();
            await().during(Duration.ofSeconds(1)).atMost(LONG).until(() -> contacts.get() == before.get());
            assertEquals(1L, ((Number) status("state", "mirror").get("pending")).longValue());
            Files.writeString(file, settings);
            await().atMost(LONG).until(() -> contacts.get() > before.get());
        }
    }

    @Test
    void onceAMigrationHasBegunAWriteThatIsNotMirroredTaintsAfterARestartToo() throws Exception {
        create(target);
        write(file("state", "async"), "INSERT INTO orders VALUES (1, 1)");
        atPeace("state");
        Instances.stop(files.get(0));
        Path off = file("state", "off");
        write(off, "INSERT INTO orders VALUES (2, 1)");
        String by = taint("state", "ORDERS");
        assertTrue(by != null && by.contains("mirror = off"), by);
        Instances.stop(off);
        connect(file("state", "async")).close();
        assertEquals(by, taint("state", "ORDERS"), "a taint lasts until somebody answers for the table");
    }

    @Test
    void anInstanceWhoseJournalIsHeldByAnotherSaysSoAndTaintsWhatItMissed() throws Exception {
        create(target);
        Path journal = dir.resolve("state").resolve("journal");
        Files.createDirectories(journal);
        Path file = file("state", "async");
        try (DirectoryLock held = DirectoryLock.take(journal, "the journal")) {
            assertTrue(held.isOpen());
            write(file, "INSERT INTO orders VALUES (1, 1)");
            String problem = (String) status("state", "config").get("problem");
            assertTrue(problem.contains("in use by process") && problem.contains(journal.toString()), problem);
        }
        Instances.stop(file); // without ever having held it
        connect(file).close();
        assertNotNull(taint("state", "*"));
    }
}
