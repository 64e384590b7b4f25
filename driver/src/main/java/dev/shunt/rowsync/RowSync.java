package dev.shunt.rowsync;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.PrimaryFailure;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import javax.sql.DataSource;

/**
 * Brings rows of the secondary up to the primary's current state. Any number of syncs of the same rows may run at once,
 * anywhere, while the primary is written to: whoever locks a row last has read it last. Both data sources must give
 * connections of READ COMMITTED in auto-commit, so that every statement reads anew, with the session that
 * {@link dev.shunt.schema.Dialect#sessionInit} makes. Thread-safe.
 */
public final class RowSync {
    /** Rows of one transaction on the secondary; fewer where they are long. */
    static final int CHUNK = 200;

    final DataSource primary;
    final Catalog primaryTables;
    final DataSource secondary;
    final Catalog secondaryTables;
    private final boolean keepsOthers;

    public RowSync(DataSource primary, Catalog primaryTables, DataSource secondary, Catalog secondaryTables) {
        this(primary, primaryTables, secondary, secondaryTables, false);
    }

    private RowSync(
            DataSource primary,
            Catalog primaryTables,
            DataSource secondary,
            Catalog secondaryTables,
            boolean keepsOthers) {
        this.primary = primary;
        this.primaryTables = primaryTables;
        this.secondary = secondary;
        this.secondaryTables = secondaryTables;
        this.keepsOthers = keepsOthers;
    }

    /**
     * Returns a sync that does not delete a row which only the secondary has for the unique value that it holds: after a
     * few seconds the row that wants it is refused.
     */
    public RowSync keepingOthers() {
        return new RowSync(primary, primaryTables, secondary, secondaryTables, true);
    }

    /**
     * Syncs the rows of {@code table} with those keys, in the primary's key order of columns; too many keys are safe.
     *
     * @param inDoubt whether a transaction that wrote them may still commit: then the primary is read with locks that do
     *     not wait, and the result may be refused
     * @throws SQLException if a side failed; the rows of whole chunks may be synced, and all can be synced again
     * @throws RowSyncException if trying again will not help: the tables do not fit together, or a unique key of the
     *     secondary forbids what the primary has
     */
    public SyncResult sync(String table, Collection<Key> keys, boolean inDoubt) throws SQLException, RowSyncException {
        if (keys.isEmpty()) {
            return SyncResult.NOTHING;
        }
        List<Key> all = new ArrayList<>(new LinkedHashSet<>(keys));
        try (Connection to = secondary.getConnection();
                Connection from = fromPrimary()) {
            Shape shape = shape(table, from, to);
            ChunkSync chunks = new ChunkSync(shape, from, to, all, inDoubt, keepsOthers);
            Lengths lengths = new Lengths(shape, SideTable.primary(from, shape), SideTable.secondary(to, shape));
            SyncResult total = SyncResult.NOTHING;
            int most = shape.rows(CHUNK);
            for (int at = 0; at < all.size() && !total.refused(); at += most) {
                List<Key> some = all.subList(at, Math.min(at + most, all.size()));
                total = total.plus(inParts(chunks, lengths.parts(some)));
            }
            return total;
        }
    }

    private static SyncResult inParts(ChunkSync chunks, List<List<Key>> parts) throws SQLException, RowSyncException {
        SyncResult total = SyncResult.NOTHING;
        for (List<Key> part : parts) {
            total = total.plus(chunk(chunks, part));
            if (total.refused()) {
                break;
            }
        }
        return total;
    }

    Shape shape(String table, Connection from, Connection to) throws SQLException, RowSyncException {
        try {
            return Shape.of(table, primaryTables, from, secondaryTables, to);
        } catch (Shape.Mismatch e) {
            throw new RowSyncException(e.getMessage(), e);
        }
    }

    /**
     * Where the secondary checks foreign keys, a row may have to wait for one of another table, or of its own. Then the
     * others are synced, by halves, so that all that can go on does, and rows which wait for each other's do not for ever.
     */
    private static SyncResult chunk(ChunkSync chunks, List<Key> keys) throws SQLException, RowSyncException {
        try {
            return chunks.sync(keys);
        } catch (SQLException e) {
            if (Failure.of(e) != Failure.FOREIGN_KEY) {
                throw e;
            }
        }
        if (keys.size() == 1) {
            return SyncResult.postponed(keys.get(0));
        }
        int half = keys.size() / 2;
        SyncResult first = chunk(chunks, keys.subList(0, half));
        return first.refused() ? first : first.plus(chunk(chunks, keys.subList(half, keys.size())));
    }

    private Connection fromPrimary() throws SQLException {
        try {
            return primary.getConnection();
        } catch (SQLException e) {
            throw new PrimaryFailure(e);
        }
    }
}
