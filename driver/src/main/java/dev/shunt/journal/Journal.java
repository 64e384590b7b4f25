package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The intents and taints of one instance. An intent is {@linkplain #record recorded} in the {@link Store} before the
 * primary's commit and {@linkplain #settle settled} after it; only settled intents are in the {@linkplain #queue queue}
 * that workers take from, so nothing is cleared by a read of the primary that came before the commit. Thread-safe.
 */
public final class Journal {
    /** What a pending row takes in memory, with one transaction that has written it and nothing else. */
    public static final int BYTES = 1024;

    /** No number of {@link #taintings}. */
    public static final long NOT_ALONE = -1;

    private final Store store;
    private final SyncQueue queue;
    private final Taints taints;
    private final Doubts doubts = new Doubts(this);
    private volatile long epoch = 1;
    private volatile Map<String, Taint> fleetTaints = Map.of();

    /** Recorded, and how they ended is not known yet. */
    private final Set<Intent> underway = ConcurrentHashMap.newKeySet();

    /**
     * @param nanos the clock of delays and ages, like {@link System#nanoTime}
     * @param clock the clock of taints
     * @param maxWeight pending rows of all tables, each counted for every transaction that is kept of those that have
     *     written it (and once more for each 512 bytes of its key), beyond which the table with the most is walked as a
     *     whole; one is {@link #BYTES} of memory at most
     * @param store what outlives the process; closed with this
     */
    public Journal(LongSupplier nanos, InstantSource clock, int maxWeight, Store store) {
        this.store = store;
        this.queue = new SyncQueue(nanos, maxWeight);
        this.taints = new Taints(store, clock);
    }

    /** Takes over what the store's last process has left: what is known to be committed, what is in doubt, and taints. */
    public void recover() {
        Store.Left left = store.left(this::taint);
        left.taints().forEach(taint -> taints.known(taint));
        left.committed().forEach(intent -> recover(intent, false));
        left.inDoubt().forEach(intent -> recover(intent, true));
        store.follow(intent -> recover(intent, false));
    }

    private void recover(Intent intent, boolean inDoubt) {
        settle(intent, inDoubt ? Intent.Outcome.IN_DOUBT : Intent.Outcome.COMMITTED);
        returned(intent);
    }

    /** Says which reign of a primary it is: what is found of an earlier one is not applied, and what is pending taints. */
    public void reign(long present) {
        boolean next = present > epoch;
        epoch = present;
        if (next) {
            queue.strains().keySet().forEach(this::outlived);
        }
    }

    private void outlived(String table) {
        taint(table, "writes from before the primary last changed; verify it");
    }

    /**
     * Records what a transaction that is about to commit has written; returns once that is durable.
     *
     * @param keys the rows, by table
     * @param tables the tables of which not all rows are known
     * @param primary the application's connection; null where nothing can be written on it any more
     * @param open true if the transaction is open on {@code primary}, and nothing but its commit is to follow; false if
     *     what follows writes too, or may not commit it
     * @throws SQLException only where the primary itself has ended the application's transaction
     */
    public Intent record(Map<String, Set<Key>> keys, Set<String> tables, @Nullable Connection primary, boolean open)
            throws SQLException {
        return record(keys, tables, null, primary, open);
    }

    /**
     * As the other.
     *
     * @param session the session that wrote, which tells whether its commit may still come; null where it is not known:
     *     then a doubt taints
     */
    public Intent record(
            Map<String, Set<Key>> keys,
            Set<String> tables,
            @Nullable Session session,
            @Nullable Connection primary,
            boolean open)
            throws SQLException {
        Intent intent = intent(keys, tables, session, epoch);
        underway.add(intent);
        boolean stands = false;
        try {
            store(intent, primary, open);
            stands = true;
            return intent;
        } finally {
            if (!stands) {
                underway.remove(intent);
            }
        }
    }

    private void store(Intent intent, @Nullable Connection primary, boolean open) throws SQLException {
        try {
            store.record(intent, primary, open);
        } catch (IOException | RuntimeException | Error e) {
            String why = "a write that could not be recorded: " + Alarm.text(e);
            intent.written().forEach(table -> taint(table, why));
        }
    }

    /**
     * Records what an auto-commit statement has written, known to the row now, in the place of what stood for it.
     *
     * @return what stands for it from now on: the new one, and {@code before} can be settled as rolled back; or
     *     {@code before}, if no more could be recorded
     */
    public Intent narrow(Intent before, Map<String, Set<Key>> keys, Set<String> tables) {
        try {
            Intent intent = intent(keys, tables, before.session, before.epoch);
            store.narrow(before, intent);
            before.narrowed = intent;
            return intent;
        } catch (IOException | SQLException | RuntimeException | Error e) {
            return before; // the statement has succeeded, whatever became of its session
        }
    }

    private Intent intent(Map<String, Set<Key>> keys, Set<String> tables, @Nullable Session session, long reign) {
        Map<String, Set<Key>> rows = new LinkedHashMap<>();
        keys.forEach((table, known) -> rows.put(table, Set.copyOf(known)));
        return new Intent(store::cleared, store.next(), reign, rows, Set.copyOf(tables), session);
    }

    /**
     * Says how the transaction ended. From here on its rows are synced, unless it was rolled back. Reads need not see
     * them before {@link #returned}.
     */
    public void settle(Intent intent, Intent.Outcome outcome) {
        try {
            switch (outcome) {
                case ROLLED_BACK -> store.cleared(intent);
                case IN_DOUBT -> doubted(intent);
                case COMMITTED -> {
                    store.committed(intent);
                    settled(intent, false);
                }
            }
        } finally {
            underway.remove(intent); // not before it is in the backlog
        }
    }

    /**
     * Returns what says whether a transaction that has written to one of the tables, and that may have committed by now
     * without {@link #lag} telling of it yet, still has a row to be synced.
     */
    public BooleanSupplier underway(Set<String> tables) {
        List<Intent> now = underway.stream()
                .filter(intent -> intent.written().stream().anyMatch(tables::contains))
                .toList();
        return () -> now.stream().anyMatch(this::unfinished);
    }

    private boolean unfinished(Intent intent) {
        Intent narrowed = intent.narrowed;
        return underway.contains(intent) || !intent.isCleared() || narrowed != null && !narrowed.isCleared();
    }

    /** Until its session is over no lock has to tell of it: it may wait in the server, or be on its way there. */
    private void doubted(Intent intent) {
        intent.held = true;
        settled(intent, true);
    }

    /** Lets an intent in doubt be settled by a locking read. */
    void released(Intent intent) {
        queue.released(intent);
    }

    /** Returns what is in doubt. */
    public Doubts doubts() {
        return doubts;
    }

    /** One from before the primary last changed taints instead: its rows would be copied in the wrong direction. */
    private void settled(Intent intent, boolean inDoubt) {
        boolean[] present = {false};
        String full = queue.add(intent, inDoubt, () -> present[0] = intent.epoch >= epoch);
        try {
            if (!present[0]) {
                intent.written().forEach(this::outlived);
                intent.finish();
            } else if (inDoubt) {
                doubts.add(intent);
            }
        } finally {
            if (full != null) {
                queue.collapse(full, () -> walk(full));
            }
        }
    }

    private Intent walk(String table) {
        if (store.state().kind().equals("outbox")) {
            taint(
                    table,
                    "more pending rows than memory has room for, which the outbox cannot keep as one walk; verify it");
        }
        try {
            Intent walk = record(Map.of(), Set.of(table), null, false);
            underway.remove(walk); // its rows are in the backlog anyway
            store.committed(walk);
            return walk;
        } catch (SQLException e) {
            throw new IllegalStateException("there is no transaction of the primary in this", e);
        }
    }

    /** Returns what is to be synced, from which workers take. */
    public SyncQueue queue() {
        return queue;
    }

    /** Says that the application goes on: from here on a read must see what it has written. */
    public void returned(Intent intent) {
        if (intent.isCleared()) {
            return;
        }
        queue.returned(intent);
    }

    /** Marks a table; the first reason is kept. Returns once that is durable. */
    public void taint(String table, String by) {
        taints.taint(table, by);
    }

    /**
     * Marks a table for somebody who will {@linkplain #clear(String, long) take the mark off} as soon as there is no reason
     * of its own any more.
     *
     * @param then what this has returned for the table before; {@link #NOT_ALONE} where that is nothing
     * @return its {@link #taintings} from now on; {@code NOT_ALONE} where others have marked it as well: the mark stays
     */
    public long taint(String table, String by, long then) {
        return taints.taint(table, by, then);
    }

    /**
     * Marks a table before a statement that the primary may refuse as it is. {@link #acquit} follows, behind a
     * {@link #taint} unless the primary has refused it; where the process ends before that, the mark stays.
     */
    public void suspect(String table, String by) {
        taints.suspect(table, by);
    }

    /** Ends a {@link #suspect}, once: with the last one the mark goes, unless the table was tainted as well. */
    public void acquit(String table) {
        taints.acquit(table);
    }

    /** Returns true while a {@link #suspect} is not ended. */
    public boolean suspecting() {
        return taints.suspecting();
    }

    /** Takes the mark off a table that a verification has found equal, or made so. */
    public void clear(String table) {
        taints.clear(table);
    }

    /** Returns a number that rises each time the table is to be marked, also while it is; 0 where it was not since the start. */
    public long taintings(String table) {
        return taints.times(table);
    }

    /**
     * Takes the mark off a table that somebody has found equal when {@link #taintings} was this.
     *
     * @return false if it has been marked again since: it stays
     */
    public boolean clear(String table, long taintingsThen) {
        return taints.clear(table, taintingsThen);
    }

    /** Returns true if writes have been mirrored, in this process or before: from then on one that is not taints. */
    public boolean begun() {
        return store.begun();
    }

    /** Remembers for good that writes are mirrored. */
    public void begin() {
        store.begin();
    }

    /** Has the store write what it has put off, before an exit. */
    public void flush() {
        store.flush();
    }

    /** Returns how the store is. */
    public Store.State state() {
        return store.state();
    }

    /** Returns true if any row of the table may be behind what the application knows to be committed. */
    public boolean behind(String table) {
        return queue.behind(table);
    }

    /** Returns true if that row may be behind what the application knows to be committed. */
    public boolean behind(String table, Key key) {
        return queue.behind(table, key);
    }

    /** Returns the tables that are {@linkplain #behind(String) behind} or {@linkplain #tainted tainted}. */
    public Set<String> late() {
        Set<String> late = new HashSet<>(fleetTaints.keySet());
        late.addAll(taints.all().keySet());
        late.addAll(queue.behind());
        return late;
    }

    /** Returns for how long, in nanoseconds, the oldest write to the table has been on its way; 0 where none is. */
    public long lag(String table) {
        return queue.lag(table);
    }

    /** Returns true once all that an earlier run has left is known. */
    public boolean recovered() {
        return store.recovered();
    }

    /** Returns true if anything is pending. */
    public boolean pending() {
        return queue.pending();
    }

    /** Returns true if the table, or every table, is tainted, by this instance or by another. */
    public boolean tainted(String table) {
        return taints.among(table) || Taints.among(fleetTaints, table);
    }

    /** Returns the taints that this instance has marked itself, but for what it only {@linkplain #suspect suspects}. */
    public List<Taint> taints() {
        return taints.standing();
    }

    /** Takes over what the rest of the fleet has tainted, by table, in place of what it had before. */
    public void fleetTaints(Map<String, Taint> fleet) {
        fleetTaints = Map.copyOf(fleet);
    }

    /** Returns the state of every table that was written or tainted, by name. */
    public List<Account> accounts() {
        Map<String, Taint> tainted = new LinkedHashMap<>(fleetTaints);
        tainted.putAll(taints.all());
        return queue.accounts(tainted);
    }

    /** Returns the name with which the numbers of this journal's transactions are unique in the fleet. */
    public String name() {
        return store.name();
    }

    /** Lets every waiting worker go, and closes the store: what is still pending stays there for a successor. */
    public void close() {
        queue.close();
        store.close();
    }
}
