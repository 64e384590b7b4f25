package dev.shunt.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What happens besides while the application of a crash test runs: the secondary dies and comes back, hangs and goes on,
 * and the primary kills connections, if it can in their commit.
 */
final class Troubles implements AutoCloseable {
    private static final int NO_SUCH_SESSION = 1094;
    private static final String COMMITTING = "(info LIKE 'commit%' OR state LIKE '%ommit%')";

    private final Pair pair;
    private final Sufferer secondary;
    private final Random random;
    private final Set<Long> killed = ConcurrentHashMap.newKeySet();
    private final LongAdder faults = new LongAdder();
    private final Thread sufferings = new Thread(this::suffer, "troubles-of-the-secondary");
    private final Thread kills = new Thread(this::killAll, "troubles-of-connections");
    private volatile boolean killing;
    private volatile boolean ended;
    private volatile String failure = "";

    private Troubles(Pair pair, Sufferer secondary, long seed) {
        this.pair = pair;
        this.secondary = secondary;
        this.random = new Random(seed);
    }

    /** Begins with the secondary; connections are killed once that is {@linkplain #killConnections allowed}. */
    static Troubles begin(Pair pair, Sufferer secondary, long seed) {
        Troubles troubles = new Troubles(pair, secondary, seed);
        troubles.sufferings.start();
        if (pair.kind() != Databases.H2) {
            troubles.kills.start();
        }
        return troubles;
    }

    /** Lets time pass, for what has no condition to wait for: a random moment to do harm. */
    static void wait(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    void killConnections(boolean allowed) {
        killing = allowed;
    }

    /** The primary's numbers of the connections that were killed. */
    Set<Long> killed() {
        return killed;
    }

    long faults() {
        return faults.sum();
    }

    /** Ends them all; the secondary runs. */
    @Override
    public void close() {
        ended = true;
        try {
            sufferings.join();
            kills.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!failure.isEmpty()) {
            throw new IllegalStateException("a trouble failed: " + failure);
        }
    }

    private void suffer() {
        try {
            while (!ended) {
                wait(Duration.ofMillis(random.nextInt(2_000)));
                faults.increment();
                if (random.nextBoolean()) {
                    secondary.pause();
                    wait(Duration.ofMillis(random.nextInt(2_000)));
                    secondary.resume();
                } else {
                    secondary.kill();
                    wait(Duration.ofMillis(random.nextInt(500)));
                    secondary.restart();
                }
            }
        } catch (RuntimeException e) {
            failure = e.toString();
        }
    }

    private void killAll() {
        Random pauses = new Random(random.nextLong());
        try (Connection connection = DriverManager.getConnection(pair.sourceUrl());
                Statement statement = connection.createStatement()) {
            while (!ended) {
                wait(Duration.ofMillis(pauses.nextInt(400)));
                if (killing) {
                    killOne(statement);
                }
            }
        } catch (SQLException e) {
            failure = e.toString();
        }
    }

    private void killOne(Statement statement) throws SQLException {
        long session;
        try (ResultSet found =
                statement.executeQuery("SELECT id FROM information_schema.processlist WHERE db = DATABASE()"
                        + " AND id <> CONNECTION_ID() ORDER BY " + COMMITTING + " DESC, RAND() LIMIT 1")) {
            session = found.next() ? found.getLong(1) : 0;
        }
        if (session == 0) {
            return;
        }
        killed.add(session);
        faults.increment();
        try {
            statement.execute("KILL " + session);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_SESSION) {
                throw e;
            }
        }
    }
}
