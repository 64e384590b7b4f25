package dev.shunt.admin.tables;

import dev.shunt.schema.Failure;
import dev.shunt.session.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does again, with growing pauses, what a lock or a lost connection has stopped: twenty times for a lock, and until a database
 * has been away for ten minutes. Thread-safe.
 */
public final class Retries {
    private static final int ATTEMPTS = 20;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** What is done; {@code attempt} counts from 1. */
    public interface Work<T, E extends Exception> {
        T run(int attempt) throws SQLException, E;
    }

    private final Stop stop;
    private final Consumer<String> told;
    private boolean lost;
    private long lostAt;

    /** Tells when a database is lost, and when it is back. */
    public Retries(Stop stop, Consumer<String> told) {
        this.stop = stop;
        this.told = told;
    }

    /** Does it, once or more often. */
    public <T, E extends Exception> T run(Work<T, E> work) throws SQLException, E {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = work.run(attempt);
                if (attempt > 1) {
                    found();
                }
                return result;
            } catch (SQLException e) {
                Failure failure = Failure.of(e);
                boolean again = failure == Failure.CONNECTION_LOST
                        ? mayComeBack(e)
                        : failure == Failure.RETRYABLE && attempt < ATTEMPTS;
                if (!again || stop.requested()) {
                    throw e;
                }
                stop.pause(Math.min(LONGEST_PAUSE_NANOS, PAUSE_NANOS * attempt));
            }
        }
    }

    private synchronized boolean mayComeBack(SQLException error) {
        if (!lost) {
            lost = true;
            lostAt = System.nanoTime();
            told.accept("a connection is lost, tries again for " + LONGEST.toMinutes() + " minutes: "
                    + Trouble.text(error));
        }
        return System.nanoTime() - lostAt < LONGEST.toNanos();
    }

    private synchronized void found() {
        if (lost) {
            lost = false;
            told.accept("connected again, goes on");
        }
    }
}
