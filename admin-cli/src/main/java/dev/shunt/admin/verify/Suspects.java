package dev.shunt.admin.verify;

import dev.shunt.rowsync.RowCompare;
import dev.shunt.rowsync.RowCompare.Look;
import dev.shunt.rowsync.RowDifference;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that may differ: looked at after a while, and once more a while later. A difference is one that is the same at two
 * looks, with a primary that did not change in between. Not thread-safe.
 */
final class Suspects {
    /** Looks after which a row that differs in another way each time counts as unsettled. */
    private static final int MOST_LOOKS = 10;

    /** Rows that may wait; then the comparison waits for them. */
    static final int MOST = 5_000;

    /** Who takes what is decided. */
    interface Verdict {
        void differs(RowDifference difference) throws Exception;

        void unsettled(Key key);
    }

    private record Suspect(Key key, long due, int looks, long fingerprint) {}

    private final String table;
    private final RowCompare compare;
    private final long settleNanos;
    private final Verdict verdict;
    private final Deque<Suspect> waiting = new ArrayDeque<>();
    private final Set<Key> known = new HashSet<>();

    Suspects(String table, RowCompare compare, long settleNanos, Verdict verdict) {
        this.table = table;
        this.compare = compare;
        this.settleNanos = settleNanos;
        this.verdict = verdict;
    }

    /** Looks at the rows at once: most are equal by then, and the others wait. */
    void add(Collection<Key> keys) throws Exception {
        Map<Key, Suspect> batch = new LinkedHashMap<>();
        for (Key key : keys) {
            if (known.add(key)) {
                batch.put(key, new Suspect(key, 0, 0, 0));
            }
            if (batch.size() == RowCompare.MOST) {
                look(batch);
                batch.clear();
            }
        }
        look(batch);
    }

    int size() {
        return waiting.size();
    }

    /** Looks again at what is due. */
    void settle() throws Exception {
        long now = System.nanoTime();
        Map<Key, Suspect> batch = new HashMap<>();
        for (Iterator<Suspect> all = waiting.iterator(); all.hasNext() && batch.size() < RowCompare.MOST; ) {
            Suspect next = all.next();
            if (next.due - now > 0) {
                break; // later ones are due later
            }
            batch.put(next.key, next);
            all.remove();
        }
        look(batch);
    }

    /** Returns how long until the next is due. */
    long nanos() {
        Suspect next = waiting.peek();
        return next == null ? 0 : Math.max(0, next.due - System.nanoTime());
    }

    private void look(Map<Key, Suspect> batch) throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        Look look = look(List.copyOf(batch.keySet()));
        Set<Key> left = new HashSet<>(batch.keySet());
        for (RowDifference difference : look.different()) {
            left.remove(difference.key());
            decide(batch.get(difference.key()), difference.key(), difference);
        }
        for (Key key : look.moving()) {
            left.remove(key);
            decide(batch.get(key), key, null);
        }
        known.removeAll(left);
    }

    private Look look(List<Key> keys) throws SQLException, RowSyncException {
        return compare.compare(table, keys);
    }

    /** {@code before} is null for a row that a collation found beside the one asked for. */
    private void decide(@Nullable Suspect before, Key key, @Nullable RowDifference now) throws Exception {
        int looks = before == null ? 0 : before.looks;
        if (now != null && before != null && looks > 0 && now.fingerprint() == before.fingerprint) {
            known.remove(key);
            verdict.differs(now);
        } else if (looks == MOST_LOOKS) {
            known.remove(key);
            verdict.unsettled(key);
        } else {
            known.add(key);
            long fingerprint = now == null ? 0 : now.fingerprint();
            waiting.add(new Suspect(key, System.nanoTime() + settleNanos, looks + 1, fingerprint));
        }
    }
}
