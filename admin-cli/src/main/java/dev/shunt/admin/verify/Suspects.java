package dev.shunt.admin.verify;

import dev.shunt.admin.tables.Arrivals;
import dev.shunt.admin.tables.Retries;
import dev.shunt.cluster.Backlogs.Arrival;
import dev.shunt.rowsync.RowCompare;
import dev.shunt.rowsync.RowCompare.Look;
import dev.shunt.rowsync.RowDifference;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rows that may differ: looked at again and again for a while. One that is equal at any look is equal. A difference is one
 * that was the same at all looks until everything had arrived that was written before the first of them. Not thread-safe.
 */
final class Suspects {
    /** Changes after which a row that is never seen equal counts as unsettled. */
    private static final int MOST_CHANGES = 10;

    /** Rows that may wait; then the comparison waits for them. */
    static final int MOST = 5_000;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * How often all must have arrived while the table is written to: a row that was equal and has come to differ in the same
     * way again, in between two looks, would pass for one that differs all the time.
     */
    private static final int ROUNDS = 3;

    /** Who takes what is decided. */
    interface Verdict {
        /** {@code pending}: writes of the table are on their way for so long that they are waited for no more. */
        void differs(RowDifference difference, boolean pending) throws Exception;

        void unsettled(Key key);
    }

    /**
     * How long a row that differs is looked at.
     *
     * @param settle at least
     * @param patience how much longer, while the mirror has not come as far as the first look
     */
    record Waits(Duration settle, Duration patience) {}

    /**
     * One row.
     *
     * @param next when it is looked at again
     * @param first when it was first looked at
     * @param since when it was first seen to differ in this way, or the last round ended
     * @param seen the same by the register's clock
     */
    private record Suspect(
            Key key, long next, long first, long since, long seen, long fingerprint, int changes, int rounds) {}

    private final String table;
    private final RowCompare compare;
    private final Arrivals arrivals;
    private final Waits waits;
    private final Retries retries;
    private final Verdict verdict;
    private final Deque<Suspect> waiting = new ArrayDeque<>();
    private final Set<Key> known = new HashSet<>();
    private boolean stuck;

    Suspects(String table, RowCompare compare, Arrivals arrivals, Waits waits, Retries retries, Verdict verdict) {
        this.table = table;
        this.compare = compare;
        this.arrivals = arrivals;
        this.waits = waits;
        this.retries = retries;
        this.verdict = verdict;
    }

    /** Looks at the rows at once: most are equal by then, and the others wait. */
    void add(Collection<Key> keys) throws Exception {
        Map<Key, @Nullable Suspect> batch = new HashMap<>();
        for (Key key : keys) {
            if (known.add(key)) {
                batch.put(key, null);
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

    /** Looks again at those whose turn it is. */
    void settle() throws Exception {
        long now = System.nanoTime();
        Map<Key, @Nullable Suspect> batch = new HashMap<>();
        for (Suspect next = waiting.peek(); next != null && next.next - now <= 0; next = waiting.peek()) {
            batch.put(next.key, waiting.remove()); // those behind have their turn later
            if (batch.size() == RowCompare.MOST) {
                look(batch);
                batch.clear();
            }
        }
        look(batch);
    }

    /** Returns how long until it is the next one's turn. */
    long nanos() {
        Suspect next = waiting.peek();
        return next == null ? 0 : Math.max(0, next.next - System.nanoTime());
    }

    private void look(Map<Key, @Nullable Suspect> batch) throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        for (List<Key> part : retries.run(attempt -> compare.parts(table, batch.keySet()))) {
            Seen seen = retries.run(attempt -> see(part));
            Look look = seen.look;
            Set<Key> equal = new HashSet<>(part);
            for (RowDifference difference : look.different()) {
                equal.remove(difference.key());
                differs(batch.get(difference.key()), difference, seen.before, seen.at);
            }
            for (Key key : look.moving()) {
                equal.remove(key);
                changed(batch.get(key), key, 0, seen.at);
            }
            known.removeAll(equal);
        }
    }

    /** A look, how far the mirror had come before it, and when it was over. */
    private record Seen(Arrival before, Look look, long at) {}

    private Seen see(List<Key> keys) throws SQLException, RowSyncException {
        Arrival before = arrivals.of(table);
        Look look = compare.compare(table, keys);
        boolean equal = look.different().isEmpty() && look.moving().isEmpty();
        return new Seen(before, look, equal ? 0 : arrivals.now());
    }

    /** {@code last} is null at the first look, or for a row that a collation found beside the one asked for. */
    private void differs(@Nullable Suspect last, RowDifference now, Arrival arrival, long seen) throws Exception {
        if (last == null || last.fingerprint != now.fingerprint()) {
            changed(last, now.key(), now.fingerprint(), seen);
            return;
        }
        // what was seen committed may become known as such a little later
        boolean arrived = arrival.until() - waits.settle.toMillis() > last.seen;
        long late = System.nanoTime() - last.since - waits.settle.toNanos();
        stuck = !arrived && (stuck || late > waits.patience.toNanos());
        if (late < 0 || !arrived && !stuck) {
            again(last.key, last.first, last.since, last.seen, last.fingerprint, last.changes, last.rounds);
        } else if (arrived && arrival.pending() && last.rounds + 1 < ROUNDS) {
            again(last.key, last.first, System.nanoTime(), seen, last.fingerprint, last.changes, last.rounds + 1);
        } else {
            known.remove(last.key);
            verdict.differs(now, !arrived);
        }
    }

    private void changed(@Nullable Suspect last, Key key, long fingerprint, long seen) {
        long now = System.nanoTime();
        long first = last == null ? now : last.first;
        int changes = last == null ? 0 : last.changes + 1;
        if (changes >= MOST_CHANGES && now - first >= MOST_CHANGES * waits.settle.toNanos()) {
            known.remove(key);
            verdict.unsettled(key);
        } else {
            known.add(key);
            again(key, first, now, seen, fingerprint, changes, 0);
        }
    }

    private void again(Key key, long first, long since, long seen, long fingerprint, int changes, int rounds) {
        long next = System.nanoTime() + Math.min(LOOK_NANOS, waits.settle.toNanos());
        waiting.add(new Suspect(key, next, first, since, seen, fingerprint, changes, rounds));
    }
}
