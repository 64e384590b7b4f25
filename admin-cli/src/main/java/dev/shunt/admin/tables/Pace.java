package dev.shunt.admin.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Keeps work below a rate of rows, and waits while the source has too many threads running. Thread-safe. */
public final class Pace {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long rowsPerSecond;
    private final int mostRunning;
    private final DataSource source;
    private final Stop stop;
    private long free = System.nanoTime();
    private long lookedAt = free - LOOK_NANOS;
    private boolean busy;

    /**
     * Creates a pace.
     *
     * @param rowsPerSecond 0 for no bound
     * @param mostRunning threads of the source that may be running; 0 for no bound
     */
    public Pace(long rowsPerSecond, int mostRunning, DataSource source, Stop stop) {
        this.rowsPerSecond = rowsPerSecond;
        this.mostRunning = mostRunning;
        this.source = source;
        this.stop = stop;
    }

    /** Waits until so many rows more may be worked on. */
    public void take(long rows) throws SQLException {
        long wait = 0;
        synchronized (this) {
            long now = System.nanoTime();
            if (rowsPerSecond > 0) {
                free = Math.max(free, now);
                wait = free - now;
                free += rows * SECOND / rowsPerSecond;
            }
        }
        stop.pause(wait);
        while (busy() && !stop.requested()) {
            stop.pause(LOOK_NANOS);
        }
    }

    private synchronized boolean busy() throws SQLException {
        long now = System.nanoTime();
        if (mostRunning > 0 && now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            busy = running() > mostRunning;
        }
        return busy;
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
