package dev.shunt.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An instance with the knobs of yesterday (it mirrors nothing) beside one of today, with restarts in the middle: what
 * yesterday's writes makes both sides differ, and that is a visible taint; once all mirror, a walk makes them equal.
 */
class MixedFleetTest {
    private static final Map<String, String> YESTERDAY = Map.of("mirror", "off", "heartbeat", "200ms");
    private static final int ROWS = 200;

    @TempDir
    Path dir;

    private final long seed = System.nanoTime() % 1_000_000;
    private final Random random = new Random(seed);

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void write(Connection connection, int times) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE item SET v = ? WHERE id = ?")) {
            for (int i = 0; i < times; i++) {
                update.setInt(1, random.nextInt());
                update.setInt(2, 1 + random.nextInt(ROWS));
                update.executeUpdate();
            }
        }
    }

    private static void walk(Shunted instance, Connection connection) throws SQLException {
        execute(connection, "DELETE FROM item WHERE 1 = 0 LIMIT 1");
        instance.awaitNothingPending(Duration.ofMinutes(1));
    }

    private static Tables.Result differences(Pair pair) throws Exception {
        try (Connection source = pair.source();
                Connection target = pair.target()) {
            return Tables.differences(source, target);
        }
    }

    private static int knowing(Pair pair) throws SQLException {
        try (Connection connection = pair.source();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT COUNT(*) FROM shunt_instance WHERE report LIKE '%\"begun\":true%'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static boolean tainted(Shunted instance) throws Exception {
        return instance.tainted().keySet().stream().anyMatch("item"::equalsIgnoreCase);
    }

    @ParameterizedTest
    @CsvSource({"H2, async", "SERVERS, async", "SERVERS, sync"})
    void whatAnInstanceOfYesterdayWritesIsAVisibleTaint(Databases databases, String mirror) throws Exception {
        System.out.println("mixed fleet: " + databases + " " + mirror + ", seed " + seed);
        Map<String, String> knobs = Map.of("mirror", mirror, "heartbeat", "200ms");
        Path old = Files.createDirectory(dir.resolve("yesterday"));
        try (Pair pair = databases.open();
                Shunted today = Shunted.start(pair, Files.createDirectory(dir.resolve("today")), knobs)) {
            pair.onBoth(List.of("CREATE TABLE item(id INT PRIMARY KEY, v INT NOT NULL)"));
            fill(pair);
            try (Shunted yesterday = Shunted.start(pair, old, YESTERDAY);
                    Connection there = yesterday.connect()) {
                write(there, 20);
                try (Connection here = today.connect()) { // begins once yesterday's knows, or taints
                    await().atMost(Duration.ofMinutes(1)).until(() -> knowing(pair) == 2);
                    write(here, 50);
                    walk(today, here);
                    write(there, 50);
                    write(here, 50);
                }
                await().atMost(Duration.ofMinutes(1)).until(() -> tainted(today));
            }
            today.awaitNothingPending(Duration.ofMinutes(1));
            assertTrue(differences(pair).count() > 0, "what yesterday's wrote has come over by itself");
            restarted(pair, today, old);
        }
    }

    /** The taint outlives the restart, and one that starts again taints from its first write on. */
    private void restarted(Pair pair, Shunted today, Path old) throws Exception {
        try (Connection here = today.connect();
                Shunted yesterday = Shunted.start(pair, old, YESTERDAY);
                Connection there = yesterday.connect()) {
            walk(today, here);
            write(there, 20);
            assertTrue(tainted(yesterday) && tainted(today));
            yesterday.set(Map.of("mirror", "async"));
            await().atMost(Duration.ofMinutes(1)).until(() -> "async"
                    .equals(((Map<?, ?>) yesterday.status("config").get("knobs")).get("mirror")));
            write(there, 50);
            walk(today, here);
            write(there, 50);
            write(here, 50);
            yesterday.awaitNothingPending(Duration.ofMinutes(1));
            today.awaitNothingPending(Duration.ofMinutes(1));
            assertEquals(0, differences(pair).count(), "seed " + seed);
        }
    }

    private static void fill(Pair pair) throws SQLException {
        try (Connection connection = pair.source();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (?, 0)")) {
            for (int i = 1; i <= ROWS; i++) {
                insert.setInt(1, i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
