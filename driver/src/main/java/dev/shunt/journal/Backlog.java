package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of one table that are to be synced. Guarded by the journal's lock. */
final class Backlog {
    private static final long FIRST_DELAY = 20_000_000;
    private static final int MAX_DOUBLINGS = 8;

    /** Failures before a table is tried less often. */
    private static final int FEW = 8;

    /** A row that waits for others is looked at again after 0.3 s at the latest. */
    private static final int SHORT_WAITS = 5;

    final String table;
    private final Consumer<Intent> mostlyDone;
    private Map<Key, PendingRow> rows = new LinkedHashMap<>();
    private Queue<PendingRow> waiting = new ArrayDeque<>();
    private PriorityQueue<PendingRow> delayed = byNextTry();

    /** Rows that a walk stands for now, on their way out. */
    private Map<Key, PendingRow> leaving = Map.of();

    /** How many rows fail, by their tries: what is told of them must not need a look at each. */
    private final NavigableMap<Integer, Integer> failing = new TreeMap<>();

    private int inDoubt;

    @Nullable
    private String rowError;

    private final Ages ages = new Ages();
    private final Walks walks;
    private int known;
    private int weight;

    /** Batches that workers have in hand. */
    private int out;

    /** Batches that failed since the last that did not. */
    private int failures;

    private long nextRetry;

    /** The number of its last walk, or of the last one of any table when this came: names that are gone again have no end. */
    long lastWalk;

    long synced;
    long failed;

    @Nullable
    String lastError;

    /** @param mostlyDone is told of an intent of which little is left */
    Backlog(String table, Consumer<Intent> mostlyDone, long lastWalk) {
        this.table = table;
        this.walks = new Walks(table, this::cleared);
        this.mostlyDone = mostlyDone;
        this.lastWalk = lastWalk;
    }

    private static PriorityQueue<PendingRow> byNextTry() {
        return new PriorityQueue<>(Comparator.comparingLong((PendingRow row) -> row.nextTry));
    }

    void add(Set<Key> keys, Intent intent) {
        ages.add(intent);
        keys.forEach(key -> add(key, intent));
    }

    private void add(Key key, Intent intent) {
        PendingRow row = rows.get(key);
        if (row == null) {
            row = new PendingRow(key, intent.since);
            rows.put(key, row);
        }
        if (!row.taken) {
            weight -= Intents.thin(row.intents, any -> true, this::cleared) * row.weight();
        }
        row.intents.add(intent);
        if (intent.inDoubt && row.doubts++ == 0) {
            inDoubt++;
        }
        weight += row.weight();
        released(key);
    }

    /** A row of which an intent is held no more, or was not, is to be synced. */
    void released(Key key) {
        PendingRow row = rows.get(key);
        if (row != null && !row.due && !Intents.open(row.intents).isEmpty()) {
            row.due = true;
            waiting.add(row);
        }
    }

    void addWalk(Intent intent) {
        ages.add(intent);
        walks.add(intent);
    }

    /**
     * Takes up to {@code max} rows; a row that has failed is taken alone, so that it cannot hold up others.
     *
     * @param most batches that may be out at a time
     */
    @Nullable
    Batch take(int max, int most, long now) {
        if (out >= most) {
            return null;
        }
        for (PendingRow row = delayed.peek();
                row != null && row.nextTry <= now && now >= nextRetry;
                row = delayed.peek()) {
            waiting.add(delayed.remove());
            if (failures > FEW) {
                nextRetry =
                        now + delay(failures - FEW); // nothing but failures come back: one try tells as much as many
            }
        }
        Map<Key, List<Intent>> taken = new LinkedHashMap<>();
        boolean inDoubt = false;
        for (PendingRow row = waiting.peek(); row != null && taken.size() < max; row = waiting.peek()) {
            List<Intent> open = Intents.open(row.intents);
            boolean doubt = Intents.doubted(open);
            boolean alone = row.attempts > 1;
            if (!taken.isEmpty() && (doubt != inDoubt || alone)) {
                break;
            }
            inDoubt = doubt;
            waiting.remove().taken = true;
            taken.put(row.key, open);
            if (alone) {
                break;
            }
        }
        if (taken.isEmpty()) {
            return null;
        }
        out++;
        return new Batch(table, taken, inDoubt);
    }

