package dev.shunt.session;

import dev.shunt.config.Config;
import dev.shunt.config.Options;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What gray reads may cost. Where too many of them fail, or are much slower than the same statements on the primary, all
 * reads stay on the primary for a while; then they are tried again. It looks at the reads of ten seconds, or at the last
 * few where these are fewer. Thread-safe; {@link #exceeded} takes no lock.
 */
public final class GrayBudget {
    private static final Logger LOG = System.getLogger("dev.shunt");

    private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

    /** Fewer reads tell nothing. */
    private static final int LEAST = 20;

    /** Such a share may be too slow: a pause hits reads of either side. */
    private static final double SLOW_SHARE = 0.2;

    /** How many standard errors a share must be beyond what is allowed: of few reads some may be bad by chance. */
    private static final double SURE = 2;

    /** What is not worth a word, however many times longer it is. */
    private static final long NOTHING = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int MOST_SHAPES = 1_000;

    /**
     * Where the budget stands.
     *
     * @param exceeded all reads stay on the primary, some of which the target would answer
     * @param why what was too much when it was exceeded last; null if it never was
     * @param retryNanos until gray reads are tried again
     * @param times how often it was exceeded
     */
    public record State(boolean exceeded, @Nullable String why, long retryNanos, long times) {}

    /** How long a statement takes on the primary. A lost update among threads does no harm. */
    private static final class Usual {
        private static final int WEIGHT = 16;
        private static final int FEW = 8;
        private static final int OUTLIER = 8;

        private volatile long nanos;
        private volatile int seen;

        void add(long took) {
            long before = nanos;
            int count = Math.min(seen + 1, WEIGHT);
            seen = count;
            nanos = count == 1 ? took : before + (Math.min(took, before * OUTLIER) - before) / count;
        }

        boolean known() {
            return seen >= FEW;
        }
    }

    private final Supplier<Config> config;
    private final LongSupplier nanos;
    private final Map<String, Usual> usual = new ConcurrentHashMap<>();
    private long windowBegan;
    private int reads;
    private int failed;
    private int compared;
    private int slow;
    private long exceededAt;
    private long times;
    private volatile boolean exceeded;
    private volatile @Nullable String why;

    /** Has all of it left. */
    public GrayBudget(Supplier<Config> config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
        this.windowBegan = nanos.getAsLong();
    }

    /** Returns true while reads are to stay on the primary. */
    public boolean exceeded() {
        return exceeded && !overAgain();
    }

    private synchronized boolean overAgain() {
        if (!exceeded) {
            return true;
        }
        if (nanos.getAsLong() - exceededAt < retry().toNanos()) {
            return false;
        }
        begin(nanos.getAsLong());
        exceeded = false;
        LOG.log(Level.INFO, "gray reads are tried again");
        return true;
    }

    private Duration retry() {
        return config.get().get(Options.GRAY_RETRY);
    }

    /** The primary has answered a read. */
    public void primary(String shape, long took) {
        Usual known = usual.get(shape);
        if (known == null && usual.size() < MOST_SHAPES) {
            known = usual.computeIfAbsent(shape, key -> new Usual());
        }
        if (known != null) {
            known.add(took);
        }
    }

    /** The target has answered a read. */
    public void target(String shape, long took) {
        Usual known = usual.get(shape);
        long limit = known == null || !known.known()
                ? -1
                : known.nanos * config.get().get(Options.GRAY_MAX_SLOWDOWN);
        synchronized (this) {
            count();
            compared += limit < 0 ? 0 : 1;
            slow += limit >= 0 && took > limit && took - known(known) > NOTHING ? 1 : 0;
            if (compared >= LEAST && beyond(SLOW_SHARE, slow, compared)) {
                exceed(slow + " of " + compared + " took more than "
                        + config.get().get(Options.GRAY_MAX_SLOWDOWN)
                        + " times as long as on the primary (gray.max-slowdown)");
            }
        }
    }

    private static long known(@Nullable Usual usual) {
        return usual == null ? 0 : usual.nanos;
    }

    /** The target has failed a read, through no fault of the read as far as is known. */
    public synchronized void failed(Throwable error) {
        count();
        failed++;
        if (reads >= LEAST && beyond(config.get().get(Options.GRAY_MAX_ERRORS) / 10_000.0, failed, reads)) {
            exceed(failed + " of " + reads + " failed on the target (gray.max-errors), the last with "
                    + Trouble.text(error));
        }
    }

    /** Whether a share is more than what is allowed, by the lower end of Wilson's interval. */
    private static boolean beyond(double allowed, int bad, int all) {
        double share = (double) bad / all;
        double spread = SURE * SURE / all;
        double center = share + spread / 2;
        double error = SURE * Math.sqrt(share * (1 - share) / all + spread / (4 * all));
        return (center - error) / (1 + spread) > allowed;
    }

    private void count() {
        long now = nanos.getAsLong();
        if (now - windowBegan > WINDOW && reads >= LEAST) {
            begin(now);
        }
        reads++;
    }

    private void begin(long now) {
        windowBegan = now;
        reads = 0;
        failed = 0;
        compared = 0;
        slow = 0;
    }

    private void exceed(String reason) {
        if (exceeded) {
            return; // those under way then
        }
        exceededAt = nanos.getAsLong();
        why = reason;
        times++;
        exceeded = true;
        LOG.log(
                Level.WARNING,
                "of the last gray reads " + reason + "; reads stay on the primary for " + retry().toMillis()
                        + " ms (gray.retry)");
    }

    /** Returns where it stands. */
    public synchronized State state() {
        long left = retry().toNanos() - (nanos.getAsLong() - exceededAt);
        boolean held = exceeded && left > 0 && config.get().readsGray();
        return new State(held, why, held ? left : 0, times);
    }
}
