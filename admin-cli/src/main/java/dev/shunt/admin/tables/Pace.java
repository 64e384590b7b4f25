package dev.shunt.admin.tables;

import dev.shunt.session.Trouble;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps work below a rate of rows, and holds it while it is paused, the source has too many threads running, or a replica is
 * late. It looks once a second. Thread-safe.
 */
public final class Pace {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int STEPS = 10;
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final DataSource source;
    private final @Nullable ReplicaLag lag;
    private final UnaryOperator<Rates> retuned;
    private final String goOn;
    private final Consumer<@Nullable String> told;
    private final Stop stop;
    private final Rates asked;
    private Rates rates;
    private double free;
    private long refilledAt = System.nanoTime();
    private long lookedAt = refilledAt - LOOK_NANOS;
    private @Nullable String held;

    /**
     * Creates a pace.
     *
     * @param lag of the replica that is watched; null for none
     * @param retuned returns what holds now, from what was asked for at first
     * @param goOn the command that ends a pause
     * @param told is told why nothing goes on, and null when it does again
     */
    public Pace(
            Rates asked,
            DataSource source,
            @Nullable ReplicaLag lag,
            UnaryOperator<Rates> retuned,
            String goOn,
            Consumer<@Nullable String> told,
            Stop stop) {
        this.asked = asked;
        this.rates = asked;
        this.source = source;
        this.lag = lag;
        this.retuned = retuned;
        this.goOn = goOn;
        this.told = told;
        this.stop = stop;
    }

    /** Returns how many of so many rows to work on at a time: where there is a rate, those of a tenth of a second, so that it is even. */
    public synchronized int atATime(int rows) {
        long rate = rates.rowsPerSecond();
        return rate <= 0 ? rows : (int) Math.max(1, Math.min(rows, rate / STEPS));
    }

    /** Waits until so many rows more may be worked on, and returns how many; an end of it all ends the wait. */
    public long take(long rows) throws SQLException {
        for (long rest = rest(rows); rest > 0 && !stop.requested(); rest = rest(rows)) {
            stop.pause(Math.min(rest, LOOK_NANOS));
        }
        return rows;
    }

    /** Returns 0 where the rows may go, or how long to wait before asking again. */
    private synchronized long rest(long rows) throws SQLException {
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            look();
        }
        double passed = (now - refilledAt) / SECOND;
        refilledAt = now;
        if (held != null) {
            return LOOK_NANOS;
        }
        double rate = (double) rates.rowsPerSecond();
        if (rate <= 0) {
            free = 0;
            return 0;
        }
        free = Math.min(rate, free + passed * rate); // what was not used for a second is gone
        if (free < 0) {
            return Math.max(1, (long) (-free / rate * SECOND));
        }
        free -= rows;
        return 0;
    }

    private void look() throws SQLException {
        rates = retuned.apply(asked);
        String why = rates.paused() ? "paused: " + goOn + " goes on" : busy();
        if (why != null || held != null) {
            told.accept(why);
        }
        held = why;
    }

    private @Nullable String busy() throws SQLException {
        if (rates.mostRunning() > 0) {
            int running = running();
            if (running > rates.mostRunning()) {
                return "waits: " + running + " threads are running on the source, more than " + rates.mostRunning();
            }
        }
        return lag == null ? null : late(lag);
    }

    private @Nullable String late(ReplicaLag replica) {
        try {
            Duration late = replica.lag();
            if (late == null) {
                return "waits: the replica does not replicate";
            }
            return late.compareTo(rates.mostLag()) <= 0
                    ? null
                    : "waits: the replica is " + late.toSeconds() + " s late";
        } catch (SQLException e) {
            return "waits: the replica cannot be asked: " + Trouble.text(e);
        }
    }

    private int running() throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (connection.getMetaData().getURL().startsWith("jdbc:h2:")) {
                return 0;
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Threads_running'")) {
                return row.next() ? row.getInt(2) : 0;
            }
        }
    }
}