    /** Clears by transaction, never by key: an intent that came after the batch was taken stays. */
    void done(Batch batch, long now) {
        batch.rows().forEach((key, intents) -> {
            PendingRow row = rows.get(key);
            Set<Intent> clear = new HashSet<>(intents);
            if (row == null || !row.taken || !row.intents.containsAll(clear)) {
                return; // collapsed into a walk meanwhile
            }
            weight -= row.intents.size() * row.weight();
            inDoubt -= row.doubts > 0 ? 1 : 0;
            fails(row, -1);
            row.intents.removeIf(clear::contains);
            rows.remove(key);
            row.intents.forEach(intent -> add(key, intent));
            intents.forEach(this::cleared);
        });
        synced += batch.rows().size();
        lastError = null;
        out--;
        failures = 0;
        nextRetry = now;
    }

    /** Puts rows back that wait for others; {@code alone}: for none that are known to come. */
    void postponed(Batch batch, boolean alone, String why, long now) {
        boolean inVain = false;
        for (Key key : batch.keys()) {
            PendingRow row = rows.get(key);
            if (row != null && row.taken) {
                row.taken = false;
                row.waits++;
                row.loneWaits = alone ? row.loneWaits + 1 : 0;
                inVain |= row.loneWaits > FEW;
                row.nextTry = now + delay(Math.min(row.waits, inVain ? MAX_DOUBLINGS + 1 : SHORT_WAITS));
                delayed.add(row);
            }
        }
        if (inVain) {
            failed++;
            lastError = why;
        }
    }

    boolean pendingBeside(Batch batch) {
        return pending()
                && (!table.equals(batch.table()) || rows.size() > batch.rows().size());
    }

    void failed(Batch batch, String error, long now) {
        delay(batch, 1, error, now);
    }

    void putBack(Batch batch, String error, long now) {
        delay(batch, 0, error, now);
    }

    private void delay(Batch batch, int attempt, String error, long now) {
        out--;
        failures += attempt;
        for (Key key : batch.keys()) {
            PendingRow row = rows.get(key);
            if (row != null && row.taken) {
                row.taken = false;
                fails(row, -1);
                row.attempts += attempt;
                row.nextTry = now + delay(Math.max(row.attempts, 1));
                row.error = error;
                fails(row, 1);
                delayed.add(row);
            }
        }
        failed++;
        lastError = error;
        rowError = error;
    }

    private void fails(PendingRow row, int by) {
        if (row.error != null) {
            failing.merge(row.attempts, by, (had, more) -> had + more == 0 ? null : had + more);
        }
    }

    @Nullable
    Walk takeWalk(long now) {
        return walks.take(now);
    }

    void walked(Walk walk, long rowsSynced) {
        walks.done(walk);
        synced += rowsSynced;
        lastError = null;
    }

    void walkFailed(String error, long now) {
        walks.failed(now);
        failed++;
        lastError = error;
    }

    /**
     * Gives up naming rows: all become one walk of the table, for which {@code whole} stands in the store as well. What
     * they leave is to be {@linkplain #leave settled} next.
     */
    void collapse(Intent whole, long now) {
        Map<Key, PendingRow> none = new LinkedHashMap<>();
        Queue<PendingRow> noneWaiting = new ArrayDeque<>();
        PriorityQueue<PendingRow> noneDelayed = byNextTry();
        whole.since = now - oldest(now);
        whole.returned = true;
        ages.addFirst(whole);
        walks.add(whole);
        known++;
        waiting = noneWaiting;
        delayed = noneDelayed;
        leaving = rows;
        rows = none;
        failing.clear();
        inDoubt = 0;
        weight = 0;
    }

    /**
     * Lets go of so many rows for which a walk stands. Kept are the intents in doubt, which are settled otherwise, and
     * those that a commit may be waiting for.
     *
     * @return true if more are to go
     */
    boolean leave(int most) {
        Iterator<PendingRow> going = leaving.values().iterator();
        for (int i = 0; i < most && going.hasNext(); i++) {
            List<Intent> intents = going.next().intents;
            while (!intents.isEmpty()) { // one by one, so that none is let go twice where this is ended in the middle
                Intent intent = intents.get(intents.size() - 1);
                boolean kept = intent.inDoubt || !intent.returned;
                if (kept) {
                    walks.addForRow(intent);
                }
                intents.remove(intents.size() - 1);
                if (!kept) {
                    cleared(intent);
                }
            }
            going.remove();
        }
        if (leaving.isEmpty()) {
            leaving = Map.of(); // the emptied one keeps its size
        }
        return !leaving.isEmpty();
    }

