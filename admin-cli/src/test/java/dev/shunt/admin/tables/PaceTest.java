package dev.shunt.admin.tables;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final String URL = "jdbc:h2:mem:pace;DB_CLOSE_DELAY=-1";
    private static final Duration LAG = Duration.ofSeconds(2);

    private final JdbcDataSource database = new JdbcDataSource();
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void tables() throws SQLException {
        database.setURL(URL);
        TwoDatabases.execute(URL, "CREATE TABLE channel(seconds BIGINT)");
    }

    @AfterEach
    void close() throws SQLException {
        TwoDatabases.execute(URL, "SHUTDOWN");
    }

    private ReplicaLag lag() {
        return new ReplicaLag(database, "SELECT 'x' AS state, seconds AS \"Seconds_Behind_Source\" FROM channel");
    }

    private Pace pace(Stop stop, AtomicReference<Rates> rates, ReplicaLag lag) {
        return new Pace(
                rates.get(), database, lag, asked -> rates.get(), "", why -> told.add(String.valueOf(why)), stop);
    }

    private static AtomicReference<Rates> rate(long rows) {
        return new AtomicReference<>(new Rates(rows, 0, LAG, false));
    }

    private static CompletableFuture<Void> take(Pace pace, long... rows) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (long some : rows) {
                    pace.take(some);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aReplicaIsAsLateAsTheLatestOfItsChannelsAndUnknownWhereOneIsStopped() throws SQLException {
        assertFalse(lag().known());
        TwoDatabases.execute(URL, "INSERT INTO channel VALUES (0), (7)");
        assertTrue(lag().known());
        assertEquals(Duration.ofSeconds(7), lag().lag());
        TwoDatabases.execute(URL, "INSERT INTO channel VALUES (NULL)");
        assertNull(lag().lag());
        assertFalse(new ReplicaLag(database).known());
    }

    @Test
    void workWaitsWhileTheReplicaIsLateAndSaysSo() throws SQLException {
        TwoDatabases.execute(URL, "INSERT INTO channel VALUES (3)");
        try (Stop stop = new Stop()) {
            CompletableFuture<Void> taken = take(pace(stop, rate(0), lag()), 10);
            await().atMost(Duration.ofSeconds(60)).until(() -> !told.isEmpty());
            assertEquals("waits: the replica is 3 s late", told.get(0));
            assertFalse(taken.isDone());
            TwoDatabases.execute(URL, "UPDATE channel SET seconds = 2");
            taken.join();
            assertEquals("null", told.get(told.size() - 1));
        }
    }

    /** At one row per second the second would wait for a thousand seconds. */
    @Test
    void aHigherRateEndsTheWaitOfTheLowerOne() {
        AtomicReference<Rates> rates = rate(1);
        try (Stop stop = new Stop()) {
            CompletableFuture<Void> taken = take(pace(stop, rates, null), 1_000, 1_000);
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !taken.isDone());
            rates.set(new Rates(0, 0, LAG, false));
            await().atMost(Duration.ofSeconds(60)).until(taken::isDone);
        }
    }

    /** All at once would have everybody else wait. */
    @Test
    void withARateATenthOfASecondsRowsAreWorkedOnAtATime() {
        try (Stop stop = new Stop()) {
            assertEquals(5_000, pace(stop, rate(0), null).atATime(5_000));
            assertEquals(200, pace(stop, rate(2_000), null).atATime(5_000));
            assertEquals(1, pace(stop, rate(3), null).atATime(5_000));
        }
    }
}
