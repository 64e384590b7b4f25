package dev.shunt.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.Shunt;
import dev.shunt.admin.tables.ReplicaLag;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.Side;
import dev.shunt.session.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a copy depends on the locks and the warnings of real servers. */
class BackfillOnServersTest {
    private final Pair pair = Pair.servers();

    @TempDir
    private Path directory;

    private ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void file() throws IOException {
        file("");
    }

    private void file(String line) throws IOException {
        Files.writeString(
                directory.resolve("shunt.properties"),
                "source.url = " + pair.sourceUrl() + "\ntarget.url = " + pair.targetUrl() + "\nstate.dir = "
                        + directory.resolve("state") + "\n" + line + "\n");
    }

    @AfterEach
    void close() throws SQLException {
        pair.close();
    }

    private int shunt(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        written = out;
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "-f";
        all[arguments.length + 1] = directory.resolve("shunt.properties").toString();
        return Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(out, true, StandardCharsets.UTF_8), all);
    }

    /** Runs a command as a process with half the heap that {@code bin/shunt} gives it; returns what it says, then its exit code. */
    private String inALittleHeap(String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Shunt.class.getName(),
                        command,
                        "-f",
                        directory.resolve("shunt.properties").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        try {
            boolean ended = process.waitFor(3, TimeUnit.MINUTES);
            return Files.readString(directory.resolve("said")) + (ended ? "exit code " + process.exitValue() : "hangs");
        } finally {
            process.destroyForcibly();
        }
    }

    private String said() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private static long count(Connection connection, String from) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    private int verify() {
        return shunt(
                "verify",
                "--settle",
                "10ms",
                "--report",
                directory.resolve("report").toString());
    }

    /** A transaction that has written to it may not be missed, and none may write while it is read. */
    @Test
    void aTableWithoutAKeyIsCopiedBehindThoseWhoHaveWrittenToIt() throws Exception {
        pair.onBoth(List.of("CREATE TABLE keyless(v INT, d DOUBLE, t VARCHAR(100))"));
        pair.onSource(List.of("INSERT INTO keyless SELECT seq, seq / 7, REPEAT('x', 50) FROM seq_1_to_5000"));
        try (Connection source = pair.source();
                Statement writer = source.createStatement();
                Connection target = pair.target()) {
            source.setAutoCommit(false);
            writer.executeUpdate("INSERT INTO keyless VALUES (-1, 0.1, 'late')");
            CompletableFuture<Integer> backfill = CompletableFuture.supplyAsync(() -> shunt("backfill"));
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(60)).until(() -> !backfill.isDone());
            assertEquals(0, count(target, "keyless"));
            source.commit();
            assertEquals(0, backfill.get(3, TimeUnit.MINUTES), this::said);
            assertTrue(said().contains("5,001 rows; LOCK TABLES `keyless` READ had its writers wait for"), this::said);
            assertEquals(1, count(target, "keyless WHERE t = 'late'"));
            writer.executeUpdate("INSERT INTO keyless VALUES (-2, 0.1, 'later')"); // the lock is gone
            source.rollback();
            assertEquals(0, verify(), this::said);
        }
    }

    @Test
    void writersOfATableWithoutAKeyWaitNoLongerThanTheyMayWhateverTheTargetDoes() throws Exception {
        pair.onBoth(List.of("CREATE TABLE keyless(v INT)"));
        pair.onSource(List.of("INSERT INTO keyless VALUES (1)"));
        try (Connection target = pair.target();
                Statement hanging = target.createStatement();
                Connection other = pair.target();
                Connection source = pair.source();
                Statement writer = source.createStatement()) {
            hanging.execute("LOCK TABLES keyless WRITE");
            CompletableFuture<Integer> backfill =
                    CompletableFuture.supplyAsync(() -> shunt("backfill", "--max-lock", "2s"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> count(
                                    other,
                                    "information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table%'")
                            > 0); // the lock on the source is held by then
            writer.setQueryTimeout(50); // without a bound it waits until the target is given up, after a minute
            assertEquals(1, writer.executeUpdate("INSERT INTO keyless VALUES (2)"));
            hanging.execute("UNLOCK TABLES");
            assertEquals(1, backfill.get(3, TimeUnit.MINUTES), this::said);
            assertTrue(said().contains("keyless: not copied"), this::said);
            assertEquals(0, count(other, "keyless"));
        }
    }

    /** The average of all rows says nothing of a range in which they lie together: as a whole this one has 40 MB. */
    @Test
    void longRowsThatLieTogetherAreCopiedInLittleMemory() throws Exception {
        pair.onBoth(List.of("CREATE TABLE doc(id INT PRIMARY KEY, v LONGTEXT)"));
        pair.onSource(List.of(
                "INSERT INTO doc SELECT seq, REPEAT('x', IF(seq BETWEEN 2000 AND 2039, 1000000, 100)) FROM seq_1_to_4000",
                "ANALYZE TABLE doc"));
        String told = inALittleHeap("backfill");
        assertTrue(told.endsWith("exit code 0"), told);
        assertTrue(told.contains("4,000 rows copied"), told);
        try (Connection target = pair.target()) {
            assertEquals(40, count(target, "doc WHERE LENGTH(v) = 1000000"));
        }
    }

    /** DATE takes a time of day with no more than a note, in any mode. */
    @Test
    void aRowThatDoesNotComeAsItIsIsReported() throws Exception {
        pair.onSource(List.of(
                "CREATE TABLE day(id INT PRIMARY KEY, d DATETIME)",
                "INSERT INTO day SELECT seq, IF(seq = 77, '2024-01-01 10:00:00', '2024-01-01') FROM seq_1_to_500"));
        pair.onTarget(List.of("CREATE TABLE day(id INT PRIMARY KEY, d DATE)"));
        assertEquals(1, shunt("backfill"), this::said);
        assertTrue(said().contains("refused: day 77: it came otherwise: d"), this::said);
    }

    @Test
    void rowsOfAnotherSourceAreNeitherReadNorTouched() throws Exception {
        file("table.item.where = shop = 1");
        pair.onBoth(List.of("CREATE TABLE item(id INT PRIMARY KEY, shop INT, u INT UNIQUE)"));
        pair.onSource(List.of("INSERT INTO item SELECT seq, MOD(seq, 2), seq FROM seq_1_to_2000"));
        pair.onTarget(List.of("INSERT INTO item SELECT seq, 7, seq FROM seq_2000_to_3000"));
        try (Connection target = pair.target()) {
            assertEquals(0, shunt("backfill"), this::said);
            assertEquals(0, verify(), this::said);
            assertTrue(said().contains("1,000"), this::said);
            assertEquals(1_000, count(target, "item WHERE shop = 1"));
            assertEquals(1_001, count(target, "item WHERE shop = 7"));
            pair.onSource(List.of("UPDATE item SET u = 3000 WHERE id = 1"));
            assertEquals(1, verify());
            assertEquals(
                    1, shunt("repair", "--from", directory.resolve("report").toString()));
            assertTrue(said().contains("row 3000 of the target has the same `u`, and is beyond"), this::said);
        }
    }

    @Test
    void aLostConnectionEndsNeitherACopyNorAComparison() throws Exception {
        pair.onBoth(List.of("CREATE TABLE item(id INT PRIMARY KEY, v VARCHAR(20))"));
        pair.onSource(List.of("INSERT INTO item SELECT seq, CONCAT('v', seq) FROM seq_1_to_4000"));
        Path report = directory.resolve("report");
        lose(() -> count(pair, "item") > 0, "backfill", "--max-rate", "100");
        assertEquals(4_000, count(pair, "item"));
        lose(
                () -> Files.exists(report) && Files.readString(report).contains("range"),
                "verify",
                "--max-rate",
                "100",
                "--report",
                report.toString());
    }

    /** Kills connections once the command is at work, until it has lost one; one waits for the lock on the table. */
    private void lose(Callable<Boolean> begun, String... command) throws Exception {
        CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> shunt(command));
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(begun);
        try (Connection target = pair.target();
                Statement lock = target.createStatement()) {
            lock.execute("LOCK TABLES item WRITE");
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        killAll(pair.source());
                        killAll(pair.target());
                        return running.isDone() || said().contains("a connection is lost, tries again");
                    });
        }
        ByteArrayOutputStream told = written;
        assertEquals(0, shunt(command[0], "--retune", "--max-rate", "0"), this::said);
        written = told;
        assertEquals(0, running.get(3, TimeUnit.MINUTES), this::said);
        assertTrue(said().contains("connected again, goes on"), this::said);
    }

    private static long count(Pair pair, String table) throws SQLException {
        try (Connection target = pair.target()) {
            return count(target, table);
        }
    }

    private static void killAll(Connection opened) throws SQLException {
        try (Connection connection = opened;
                Statement query = connection.createStatement();
                Statement kill = connection.createStatement();
                ResultSet ids = query.executeQuery("SELECT id FROM information_schema.processlist WHERE db = DATABASE()"
                        + " AND command <> 'Sleep' AND id <> CONNECTION_ID()")) {
            while (ids.next()) {
                try {
                    kill.execute("KILL " + ids.getLong(1));
                } catch (SQLException e) {
                    // it has gone by itself
                }
            }
        }
    }

    @Test
    void aReplicaThatIsStoppedIsAReplicaOfUnknownLag() throws Exception {
        String url = Servers.embeddedTarget().url("");
        try (Endpoint endpoint = new Endpoint(Side.TARGET, url, new Properties(), 1, 1, Duration.ofSeconds(20));
                Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            ReplicaLag lag = new ReplicaLag(endpoint.sync());
            assertFalse(lag.known());
            statement.execute("CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_USER = 'nobody'");
            try {
                assertTrue(lag.known());
                assertNull(lag.lag());
            } finally {
                statement.execute("RESET SLAVE ALL");
            }
        }
    }

    @Test
    void itWaitsWhileTheSourceHasTooMuchToDo() throws Exception {
        pair.onBoth(List.of("CREATE TABLE item(id INT PRIMARY KEY)"));
        pair.onSource(List.of("INSERT INTO item SELECT seq FROM seq_1_to_100"));
        try (Connection one = pair.source();
                Connection other = pair.source();
                Statement busy = one.createStatement()) {
            CompletableFuture<Void> sleeps = CompletableFuture.runAsync(
                    () -> assertThrows(SQLException.class, () -> busy.execute("SELECT SLEEP(600)"), "cancelled"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> count(other, "information_schema.processlist WHERE info = 'SELECT SLEEP(600)'") == 1);
            CompletableFuture<Integer> backfill =
                    CompletableFuture.supplyAsync(() -> shunt("backfill", "--max-running", "1"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> said().contains("threads are running on the source, more than 1"));
            busy.cancel();
            sleeps.get(3, TimeUnit.MINUTES);
            assertEquals(0, backfill.get(3, TimeUnit.MINUTES), this::said);
            assertTrue(said().contains("goes on"), this::said);
        }
    }
}
