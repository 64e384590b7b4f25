package dev.shunt.session;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops trying a side that is dead or slow. Closed, it lets all through; after some failures in a row it opens and lets
 * nothing through, but one probe in every probe interval; a success closes it. While the operator wants the side left
 * alone it is open, and lets no probe through. Thread-safe, without locks.
 */
public final class Breaker {
    /** Whether tries are let through. */
    public enum State {
        CLOSED,
        OPEN,
        /** Open, and a probe is under way. */
        HALF_OPEN
    }

    /** {@code since} is when it opened or when its last probe was let through, in nanoseconds. */
    private record Now(
            State state, int failures, long since, @Nullable String lastError) {}

    private static final Now WELL = new Now(State.CLOSED, 0, 0, null);
    private static final Now UNWANTED = new Now(State.OPEN, 0, 0, "enabled = false: it is not contacted");

    private final IntSupplier threshold;
    private final Supplier<Duration> probeInterval;
    private final LongSupplier nanos;
    private final AtomicReference<Now> now = new AtomicReference<>(WELL);
    private volatile BooleanSupplier wanted = () -> true;

    /** Creates a closed breaker that opens after {@code threshold} failures in a row; both are asked anew each time. */
    public Breaker(IntSupplier threshold, Supplier<Duration> probeInterval) {
        this(threshold, probeInterval, System::nanoTime);
    }

    /** As the other, with the clock given. */
    public Breaker(IntSupplier threshold, Supplier<Duration> probeInterval, LongSupplier nanos) {
        this.threshold = threshold;
        this.probeInterval = probeInterval;
        this.nanos = nanos;
    }

    /** Lets nothing through, probes included, while the side is not wanted to be contacted at all. */
    public void onlyWhile(BooleanSupplier contacted) {
        wanted = contacted;
    }

    /** Returns true if the side may be tried now. Who was let through reports how it went. */
    public boolean allows() {
        Now old = now();
        if (old.state == State.CLOSED) {
            return true;
        }
        long time = nanos.getAsLong();
        // a probe that never reported is given up after the interval
        return time - old.since >= probeInterval.get().toNanos()
                && now.compareAndSet(old, new Now(State.HALF_OPEN, old.failures, time, old.lastError));
    }

    /** Tells that a try went well. */
    public void succeeded() {
        if (!now().equals(WELL)) {
            now.set(WELL);
        }
    }

    /** Tells that a try failed because of the side. */
    public void failed(Throwable error) {
        String text = Trouble.text(error);
        long time = nanos.getAsLong();
        int most = threshold.getAsInt();
        now.updateAndGet(old -> {
            int failures = Math.min(old.failures + 1, most);
            return switch (old.state) {
                case CLOSED -> new Now(failures < most ? State.CLOSED : State.OPEN, failures, time, text);
                case HALF_OPEN -> new Now(State.OPEN, failures, time, text);
                // a try let through before it opened: the next probe is not put off
                case OPEN -> new Now(State.OPEN, failures, old.since, text);
            };
        });
    }

    private Now now() {
        return wanted.getAsBoolean() ? Objects.requireNonNull(now.get()) : UNWANTED;
    }

    public State state() {
        return now().state;
    }

    /** Returns what failed last, while it has not succeeded since; null if nothing has. */
    public @Nullable String lastError() {
        return now().lastError;
    }
}
