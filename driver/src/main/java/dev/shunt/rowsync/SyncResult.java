package dev.shunt.rowsync;

import dev.shunt.schema.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * What a row sync did. Immutable.
 *
 * @param refused true if a row of the primary was locked by a transaction still open, so that nothing may be cleared
 *     (what was synced of other rows stays); only where the sync was told that it is in doubt
 * @param unchanged rows that were equal already
 * @param differed the keys of the rows that were not
 * @param postponed rows that a foreign key of the secondary does not let through yet: parents that are to be inserted
 *     first, or children that are to be deleted; all other rows are synced
 */
public record SyncResult(
        boolean refused,
        int inserted,
        int updated,
        int deleted,
        int unchanged,
        List<Key> differed,
        List<Key> postponed) {
    static final SyncResult NOTHING = new SyncResult(false, 0, 0, 0, 0, List.of(), List.of());
    static final SyncResult REFUSED = new SyncResult(true, 0, 0, 0, 0, List.of(), List.of());

    static SyncResult postponed(Key key) {
        return new SyncResult(false, 0, 0, 0, 0, List.of(), List.of(key));
    }

    /** Returns the number of rows written. */
    public int written() {
        return inserted + updated + deleted;
    }

    SyncResult withoutUnchanged() {
        return new SyncResult(refused, inserted, updated, deleted, 0, differed, postponed);
    }

    SyncResult plus(SyncResult other) {
        List<Key> keys = new ArrayList<>(differed);
        keys.addAll(other.differed);
        List<Key> later = new ArrayList<>(postponed);
        later.addAll(other.postponed);
        return new SyncResult(
                refused || other.refused,
                inserted + other.inserted,
                updated + other.updated,
                deleted + other.deleted,
                unchanged + other.unchanged,
                List.copyOf(keys),
                List.copyOf(later));
    }
}
