package dev.shunt.admin.tables;

import dev.shunt.cluster.Backlogs;
import dev.shunt.cluster.Fleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * How far the mirror has come with a table, by what the instances tell the register. All times are milliseconds by the
 * register's clock. Thread-safe.
 */
public final class Arrivals {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** An instance that has been silent for that long is gone, with what it had pending. */
    private static final long GONE_MILLIS = 30_000;

    private final DataSource source;
    private final Duration gone;
    private final Backlogs backlogs = new Backlogs();
    private long lookedAt = System.nanoTime() - LOOK_NANOS;

    /**
     * Nothing is asked yet.
     *
     * @param source where the register is
     * @param lease how long an instance counts as living after a heartbeat
     */
    public Arrivals(DataSource source, Duration lease) {
        this.source = source;
        this.gone = Duration.ofMillis(Math.max(GONE_MILLIS, 3 * lease.toMillis()));
    }

    /** Returns the present time. */
    public long now() throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Fleet.clock(connection);
        }
    }

    /** Returns how far the table is. */
    public synchronized Backlogs.Arrival of(String table) throws SQLException {
        if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
            look();
            lookedAt = System.nanoTime();
        }
        return backlogs.of(table);
    }

    private void look() throws SQLException {
        Fleet fleet;
        try (Connection connection = source.getConnection()) {
            fleet = Fleet.read(connection);
        }
        backlogs.look(fleet == null ? List.of() : fleet.members(), gone);
    }
}