    /** Counts what the application knows to be committed: its parts that are not yet synced. */
    void returned(Intent intent) {
        for (Key key : keys(intent)) {
            known += holds(rows, key, intent) ? 1 : 0;
            known += holds(leaving, key, intent) ? 1 : 0;
        }
        known += walks.parts(intent);
    }

    private void cleared(Intent intent) {
        known -= intent.returned ? 1 : 0;
        if (intent.cleared()) {
            mostlyDone.accept(intent);
        }
    }

    boolean behind(Key key) {
        PendingRow row = rows.get(key);
        return row != null && row.intents.stream().anyMatch(intent -> intent.returned) || walks.returned();
    }

    boolean behind() {
        return known > 0;
    }

    long lag(long now) {
        return walks.isEmpty() ? oldest(now) : Long.MAX_VALUE; // a walk may bring anything
    }

    boolean pending() {
        return !rows.isEmpty() || !walks.isEmpty() || !leaving.isEmpty();
    }

    /** Returns true if nothing would be lost with it but its counts. */
    boolean idle() {
        return !pending() && out == 0;
    }

    int size() {
        return rows.size();
    }

    /** Returns what the rows take in memory: one for each transaction that has written a row, more where keys are long. */
    int weight() {
        return weight;
    }

    boolean walkPending() {
        return !walks.isEmpty();
    }

    /** Returns when a row may be taken that is delayed; Long.MAX_VALUE where none is, or so many batches are out. */
    long nextTake(int most) {
        return out >= most ? Long.MAX_VALUE : nextTry();
    }

    /** Returns when a delayed row may be tried again; Long.MAX_VALUE where none is delayed. */
    long nextTry() {
        PendingRow row = delayed.peek();
        return row == null ? Long.MAX_VALUE : Math.max(row.nextTry, nextRetry);
    }

    /** Returns when the table may be walked; Long.MAX_VALUE where it need not be, or is being walked. */
    long nextWalk() {
        return walks.next();
    }

    long oldest(long now) {
        return ages.oldest(now, this::holds);
    }

    private boolean holds(Intent intent) {
        return !intent.isCleared()
                && (walks.contains(intent) || keys(intent).stream().anyMatch(key -> holds(key, intent)));
    }

    private Set<Key> keys(Intent intent) {
        return intent.keys().getOrDefault(table, Set.of());
    }

    private boolean holds(Key key, Intent intent) {
        return holds(rows, key, intent) || holds(leaving, key, intent);
    }

    /** Returns the rows of an intent that are still to be synced; all, where a walk is to bring some of them. */
    Set<Key> left(Intent intent) {
        Set<Key> keys = keys(intent);
        return walks.contains(intent)
                ? keys
                : keys.stream().filter(key -> holds(key, intent)).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean holds(Map<Key, PendingRow> rows, Key key, Intent intent) {
        PendingRow row = rows.get(key);
        return row != null && row.intents.contains(intent);
    }

    /** Adds what is pending, the oldest first, until there are {@code most} in all. */
    void list(List<Pending> pending, int most, long now) {
        if (!walks.isEmpty() && pending.size() < most) {
            pending.add(walks.pending(lastError, now));
        }
        for (PendingRow row : rows.values()) {
            if (pending.size() >= most) {
                return;
            }
            pending.add(row.pending(table, now));
        }
    }

    Strain strain(long now) {
        boolean walkFails = walks.attempts() > 0;
        boolean rowsFail = !failing.isEmpty();
        long next = Math.min(walks.nextTry(), rowsFail ? nextTry() : Long.MAX_VALUE);
        return new Strain(
                table,
                inDoubt + (walks.doubted() ? 1 : 0),
                failing.values().stream().mapToInt(Integer::intValue).sum() + (walkFails ? 1 : 0),
                Math.max(walks.attempts(), rowsFail ? failing.lastKey() : 0),
                next == Long.MAX_VALUE ? 0 : Math.max(0, next - now),
                rowsFail ? rowError : walkFails ? lastError : null);
    }

    /** Lets everything that waits for its next try be tried now; returns how many that are. */
    int retry(long now) {
        int retried = delayed.size();
        delayed.forEach(row -> row.nextTry = now);
        waiting.addAll(delayed);
        delayed.clear();
        return retried + (walks.retry(now) ? 1 : 0);
    }

    static long delay(int attempts) {
        return FIRST_DELAY << Math.min(attempts - 1, MAX_DOUBLINGS);
    }
}
