package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The intents and taints of one instance: says which row is to be synced next. An intent is {@linkplain #record recorded}
 * in the {@link Store} before the primary's commit and {@linkplain #settle settled} after it; only settled intents are
 * taken by workers, so nothing is cleared by a read of the primary that came before the commit. Bounded: beyond so much
 * that is pending the table that has the most is walked as a whole instead. Thread-safe.
 */
public final class Journal {
    /** What a pending row takes in memory, with one transaction that has written it and nothing else. */
    public static final int BYTES = 1024;

    /** Rows that are let go of at a time, with the lock held. */
    private static final int SLICE = 500;

    private static final long BREATH_NANOS = 50_000;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Logger LOG = System.getLogger(Journal.class.getName());

    private final LongSupplier nanos;
    private final int maxWeight;
    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<String, Backlog> backlogs = new LinkedHashMap<>();
    private final Taints taints;
    private final Doubts doubts = new Doubts(this);
    private volatile long epoch = 1;
    private volatile Map<String, Taint> fleetTaints = Map.of();
    private volatile boolean anyReturned;

    /** Recorded, and how they ended is not known yet. */
    private final Set<Intent> underway = ConcurrentHashMap.newKeySet();

    private int mostBatches = Integer.MAX_VALUE;
    private boolean collapsing;
    private boolean closed;

    /**
     * @param nanos the clock of delays and ages, like {@link System#nanoTime}
     * @param clock the clock of taints
     * @param maxWeight pending rows of all tables, each counted for every transaction that is kept of those that have
     *     written it (and once more for each 512 bytes of its key), beyond which the table with the most is walked as a
     *     whole; one is {@link #BYTES} of memory at most
     * @param store what outlives the process; closed with this
     */
    public Journal(LongSupplier nanos, InstantSource clock, int maxWeight, Store store) {
        this.nanos = nanos;
        this.maxWeight = maxWeight;
        this.store = store;
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
            strains().keySet().forEach(this::outlived);
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
        boolean goesOn = false;
        underway.add(intent);
        try {
            recordOrTaint(intent, primary, open);
            goesOn = true;
            return intent;
        } finally {
            if (!goesOn) {
                underway.remove(intent);
            }
        }
    }

    private void recordOrTaint(Intent intent, @Nullable Connection primary, boolean open) throws SQLException {
        try {
            store.record(intent, primary, open);
        } catch (IOException | RuntimeException | Error e) {
            String why = "a write that could not be recorded: " + e.getMessage();
            intent.written().forEach(table -> taint(table, why));
        }
    }

    /**
     * Records what an auto-commit statement has written, known to the row now, in the place of what stood for it.
     *
     * @return what stands for it from now on: the new one, and {@code before} can be settled as rolled back; or
     *     {@code before}, if no more could be recorded
     */
    public Intent narrow(Intent before, Map<String, Set<Key>> keys, Set<String> tables) throws SQLException {
        Intent intent = intent(keys, tables, before.session, before.epoch);
        try {
            store.narrow(before, intent);
            before.narrowed = intent;
            return intent;
        } catch (IOException | RuntimeException | LinkageError e) {
            return before;
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
        if (settled(intent, true)) {
            doubts.add(intent);
        }
    }

    /** Lets an intent in doubt be settled by a locking read. */
    void released(Intent intent) {
        change(() -> {
            intent.held = false;
            intent.keys.forEach((table, keys) -> keys.forEach(backlog(table)::released));
        });
    }

    /** Returns what is in doubt. */
    public Doubts doubts() {
        return doubts;
    }

    /** Returns false of one from before the primary last changed: its rows would be copied in the wrong direction. */
    private boolean settled(Intent intent, boolean inDoubt) {
        boolean[] present = {false};
        String full = locked(() -> {
            present[0] = intent.epoch >= epoch; // with the lock held: reign looks at what is here after it has risen
            if (present[0]) {
                intent.inDoubt = inDoubt;
                intent.since = nanos.getAsLong();
                intent.opened();
                intent.keys.forEach((table, keys) -> backlog(table).add(keys, intent));
                intent.tables.forEach(table -> backlog(table).addWalk(intent));
                work.signalAll();
            }
            return fullest();
        });
        if (full != null) {
            collapse(full);
        }
        if (!present[0]) {
            intent.written().forEach(this::outlived);
            intent.finish();
        }
        return present[0];
    }

    /** Returns the table with the most pending once there is more than the bound in all; null while there is not. */
    private @Nullable String fullest() {
        int weight = 0;
        Backlog fullest = null;
        for (Backlog backlog : backlogs.values()) {
            weight += backlog.weight();
            fullest = fullest == null || backlog.weight() > fullest.weight() ? backlog : fullest;
        }
        if (weight <= maxWeight || collapsing || fullest == null) {
            return null;
        }
        collapsing = true;
        return fullest.table;
    }

    /** The walk is recorded before the rows are forgotten: only then does it outlive the process in their place. */
    private void collapse(String table) {
        boolean more = false;
        try {
            if (store.state().kind().equals("outbox")) {
                taint(
                        table,
                        "more pending rows than memory has room for, which the outbox cannot keep as one walk; verify it");
            }
            Intent whole = record(Map.of(), Set.of(table), null, false);
            underway.remove(whole); // its rows are in the backlog anyway
            store.committed(whole);
            change(() -> {
                whole.opened();
                backlog(table).collapse(whole, nanos.getAsLong());
                refresh();
            });
            more = true;
            more = locked(() -> backlog(table).leave(SLICE));
        } catch (SQLException e) {
            throw new IllegalStateException("there is no transaction of the primary in this", e);
        } finally {
            if (more) {
                leaveInBackground(table);
            } else {
                collapsed();
            }
        }
    }

    private void leaveInBackground(String table) {
        Thread leaving = new Thread(() -> leave(table), "shunt-journal-leave");
        leaving.setDaemon(true);
        try {
            leaving.start();
        } catch (OutOfMemoryError e) {
            leave(table); // there is no thread to be had
        }
    }

    /** The application's thread does not wait for so many rows, and no other for more than some of them. */
    private void leave(String table) {
        boolean more = true;
        while (more) {
            try {
                more = locked(() -> backlog(table).leave(SLICE));
                LockSupport.parkNanos(BREATH_NANOS); // the lock goes to whoever is awake
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "letting go of rows of " + table + ", tried again", e);
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
        collapsed();
    }

    private void collapsed() {
        change(() -> {
            collapsing = false;
            refresh();
        });
    }

    /** Says that the application goes on: from here on a read must see what it has written. */
    public void returned(Intent intent) {
        if (intent.isCleared()) {
            return;
        }
        locked(() -> {
            intent.returned = true;
            intent.keys.keySet().forEach(table -> backlog(table).returned(intent));
            intent.tables.forEach(table -> backlog(table).returned(intent));
            refresh();
            return null;
        });
    }

    /** Marks a table; the first reason is kept. Returns once that is durable. */
    public void taint(String table, String by) {
        taints.taint(table, by);
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

    /**
     * Takes rows of one table, the longest waiting table first, waiting until there are some.
     *
     * @return null when the wait is over or the journal is closed
     */
    public @Nullable Batch take(int max, long waitNanos) throws InterruptedException {
        return await(
                waitNanos, backlog -> backlog.take(max, mostBatches, nanos.getAsLong()), b -> b.nextTake(mostBatches));
    }

    /** Takes a whole table, as {@link #take} does rows. */
    public @Nullable Walk takeWalk(long waitNanos) throws InterruptedException {
        return await(waitNanos, backlog -> backlog.takeWalk(nanos.getAsLong()), Backlog::nextWalk);
    }

    private <T> @Nullable T await(long waitNanos, Function<Backlog, @Nullable T> take, ToLongFunction<Backlog> next)
            throws InterruptedException {
        long deadline = nanos.getAsLong() + waitNanos;
        lock.lockInterruptibly();
        try {
            while (!closed) {
                for (Backlog backlog : new ArrayList<>(backlogs.values())) {
                    T taken = take.apply(backlog);
                    if (taken != null) {
                        // to the end of the line, so that no table starves
                        backlogs.remove(backlog.table);
                        backlogs.put(backlog.table, backlog);
                        return taken;
                    }
                }
                long now = nanos.getAsLong();
                long soonest = backlogs.values().stream().mapToLong(next).min().orElse(Long.MAX_VALUE);
                long wait = Math.min(deadline, soonest) - now;
                if (deadline - now <= 0) {
                    return null;
                }
                work.await(Math.max(wait, 100_000), TimeUnit.NANOSECONDS);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Clears what the batch has synced. */
    public void done(Batch batch) {
        done(batch, List.of(), "");
    }

    /**
     * Clears what the batch has synced, and puts back its rows that wait for rows of other tables. That is no failure,
     * unless nothing that they could wait for is on its way.
     */
    public void done(Batch batch, Collection<Key> postponed, String why) {
        change(() -> {
            Backlog backlog = backlog(batch.table());
            backlog.done(batch.part(postponed, false), nanos.getAsLong());
            if (!postponed.isEmpty()) {
                boolean alone = backlogs.values().stream().noneMatch(b -> b.pendingBeside(batch));
                backlog.postponed(batch.part(postponed, true), alone, why, nanos.getAsLong());
            }
            refresh();
        });
    }

    /** Puts the batch back, to be tried again after a while that doubles with each failure. */
    public void failed(Batch batch, String error) {
        change(() -> backlog(batch.table()).failed(batch, error, nanos.getAsLong()));
    }

    /** Puts the batch back, to be tried again soon: it failed through no fault of its rows. */
    public void putBack(Batch batch, String error) {
        change(() -> backlog(batch.table()).putBack(batch, error, nanos.getAsLong()));
    }

    /** Says how many batches of one table may be out at a time, so that one which hangs leaves workers to the others. */
    public void mostBatches(int most) {
        change(() -> mostBatches = most);
    }

    /** Clears what the walk has brought up to date. */
    public void walked(Walk walk, long rows) {
        change(() -> {
            backlog(walk.table()).walked(walk, rows);
            refresh();
        });
    }

    /** Clears the walk of a name that is no table's, and forgets the name: generated ones have no end. */
    public void gone(Walk walk) {
        change(() -> {
            Backlog backlog = backlog(walk.table());
            backlog.walked(walk, 0);
            if (backlog.idle()) {
                backlogs.remove(walk.table());
            }
            refresh();
        });
    }

    /** Puts the walk back, to be tried again later. */
    public void walkFailed(Walk walk, String error) {
        change(() -> backlog(walk.table()).walkFailed(error, nanos.getAsLong()));
    }

    private void refresh() {
        boolean any = false;
        for (Backlog backlog : backlogs.values()) {
            any |= backlog.behind();
        }
        anyReturned = any;
    }

    /** Returns true if any row of the table may be behind what the application knows to be committed. */
    public boolean behind(String table) {
        return anyReturned
                && locked(() -> {
                    Backlog backlog = backlogs.get(table);
                    return backlog != null && backlog.behind();
                });
    }

    /** Returns true if that row may be behind what the application knows to be committed. */
    public boolean behind(String table, Key key) {
        return anyReturned
                && locked(() -> {
                    Backlog backlog = backlogs.get(table);
                    return backlog != null && backlog.behind(key);
                });
    }

    /** Returns the tables that are {@linkplain #behind(String) behind} or {@linkplain #tainted tainted}. */
    public Set<String> late() {
        Set<String> late = new HashSet<>(fleetTaints.keySet());
        late.addAll(taints.all().keySet());
        return !anyReturned
                ? late
                : locked(() -> {
                    backlogs.values().stream().filter(Backlog::behind).forEach(backlog -> late.add(backlog.table));
                    return late;
                });
    }

    /** Returns for how long, in nanoseconds, the oldest write to the table has been on its way; 0 where none is. */
    public long lag(String table) {
        return locked(() -> {
            Backlog backlog = backlogs.get(table);
            return backlog == null ? 0L : backlog.lag(nanos.getAsLong());
        });
    }

    /** Returns true once all that an earlier run has left is known. */
    public boolean recovered() {
        return store.recovered();
    }

    /** Returns true if anything is pending. */
    public boolean pending() {
        return locked(() -> backlogs.values().stream().anyMatch(Backlog::pending));
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
        return locked(() -> {
            long now = nanos.getAsLong();
            Map<String, Account> accounts = new TreeMap<>();
            Map<String, Taint> shown = new LinkedHashMap<>(fleetTaints);
            shown.putAll(taints.all());
            shown.forEach((table, taint) -> accounts.put(table, new Account(table, 0, 0, false, 0, 0, null, taint)));
            backlogs.forEach((table, b) -> accounts.put(
                    table,
                    new Account(
                            table,
                            b.synced,
                            b.size(),
                            b.walkPending(),
                            b.oldest(now),
                            b.failed,
                            b.lastError,
                            shown.get(table))));
            return List.copyOf(accounts.values());
        });
    }

    /** Returns up to {@code most} of what is pending: by table, the oldest first. */
    public List<Pending> list(int most) {
        return locked(() -> {
            List<Pending> pending = new ArrayList<>();
            long now = nanos.getAsLong();
            new TreeMap<>(backlogs).values().forEach(backlog -> backlog.list(pending, most, now));
            return pending;
        });
    }

    /** Returns what holds up each table that has something pending, by name. */
    public Map<String, Strain> strains() {
        return locked(() -> {
            Map<String, Strain> strains = new TreeMap<>();
            long now = nanos.getAsLong();
            backlogs.forEach((table, backlog) -> {
                if (backlog.pending()) {
                    strains.put(table, backlog.strain(now));
                }
            });
            return strains;
        });
    }

    /**
     * Lets what has failed be tried again now, without waiting for its next try.
     *
     * @param table the table, in any case; null for all
     * @return how many rows (a whole table is one) that are
     */
    public int retry(@Nullable String table) {
        return locked(() -> {
            int retried = 0;
            for (Backlog backlog : backlogs.values()) {
                retried +=
                        table == null || table.equalsIgnoreCase(backlog.table) ? backlog.retry(nanos.getAsLong()) : 0;
            }
            work.signalAll();
            return retried;
        });
    }

    /** Returns the name with which the numbers of this journal's transactions are unique in the fleet. */
    public String name() {
        return store.name();
    }

    /** Lets every waiting worker go, and closes the store: what is still pending stays there for a successor. */
    public void close() {
        change(() -> closed = true);
        store.close();
    }

    private Backlog backlog(String table) {
        return backlogs.computeIfAbsent(table, Backlog::new);
    }

    private void change(Runnable change) {
        locked(() -> {
            change.run();
            work.signalAll();
            return null;
        });
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
