package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with the target, the shop does not see it; and once the target is well, both sides are equal (P2). */
class FaultsTest {
    private static final String WAITED = "sync commit that went on before its rows were synced";

    /** Our own servers, as one test has to change a user's password. */
    private final Pair pair = Pair.embedded();

    private final TcpProxy proxy = TcpProxy.before(pair.targetUrl());
    private final Path directory;
    private long deadlocksBefore;

    FaultsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Shunted shunted(String mirror, Map<String, String> more) throws Exception {
        Shunted shunted = Shunted.start(
                pair,
                directory,
                Map.of(
                        "target.url", proxy.url().replace("user=shop&password=shop", "user=mover&password=mover"),
                        "mirror", mirror,
                        "mirror.ask", "always",
                        "shadow.percent", "100",
                        "target.timeout", "1 s",
                        "breaker.probe", "200 ms"));
        shunted.set(more);
        return shunted;
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        pair.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(Fault.values())
                .flatMap(fault -> Stream.of("async", "sync").map(mirror -> Arguments.of(fault, mirror)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theShopWritesTheSameTranscriptAndTheTargetCatchesUp(Fault fault, String mirror) throws Exception {
        pair.onBoth(Transcript.TABLES);
        // a wait for a lock ends by itself only if the answer is awaited for longer than that
        String timeout = fault == Fault.LOCK_TIMEOUT ? "5 s" : "1 s";
        try (Shunted shunted = shunted(mirror, Map.of("target.timeout", timeout));
                Pair other = Pair.embedded()) {
            other.onBoth(Transcript.TABLES);
            Fault.Ongoing ongoing = begin(fault, shunted);
            try (Connection plain = other.source();
                    Connection through = shunted.connect()) {
                assertEquals(transcript(plain), transcript(through));
                awaitMet(fault, shunted, through);
            } finally {
                ongoing.close();
            }
            Awaitility.await("the mirror has nothing pending")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> drained(shunted));
            // it has no key, so it is tainted and not mirrored
            pair.onBoth(List.of("DROP TABLE event"));
            try (Connection source = pair.source();
                    Connection target = pair.target()) {
                Tables.Result result = Tables.differences(source, target);
                assertEquals(0, result.count(), result::toString);
                assertTrue(result.rows() > 15, "only " + result.rows() + " rows were compared");
            }
        }
    }

    /** The fault was not only there: it has hit what Shunt did. */
    private void awaitMet(Fault fault, Shunted shunted, Connection through) throws SQLException {
        if (fault == Fault.FULL) {
            deliver(through);
        }
        Awaitility.await(fault + " is met").atMost(Duration.ofSeconds(60)).until(() -> met(fault, shunted, through));
    }

    private static void deliver(Connection through) throws SQLException {
        try (PreparedStatement statement = through.prepareStatement("INSERT INTO stock (sku, amount) VALUES (?, 1)")) {
            for (int i = 0; i < 400; i++) {
                statement.setString(1, "crate " + i);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private boolean met(Fault fault, Shunted shunted, Connection through) throws SQLException, IOException {
        return switch (fault) {
            case DEADLOCK -> {
                writeOnce(through);
                yield deadlocks() > deadlocksBefore;
            }
            case KILLED_IN_A_TRANSACTION -> {
                // what went well afterwards has taken the error off its page, not off the count
                writeOnce(through);
                yield shunted.status("faults").toString().contains("syncing rows of");
            }
            default ->
                Pattern.compile(fault.said)
                        .matcher(shunted.status("mirror") + " " + shunted.status("breaker"))
                        .find();
        };
    }

    private static void writeOnce(Connection through) throws SQLException {
        try (Statement statement = through.createStatement()) {
            statement.executeUpdate("UPDATE stock SET amount = amount + 1");
        }
    }

    private long deadlocks() throws SQLException {
        try (Connection target = pair.target();
                Statement statement = target.createStatement();
                ResultSet count = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")) {
            count.next();
            return count.getLong(2);
        }
    }

    /** Without ROW_COUNT(), whose one exception {@link SessionFunctionsTest} pins. */
    private static String transcript(Connection connection) throws SQLException {
        return Transcript.of(connection, Databases.SERVERS).replaceAll("ROW_COUNT\\(\\)=-?\\d+", "ROW_COUNT()");
    }

    private Fault.Ongoing begin(Fault fault, Shunted shunted) throws Exception {
        pair.onBoth(List.of("CREATE TABLE warm (id INT PRIMARY KEY)"));
        if (fault.later) {
            try (Connection connection = shunted.connect();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO warm VALUES (1), (2), (3)");
                shunted.awaitDrained(Duration.ofSeconds(60));
            }
        }
        deadlocksBefore = deadlocks();
        return fault.begin(pair, proxy);
    }

    private static boolean drained(Shunted shunted) throws Exception {
        return ((Number) shunted.status("mirror").get("pending")).longValue() == 0;
    }

    @ParameterizedTest
    @EnumSource(names = {"DOWN", "HANGING_ON_CONNECT", "HANGING_IN_A_STATEMENT", "SLOW", "WRONG_PASSWORD"})
    void onlyAFewSyncCommitsWaitBeforeATargetThatIsNotWellIsLeftAlone(Fault fault) throws Exception {
        try (Shunted shunted = shunted("sync", Map.of("breaker.failures", "3", "breaker.probe", "1 h"))) {
            Fault.Ongoing ongoing = begin(fault, shunted);
            try (Connection connection = shunted.connect()) {
                for (int i = 10; i < 50; i++) {
                    insert(connection, i);
                }
            } finally {
                ongoing.close();
            }
            long waited = ((Number) shunted.status("faults").getOrDefault(WAITED, 0)).longValue();
            // three in a row; a slow target may answer one in time where the machine has held up its application
            assertTrue(waited > 0 && waited <= 6, waited + " commits waited in vain");
        }
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate("INSERT INTO warm VALUES (" + id + ")"));
        }
    }

    @Test
    void theBreakerOpensOnATargetThatIsDownAndClosesWhenItIsBack() throws Exception {
        try (Shunted shunted = shunted("async", Map.of())) {
            Fault.Ongoing ongoing = begin(Fault.REFUSING, shunted);
            try (Connection connection = shunted.connect()) {
                insert(connection, 10);
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !"closed"
                        .equals(shunted.status("breaker").get("state")));
                assertEquals(1L, ((Number) shunted.status("mirror").get("pending")).longValue());
                ongoing.close();
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> "closed"
                        .equals(shunted.status("breaker").get("state")));
                shunted.awaitDrained(Duration.ofSeconds(60));
            }
        }
    }
}
