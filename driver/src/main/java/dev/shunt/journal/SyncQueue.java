package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * What is to be synced, rows and whole tables, and which of it is next: workers take from here, and say how it went.
 * Bounded: beyond so much that is pending the table that has the most is walked as a whole instead. Thread-safe.
 */
public final class SyncQueue {
    /** Rows that are let go of at a time, with the lock held. */
    private static final int SLICE = 500;

    private static final long BREATH_NANOS = 50_000;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Logger LOG = System.getLogger(SyncQueue.class.getName());

    private final LongSupplier nanos;
    private final int maxWeight;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<String, Backlog> backlogs = new LinkedHashMap<>();
    private volatile boolean anyReturned;
    private int mostBatches = Integer.MAX_VALUE;
    private long walks;
    private boolean collapsing;
    private boolean closed;

    /** As {@link Journal#Journal}. */
    SyncQueue(LongSupplier nanos, int maxWeight) {
        this.nanos = nanos;
        this.maxWeight = maxWeight;
    }

    /**
     * Adds the rows and tables of an intent that is settled.
     *
     * @param wanted asked with the lock held; if it says no, nothing is added
     * @return the table that is to be {@linkplain #collapse collapsed} now; null where none is
     */
    @Nullable
    String add(Intent intent, boolean inDoubt, BooleanSupplier wanted) {
        return locked(() -> {
            if (wanted.getAsBoolean()) {
                intent.inDoubt = inDoubt;
                intent.since = nanos.getAsLong();
                intent.opened();
                intent.keys().forEach((table, keys) -> backlog(table).add(keys, intent));
                intent.tables.forEach(table -> backlog(table).addWalk(intent));
                work.signalAll();
            }
            return fullest();
        });
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

    /**
     * Lets a walk of the table take the place of its rows.
     *
     * @param recording records the walk; only then its rows are forgotten, so that it outlives the process in their place
     */
    void collapse(String table, Supplier<Intent> recording) {
        boolean more = false;
        try {
            Intent walk = recording.get();
            replace(table, walk);
            more = true;
            more = locked(() -> backlog(table).leave(SLICE));
        } finally {
            if (more) {
                leaveInBackground(table);
            } else {
                collapsed();
            }
        }
    }

    private void replace(String table, Intent walk) {
        boolean[] replaced = {false};
        try {
            change(() -> {
                walk.opened();
                backlog(table).collapse(walk, nanos.getAsLong());
                replaced[0] = true;
                refresh();
            });
        } finally {
            if (!replaced[0]) {
                walk.finish(); // the rows stay instead
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

    /** The intent is held no more. */
    void released(Intent intent) {
        change(() -> {
            intent.held = false;
            intent.keys().forEach((table, keys) -> keys.forEach(backlog(table)::released));
        });
    }

    /** A read has to see the intent's rows from here on. */
    void returned(Intent intent) {
        Set<String> written = intent.written(); // before the mark, by which what is cleared is counted
        locked(() -> {
            intent.returned = true;
            for (String table : written) {
                Backlog backlog = backlogs.get(table);
                if (backlog != null) {
                    backlog.returned(intent);
                }
            }
            refresh();
            return null;
        });
    }

    /**
     * Takes rows of one table, the longest waiting table first, waiting until there are some.
     *
     * @return null when the wait is over or the journal is closed
     */
    public @Nullable Batch take(int max, long waitNanos) throws InterruptedException {
        return await(
                waitNanos,
                () -> new ArrayList<>(backlogs.values()),
                backlog -> {
                    Batch batch = backlog.take(max, mostBatches, nanos.getAsLong());
                    if (batch != null) {
                        // to the end of the line, so that no table starves
                        backlogs.remove(backlog.table);
                        backlogs.put(backlog.table, backlog);
                    }
                    return batch;
                },
                backlog -> backlog.nextTake(mostBatches));
    }

    /** Takes a whole table, the one whose last walk began first: the rows of a busy one put it behind in the other line. */
    public @Nullable Walk takeWalk(long waitNanos) throws InterruptedException {
        return await(
                waitNanos,
                this::byLastWalk,
                backlog -> {
                    Walk walk = backlog.takeWalk(nanos.getAsLong());
                    if (walk != null) {
                        backlog.lastWalk = ++walks;
                    }
                    return walk;
                },
                Backlog::nextWalk);
    }

    private List<Backlog> byLastWalk() {
        List<Backlog> line = new ArrayList<>(backlogs.values());
        line.sort(Comparator.comparingLong(backlog -> backlog.lastWalk));
        return line;
    }

    private <T> @Nullable T await(
            long waitNanos,
            Supplier<List<Backlog>> line,
            Function<Backlog, @Nullable T> take,
            ToLongFunction<Backlog> next)
            throws InterruptedException {
        long deadline = nanos.getAsLong() + waitNanos;
        lock.lockInterruptibly();
        try {
            while (!closed) {
                for (Backlog backlog : line.get()) {
                    T taken = take.apply(backlog);
                    if (taken != null) {
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

    boolean behind(String table) {
        return anyReturned
                && locked(() -> {
                    Backlog backlog = backlogs.get(table);
                    return backlog != null && backlog.behind();
                });
    }

    boolean behind(String table, Key key) {
        return anyReturned
                && locked(() -> {
                    Backlog backlog = backlogs.get(table);
                    return backlog != null && backlog.behind(key);
                });
    }

    /** Returns the tables that are {@linkplain #behind(String) behind}. */
    Set<String> behind() {
        Set<String> behind = new HashSet<>();
        if (anyReturned) {
            locked(() -> {
                backlogs.values().stream().filter(Backlog::behind).forEach(backlog -> behind.add(backlog.table));
                return null;
            });
        }
        return behind;
    }

    long lag(String table) {
        return locked(() -> {
            Backlog backlog = backlogs.get(table);
            return backlog == null ? 0L : backlog.lag(nanos.getAsLong());
        });
    }

    boolean pending() {
        return locked(() -> backlogs.values().stream().anyMatch(Backlog::pending));
    }

    /** Returns the state of every table that was written, or is among the tainted, by name. */
    List<Account> accounts(Map<String, Taint> tainted) {
        return locked(() -> {
            long now = nanos.getAsLong();
            Map<String, Account> accounts = new TreeMap<>();
            tainted.forEach((table, taint) -> accounts.put(table, new Account(table, 0, 0, false, 0, 0, null, taint)));
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
                            tainted.get(table))));
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

    /** Lets every waiting worker go. */
    void close() {
        change(() -> closed = true);
    }

    private Backlog backlog(String table) {
        return backlogs.computeIfAbsent(table, name -> new Backlog(name, this::trim, walks));
    }

    /** One row that cannot be synced would keep thousands in memory that its transaction has written. */
    private void trim(Intent intent) {
        try {
            Map<String, Set<Key>> left = new LinkedHashMap<>();
            for (String table : intent.keys().keySet()) {
                Backlog backlog = backlogs.get(table);
                left.put(table, backlog == null ? Set.of() : backlog.left(intent));
            }
            left.values().removeIf(Set::isEmpty);
            intent.keep(left);
        } catch (OutOfMemoryError | StackOverflowError e) {
            return; // it would only have saved memory
        }
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
