package dev.shunt.rowsync;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import javax.sql.DataSource;

/**
 * Copies a table whose rows cannot be named, for it has no primary key: all of it at once, in one transaction on the
 * secondary. Where the primary has a lock for that, writers to its table wait until the copy is committed, so that it is
 * the table as it is then. All data sources must give connections as {@link RowSync} needs them. Thread-safe.
 */
public final class WholeCopy {
    private static final int BATCH_ROWS = 500;
    private static final long BATCH_BYTES = 512 * 1024;

    private final DataSource primary;
    private final Catalog primaryTables;
    private final DataSource secondary;
    private final Catalog secondaryTables;

    public WholeCopy(DataSource primary, Catalog primaryTables, DataSource secondary, Catalog secondaryTables) {
        this.primary = primary;
        this.primaryTables = primaryTables;
        this.secondary = secondary;
        this.secondaryTables = secondaryTables;
    }

    /**
     * What a copy did.
     *
     * @param rows that were copied
     * @param replaced rows that the secondary had before
     * @param lock the statement that held the writers; "" where the primary has none
     * @param locked how long they waited at most
     */
    public record Copied(long rows, long replaced, String lock, Duration locked) {}

    /**
     * Copies the table.
     *
     * @param replace whether rows that the secondary has are deleted first; otherwise it must have none
     * @param longest how long writers may wait; a copy that takes longer is given up
     * @throws SQLException if nothing was copied: a side failed, or the lock was not to be had, or not for long enough
     */
    public Copied copy(String table, boolean replace, Duration longest) throws SQLException, RowSyncException {
        try (Connection to = secondary.getConnection();
                Connection from = primary.getConnection()) {
            Shape shape = Shape.whole(table, primaryTables, from, secondaryTables, to);
            SideTable there = SideTable.primary(from, shape);
            String lock = there.dialect.lockTable(there.table);
            try {
                for (String statement : lock.isEmpty() ? List.<String>of() : List.of(there.dialect.shortWait(), lock)) {
                    execute(from, statement);
                }
                try (Bound bound = new Bound(from, longest)) {
                    return copy(there, SideTable.secondary(to, shape), replace, lock, bound);
                }
            } finally {
                unlock(there, lock);
            }
        } catch (Shape.Mismatch e) {
            throw new RowSyncException(e.getMessage(), e);
        }
    }

    /** Ends the session that holds the lock when its time is over, whatever the other side is waiting for. */
    private static final class Bound implements AutoCloseable {
        private final Duration longest;
        private final long began = System.nanoTime();
        private final Timer timer = new Timer("shunt-lock", true);

        Bound(Connection holder, Duration longest) {
            this.longest = longest;
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            abort(holder);
                        }
                    },
                    longest.toMillis());
        }

        private Duration passed() {
            return Duration.ofNanos(System.nanoTime() - began);
        }

        void check() throws SQLException {
            if (passed().compareTo(longest) > 0) {
                throw new SQLException("it takes longer than " + longest.toMillis() + " ms", "HYT00");
            }
        }

        @Override
        public void close() {
            timer.cancel();
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // it is gone already
        }
    }

    private static Copied copy(SideTable there, SideTable here, boolean replace, String lock, Bound bound)
            throws SQLException {
        try (Transaction transaction = new Transaction(here.connection, here.dialect)) {
            long before = here.count();
            if (before > 0 && !replace) {
                throw new SQLException("the secondary has rows of it already: " + before, "23000");
            }
            if (before > 0) {
                here.deleteAll();
            }
            ProvenInsert insert = new ProvenInsert(here);
            List<Row> batch = new ArrayList<>();
            long[] sums = new long[2]; // rows, bytes of the batch
            there.each(row -> {
                batch.add(row);
                sums[0]++;
                sums[1] += ProvenInsert.size(row);
                if (batch.size() == BATCH_ROWS || sums[1] > BATCH_BYTES) {
                    insert.insert(batch);
                    batch.clear();
                    sums[1] = 0;
                }
                bound.check();
            });
            insert.insert(batch);
            if (here.count() != sums[0]) {
                throw new SQLException("somebody else writes to the table on the secondary", "40001");
            }
            bound.check();
            transaction.commit();
            return new Copied(sums[0], before, lock, lock.isEmpty() ? Duration.ZERO : bound.passed());
        }
    }

    /** A connection that cannot tell that its locks are gone is done away with. */
    private static void unlock(SideTable there, String lock) {
        if (!lock.isEmpty()) {
            try {
                execute(there.connection, there.dialect.unlockTables());
            } catch (SQLException e) {
                abort(there.connection);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
