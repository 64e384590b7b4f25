package dev.shunt.admin.verify;

import dev.shunt.admin.tables.Arrivals;
import dev.shunt.rowsync.RowCompare;
import dev.shunt.rowsync.RowCompare.Look;
import dev.shunt.rowsync.RowDifference;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rows that may differ: looked at after a while, and once more a while later. A difference is one that is the same at two
 * looks, with a primary that did not change in between, the second after all had arrived that was written before the
 * first. Not thread-safe.
 */
final class Suspects {
    /** Looks after which a row that differs in another way each time counts as unsettled. */
    private static final int MOST_LOOKS = 10;

    /** Rows that may wait; then the comparison waits for them. */
    static final int MOST = 5_000;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Who takes what is decided. */
    interface Verdict {
        /** {@code pending}: writes of the table are on their way for so long that they are waited for no more. */
        void differs(RowDifference difference, boolean pending) throws Exception;

        void unsettled(Key key);
    }

    /**
     * When a row is looked at again.
     *
     * @param settle at the earliest
     * @param patience at the latest, while the mirror has not come as far as the last look
     */
    record Waits(Duration settle, Duration patience) {}

    /** {@code seen} is when the look ended, by the register's clock. */
    private record Suspect(Key key, long due, int looks, long fingerprint, long seen) {}

    private final String table;
    private final RowCompare compare;
    private final Arrivals arrivals;
    private final Waits waits;
    private final Verdict verdict;
    private final Deque<Suspect> waiting = new ArrayDeque<>();
    private final Set<Key> known = new HashSet<>();
    private boolean held;
    private boolean stuck;

    Suspects(String table, RowCompare compare, Arrivals arrivals, Waits waits, Verdict verdict) {
        this.table = table;
        this.compare = compare;
        this.arrivals = arrivals;
        this.waits = waits;
        this.verdict = verdict;
    }

    /** Looks at the rows at once: most are equal by then, and the others wait. */
    void add(Collection<Key> keys) throws Exception {
        Map<Key, Suspect> batch = new LinkedHashMap<>();
        for (Key key : keys) {
            if (known.add(key)) {
                batch.put(key, new Suspect(key, 0, 0, 0, 0));
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
        Map<Key, Suspect> batch = new HashMap<>();
        for (Suspect next = waiting.peek(); next != null && ripe(next); next = waiting.peek()) {
            batch.put(next.key, next);
            waiting.remove();
            if (batch.size() == RowCompare.MOST) {
                break;
            }
        }
        look(batch);
    }

    /** Those behind were seen later, and are due later. */
    private boolean ripe(Suspect next) throws SQLException {
        long late = System.nanoTime() - next.due;
        if (late < 0) {
            return false;
        }
        // what was seen committed may become known as such a little later
        boolean arrived = arrivals.until(table) - waits.settle.toMillis() > next.seen;
        stuck = !arrived && (stuck || late > waits.patience.toNanos());
        held = !arrived && !stuck;
        return !held;
    }

    /** Returns how long until the next is worth a look. */
    long nanos() {
        Suspect next = waiting.peek();
        long left = next == null ? 0 : next.due - System.nanoTime();
        return left > 0 ? left : held ? POLL_NANOS : 0;
    }

    private void look(Map<Key, Suspect> batch) throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        boolean pending = stuck;
        Look look = compare.compare(table, List.copyOf(batch.keySet()));
        Set<Key> left = new HashSet<>(batch.keySet());
        if (!look.different().isEmpty() || !look.moving().isEmpty()) {
            long seen = arrivals.now();
            for (RowDifference difference : look.different()) {
                left.remove(difference.key());
                decide(batch.get(difference.key()), difference.key(), difference, seen, pending);
            }
            for (Key key : look.moving()) {
                left.remove(key);
                decide(batch.get(key), key, null, seen, pending);
            }
        }
        known.removeAll(left);
    }

    /** {@code before} is null for a row that a collation found beside the one asked for. */
    private void decide(@Nullable Suspect before, Key key, @Nullable RowDifference now, long seen, boolean pending)
            throws Exception {
        int looks = before == null ? 0 : before.looks;
        if (now != null && before != null && looks > 0 && now.fingerprint() == before.fingerprint) {
            known.remove(key);
            verdict.differs(now, pending);
        } else if (looks == MOST_LOOKS) {
            known.remove(key);
            verdict.unsettled(key);
        } else {
            known.add(key);
            long fingerprint = now == null ? 0 : now.fingerprint();
            waiting.add(new Suspect(key, System.nanoTime() + waits.settle.toNanos(), looks + 1, fingerprint, seen));
        }
    }
}
