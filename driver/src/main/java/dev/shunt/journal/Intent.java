package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one transaction of the application leaves to be row-synced. Identity is its transaction: two transactions that
 * wrote the same row have two intents, and each is cleared on its own.
 */
public final class Intent {
    /** How the primary's transaction ended, as far as is known. */
    public enum Outcome {
        COMMITTED,
        ROLLED_BACK,
        /** The end is unknown: the connection was lost, and the commit may still be to come. */
        IN_DOUBT
    }

    final Map<String, Set<Key>> keys;
    final Set<String> tables;
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch synced = new CountDownLatch(1);
    volatile boolean inDoubt;

    /** The application has been told that it committed. Guarded by the journal's lock. */
    boolean returned;

    Intent(Map<String, Set<Key>> keys, Set<String> tables) {
        this.keys = keys;
        this.tables = tables;
    }

    void opened(int parts) {
        open.set(parts);
        if (parts == 0) {
            synced.countDown();
        }
    }

    boolean isCleared() {
        return open.get() <= 0;
    }

    void cleared() {
        if (open.decrementAndGet() == 0) {
            synced.countDown();
        }
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
