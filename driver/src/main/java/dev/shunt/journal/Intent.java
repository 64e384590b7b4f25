package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction of the application leaves to be row-synced. Identity is its transaction: two transactions that
 * wrote the same row have two intents, and each is cleared on its own. What it says is immutable, but that rows which are
 * synced are let go of.
 */
public final class Intent {
    /** How the primary's transaction ended, as far as is known. */
    public enum Outcome {
        COMMITTED,
        ROLLED_BACK,
        /** The end is unknown: the connection was lost, and the commit may still be to come. */
        IN_DOUBT
    }

    /** Parts of an intent that is worth a look at what of it is left. */
    private static final int MANY = 64;

    final long number;
    final long epoch;
    private volatile Map<String, Set<Key>> keys;
    final Set<String> tables;

    /** Where it was written; null where that is not known. */
    final @Nullable Session session;

    private final Consumer<Intent> finish;
    private final AtomicInteger open = new AtomicInteger();

    /** With so few parts open, most of its rows are in memory for nothing. */
    private int few;

    private final CountDownLatch synced = new CountDownLatch(1);
    volatile boolean inDoubt;

    /** Its session may still commit it, so no read of the primary clears it yet. Guarded by the journal's lock. */
    boolean held;

    /** Its transaction is known to have committed. Guarded by the log, as are the next two. */
    boolean known;

    /** Where it lies in the file; null where it does not. */
    @Nullable
    Segment segment;

    int size;

    /** The application has been told that it committed. Guarded by the journal's lock, as is the next. */
    boolean returned;

    /** What stands for its rows since they are known better; null while this does. */
    volatile @Nullable Intent narrowed;

    /** When it was settled, by the journal's clock. */
    long since;

    /**
     * @param finish is told when nothing of it is left to be done; must not wait
     * @param keys the rows, by table; not to be changed any more
     * @param tables the tables of which not all rows are known; not to be changed any more
     * @param session where it was written; null where that is not known
     */
    Intent(
            Consumer<Intent> finish,
            long number,
            long epoch,
            Map<String, Set<Key>> keys,
            Set<String> tables,
            @Nullable Session session) {
        this.finish = finish;
        this.number = number;
        this.epoch = epoch;
        this.keys = keys;
        this.tables = tables;
        this.session = session;
    }

    /** Returns its number, unique under its store's name. */
    public long number() {
        return number;
    }

    /** Returns the reign of the primary in which it was written. */
    public long epoch() {
        return epoch;
    }

    /** Returns the rows, by table; after a while without those that are synced. */
    public Map<String, Set<Key>> keys() {
        return keys;
    }

    /** Returns the tables of which not all rows are known. */
    public Set<String> tables() {
        return tables;
    }

    /** Returns every table that it names. */
    Set<String> written() {
        Set<String> written = new TreeSet<>(tables);
        written.addAll(keys.keySet());
        return written;
    }

    void opened() {
        int parts = tables.size();
        for (Set<Key> rows : keys.values()) {
            parts += rows.size();
        }
        open.set(parts);
        few = parts < MANY ? 0 : parts / 2;
        if (parts == 0) {
            finish();
        }
    }

    boolean isCleared() {
        return open.get() <= 0;
    }

    /** Returns true if it is worth while now to {@link #keep} only what is open. */
    boolean cleared() {
        int left = open.decrementAndGet();
        if (left == 0) {
            finish();
        }
        return 0 < left && left <= few;
    }

    /** Lets go of all rows but these. */
    void keep(Map<String, Set<Key>> rows) {
        keys = rows;
        few /= 2;
    }

    /** Nothing of it is left to be done. */
    void finish() {
        finish.accept(this);
        synced.countDown();
    }

    /**
     * Waits until every row of this intent is synced.
     *
     * @return false if the time ran out first
     */
    public boolean await(long nanos) throws InterruptedException {
        return synced.await(nanos, TimeUnit.NANOSECONDS);
    }
}
