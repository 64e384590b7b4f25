package dev.shunt.rowsync;

import dev.shunt.schema.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings a whole table of the secondary, or a range of its keys, up to date by row sync: in the order of the primary
 * key, chunk by chunk, over the keys that either side has. Safe while both the application and other syncs write. Not
 * thread-safe; several walks may run at once.
 */
public final class TableWalk {
    /** Told of every chunk done, on the walking thread; may wait, to throttle. */
    public interface Progress {
        /**
         * Decides after a chunk whether to go on.
         *
         * @param total what was done so far
         * @param reached all keys up to this one are done; null at the end
         * @return false to stop here
         */
        boolean goOn(SyncResult total, @Nullable Key reached);
    }

    /**
     * How a walk ended.
     *
     * @param reached where it was stopped: pass it as {@code after} to go on; null if it came to its end
     */
    public record Walked(SyncResult total, @Nullable Key reached) {}

    private final RowSync sync;
    private final int chunk;

    /** Creates a walk with chunks of 200 keys. */
    public TableWalk(RowSync sync) {
        this(sync, RowSync.CHUNK);
    }

    TableWalk(RowSync sync, int chunk) {
        this.sync = sync;
        this.chunk = chunk;
    }

    /**
     * Walks {@code table} from behind {@code after} (null: from its start) up to and with {@code upTo} (null: to its
     * end). The result holds no keys.
     */
    public Walked walk(String table, @Nullable Key after, @Nullable Key upTo, Progress progress)
            throws SQLException, RowSyncException {
        SyncResult total = SyncResult.NOTHING;
        Key from = after;
        while (true) {
            List<Key> there = keys(true, table, from, upTo);
            Key bound = there.size() < chunk ? upTo : there.get(there.size() - 1);
            boolean last = there.size() < chunk;
            total = total.plus(between(table, from, bound, there)).withoutKeys();
            from = last ? null : bound;
            if (!progress.goOn(total, from) || last) {
                return new Walked(total, from);
            }
        }
    }

    /**
     * Syncs {@code there} and the secondary's own keys in the range. Consecutive ranges of the primary's order cover the
     * secondary even where it sorts otherwise: from its least to its greatest row, one of them steps over every row.
     */
    private SyncResult between(String table, @Nullable Key after, @Nullable Key upTo, List<Key> there)
            throws SQLException, RowSyncException {
        Key from = after;
        Set<Key> keys = new LinkedHashSet<>(there);
        SyncResult total = SyncResult.NOTHING;
        while (true) {
            List<Key> here = keys(false, table, from, upTo);
            keys.addAll(here);
            total = total.plus(sync.sync(table, keys, false)).withoutKeys();
            if (here.size() < chunk) {
                return total;
            }
            from = here.get(here.size() - 1);
            keys.clear();
        }
    }

    private List<Key> keys(boolean ofPrimary, String table, @Nullable Key after, @Nullable Key upTo)
            throws SQLException, RowSyncException {
        try (Connection to = sync.secondary.getConnection();
                Connection from = sync.primary.getConnection()) {
            Shape shape = Shape.of(table, sync.primaryTables, from, sync.secondaryTables, to);
            SideTable side = ofPrimary
                    ? new SideTable(from, shape.primary().name(), shape.from(), shape.keySize())
                    : new SideTable(to, shape.secondary().name(), shape.to(), shape.keySize());
            return new KeyRange(side).keys(after, upTo, chunk);
        }
    }
}
