package dev.shunt.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The border to the secondary: nothing thrown behind it gets past it. It counts what it catches, and logs the first of
 * each kind of work in every ten seconds. Thread-safe.
 */
public final class Fence {
    /** Work that may fail. */
    public interface Action {
        void run() throws Exception;
    }

    private static final Logger LOG = System.getLogger(Fence.class.getName());
    private static final long QUIET = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanos;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, Long> loggedAt = new ConcurrentHashMap<>();

    public Fence() {
        this(System::nanoTime);
    }

    Fence(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Runs {@code action}; returns false if it threw anything at all.
     *
     * @param what the kind of work, one of a few constant texts
     */
    @SuppressWarnings("CatchingUnchecked")
    public boolean run(String what, Action action) {
        try {
            action.run();
            return true;
        } catch (Throwable e) {
            caught(what, e);
            return false;
        }
    }

    /** Counts something that is no error, and yet should be seen. */
    public void count(String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    /** Returns how often each kind of work was caught, by its name. */
    public Map<String, Long> counts() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((what, count) -> sums.put(what, count.sum()));
        return sums;
    }

    /** Counts, and now and then logs, what was caught elsewhere. */
    public void caught(String what, Throwable error) {
        if (error instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        count(what);
        long time = nanos.getAsLong();
        Long before = loggedAt.get(what);
        if ((before == null || time - before >= QUIET)
                && (before == null ? loggedAt.putIfAbsent(what, time) == null : loggedAt.replace(what, before, time))) {
            LOG.log(Level.WARNING, () -> what + " failed (" + counts.get(what) + " so far): " + Trouble.text(error));
        }
    }
}
