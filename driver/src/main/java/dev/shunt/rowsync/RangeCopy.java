package dev.shunt.rowsync;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Copies whole ranges of keys to the secondary, while both sides are written to, by the discipline of a row sync: lock
 * what the secondary has of the range, then read the primary, write, and read again what was not locked beforehand.
 * What the secondary has in addition stays. All data sources must give connections as {@link RowSync} needs them.
 * Thread-safe.
 */
public final class RangeCopy {
    private static final int ATTEMPTS = 12;
    private static final int OVERTAKEN = 3;
    private static final int BACKOFF_MILLIS = 8;
    private static final int MAX_DOUBLINGS = 6;

    private final RowSync rowSync;
    private final @Nullable DataSource readFrom;
    private final String where;

    /**
     * Creates a copier.
     *
     * @param readFrom a replica of the primary to read from first, which may be late: the primary is read afterwards
     * @param where a condition that rows must meet, or ""
     */
    public RangeCopy(
            DataSource primary,
            Catalog primaryTables,
            DataSource secondary,
            Catalog secondaryTables,
            @Nullable DataSource readFrom,
            String where) {
        this.rowSync = new RowSync(primary, primaryTables, secondary, secondaryTables);
        this.readFrom = readFrom;
        this.where = where;
    }

    /**
     * What a copy did.
     *
     * @param rows the primary has in the range
     * @param written of them, the others were there already
     * @param extra rows of the secondary that the primary does not have; they are left alone
     */
    public record Copied(long rows, long written, long extra) {}

    /** Returns the key of the {@code rows}-th row behind {@code after}; null where fewer are left. */
    public @Nullable Key bound(String table, @Nullable Key after, int rows) throws SQLException, RowSyncException {
        List<Key> found = keys(table, after, null, rows - 1L, 1);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Returns the keys that the primary has in a range, at most so many. */
    public List<Key> keys(String table, @Nullable Key after, @Nullable Key upTo, int most)
            throws SQLException, RowSyncException {
        return keys(table, after, upTo, 0, most);
    }

    private List<Key> keys(String table, @Nullable Key after, @Nullable Key upTo, long skip, long most)
            throws SQLException, RowSyncException {
        try (Connection to = rowSync.secondary.getConnection();
                Connection from = rowSync.primary.getConnection()) {
            Shape shape = rowSync.shape(table, from, to);
            return SideTable.primary(from, shape).keys(after, upTo, where, skip, most);
        }
    }

    /**
     * Returns true if the rows of a range are few bytes enough on both sides to be copied at once, as the databases say now;
     * {@code rows} is about how many the primary has.
     */
    public boolean fits(String table, @Nullable Key after, @Nullable Key upTo, int rows)
            throws SQLException, RowSyncException {
        try (Connection to = rowSync.secondary.getConnection();
                Connection from = rowSync.primary.getConnection()) {
            Shape shape = rowSync.shape(table, from, to);
            Lengths lengths = new Lengths(shape, SideTable.primary(from, shape), SideTable.secondary(to, shape));
            return lengths.fits(new RangePass.Range(after, upTo, where), rows);
        }
    }

    /**
     * Copies the rows behind {@code after}, up to and with {@code upTo}, in one transaction; all are in memory at once.
     *
     * @throws SQLException if not one row was written: a side failed, or the secondary did not take all rows as they are,
     *     which a row sync of them one by one will tell
     */
    public Copied copy(String table, @Nullable Key after, @Nullable Key upTo) throws SQLException, RowSyncException {
        try (Connection to = rowSync.secondary.getConnection();
                Connection from = rowSync.primary.getConnection();
                Connection replica = readFrom == null ? null : readFrom.getConnection()) {
            Shape shape = rowSync.shape(table, from, to);
            SideTable primary = SideTable.primary(from, shape);
            SideTable first = replica == null ? primary : SideTable.primary(replica, shape);
            SideTable secondary = SideTable.secondary(to, shape);
            return copy(new RangePass(first, primary, secondary, new RangePass.Range(after, upTo, where)));
        }
    }

    private static Copied copy(RangePass pass) throws SQLException {
        Set<Key> mine = new HashSet<>();
        Copied total = new Copied(0, 0, 0);
        boolean again = false;
        for (int failures = 0; ; ) {
            try {
                Copied copied = pass.run(mine, again);
                again = true;
                total = new Copied(copied.rows(), total.written() + copied.written(), copied.extra());
                if (copied.written() == 0 || pass.locksInserts()) {
                    return total;
                }
                // another sync could not wait for rows before the commit, and may have come too early: once more
            } catch (SQLException e) {
                Failure failure = Failure.of(e);
                boolean overtaken = failure == Failure.DUPLICATE_KEY && failures < OVERTAKEN; // a sync was faster
                if (!overtaken && failure != Failure.RETRYABLE || ++failures == ATTEMPTS) {
                    throw e;
                }
                backOff(failures);
            }
        }
    }

    private static void backOff(int failures) throws SQLException {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, BACKOFF_MILLIS << Math.min(failures, MAX_DOUBLINGS)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting to copy again", "70100", e);
        }
    }
}
