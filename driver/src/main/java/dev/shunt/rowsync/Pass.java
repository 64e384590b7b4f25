package dev.shunt.rowsync;

import dev.shunt.schema.Key;
import dev.shunt.schema.PrimaryFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens inside one transaction on the secondary: lock, then read the primary, then write; after an insert, which
 * locked nothing beforehand, read again. Not thread-safe.
 */
final class Pass {
    /** Reads after which a row that keeps coming and going on the primary is left to a later sync. */
    private static final int READS = 50;

    /** Rows that one look at the unique values may add. */
    private static final int LONGEST_CHAIN = 1_000;

    /**
     * How it ended.
     *
     * @param join rows that stand in the way by a unique value: nothing is done, the whole must be done with them
     * @param inserted rows that were not there to be locked
     */
    record Outcome(SyncResult result, Set<Key> join, Set<Key> inserted) {
        static Outcome of(SyncResult result) {
            return new Outcome(result, Set.of(), Set.of());
        }
    }

    private final SideTable from;
    private final SideTable to;
    private final Writer writer;
    private final Set<Key> guests;
    private final Set<Key> unlocked = new LinkedHashSet<>();
    private SyncResult result = SyncResult.NOTHING;

    /**
     * @param guests keys that are only here because their rows stood in the way: one whose row is gone meanwhile is none
     *     of this transaction's business
     */
    Pass(SideTable from, SideTable to, Writer writer, Set<Key> guests) {
        this.from = from;
        this.to = to;
        this.writer = writer;
        this.guests = guests;
    }

    /** Syncs {@code keys}; {@code inDoubt} as for {@link RowSync#sync}. */
    Outcome plain(Collection<Key> keys, boolean inDoubt) throws SQLException {
        Map<Key, Row> held = to.read(keys, to.dialect.forUpdate());
        Collection<Key> staying = staying(keys, held);
        Map<Key, Row> wanted = first(staying, inDoubt);
        return wanted == null ? Outcome.of(SyncResult.REFUSED) : finish(staying, held, wanted, false);
    }

    private Collection<Key> staying(Collection<Key> keys, Map<Key, Row> held) {
        return guests.isEmpty()
                ? keys
                : keys.stream()
                        .filter(key -> held.containsKey(key) || !guests.contains(key))
                        .toList();
    }

    /** As {@link #plain}, where a unique value is known to be in the way: looks for its holders, deletes before inserting. */
    Outcome careful(Collection<Key> keys, boolean inDoubt) throws SQLException, RowSyncException {
        Map<Key, Row> held = to.read(keys, to.dialect.forUpdate());
        Collection<Key> staying = staying(keys, held);
        Map<Key, Row> wanted = first(staying, inDoubt);
        if (wanted == null) {
            return Outcome.of(SyncResult.REFUSED);
        }
        Set<Key> others = holders(keys, held, wanted);
        return others.isEmpty()
                ? finish(staying, held, wanted, true)
                : new Outcome(SyncResult.NOTHING, chain(keys, others), Set.of());
    }

    private Set<Key> holders(Collection<Key> keys, Map<Key, Row> held, Map<Key, Row> wanted)
            throws SQLException, RowSyncException {
        Set<Key> others = writer.holders(new ArrayList<>(wanted.values()));
        others.removeAll(keys);
        others.removeAll(held.keySet());
        return others;
    }

    /** Follows a chain: who stands in the way may want a value that yet another row holds. */
    private Set<Key> chain(Collection<Key> keys, Set<Key> first) throws SQLException, RowSyncException {
        Set<Key> chain = new LinkedHashSet<>(first);
        Set<Key> last = first;
        while (!last.isEmpty() && chain.size() < LONGEST_CHAIN) {
            last = holders(keys, Map.of(), primary(last, ""));
            last.removeAll(chain);
            chain.addAll(last);
        }
        return chain;
    }

    private Map<Key, Row> primary(Collection<Key> keys, String lock) throws SQLException {
        try {
            return from.read(keys, lock);
        } catch (SQLException e) {
            throw new PrimaryFailure(e);
        }
    }

    /** Reads the primary; null if it refused because a writer still holds one of the rows. */
    private @Nullable Map<Key, Row> first(Collection<Key> keys, boolean inDoubt) throws SQLException {
        try {
            return primary(keys, inDoubt ? from.dialect.shareNoWait() : "");
        } catch (SQLException e) {
            if (inDoubt && from.dialect.refused(e)) {
                return null;
            }
            throw e;
        }
    }

    private Outcome finish(Collection<Key> keys, Map<Key, Row> held, Map<Key, Row> wanted, boolean replace)
            throws SQLException {
        Map<Key, Row> here = held;
        Map<Key, Row> there = wanted;
        for (int reads = 1; write(here, there, replace); reads++) {
            if (reads == READS) {
                throw new SQLException("rows of " + to.table + " keep coming and going", "40001", 40001);
            }
            here = there; // all of it is written now, and so locked
            there = primary(keys, "");
        }
        return new Outcome(result, Set.of(), unlocked);
    }

    /** Makes {@code here} equal to {@code there}; returns true if a row was inserted that had not been locked. */
    private boolean write(Map<Key, Row> here, Map<Key, Row> there, boolean replace) throws SQLException {
        List<Key> gone = new ArrayList<>();
        List<Row> changed = new ArrayList<>();
        List<Row> missing = new ArrayList<>();
        int unchanged = 0;
        for (Key key : here.keySet()) {
            if (!there.containsKey(key)) {
                gone.add(key);
            }
        }
        for (Row row : there.values()) {
            Row old = here.get(row.key());
            if (old == null) {
                missing.add(row);
            } else if (!row.same(old)) {
                changed.add(row);
            } else {
                unchanged++;
            }
        }
        count(missing, changed, gone, result.differed().isEmpty() ? unchanged : 0);
        List<Key> leaving = new ArrayList<>(gone);
        List<Row> coming = new ArrayList<>(missing);
        if (replace) {
            changed.forEach(row -> leaving.add(row.key()));
            coming.addAll(changed);
        }
        writer.delete(leaving);
        writer.update(replace ? List.of() : changed);
        writer.insert(coming);
        missing.forEach(row -> unlocked.add(row.key()));
        return !missing.isEmpty();
    }

    private void count(List<Row> missing, List<Row> changed, List<Key> gone, int unchanged) {
        List<Key> differed = new ArrayList<>(gone);
        changed.forEach(row -> differed.add(row.key()));
        missing.forEach(row -> differed.add(row.key()));
        result = result.plus(new SyncResult(
                false, missing.size(), changed.size(), gone.size(), unchanged, List.copyOf(differed), List.of()));
    }
}
