package dev.shunt.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * The latencies of one kind of call since the start, as a histogram of fixed memory: eight steps per power of two, so a
 * percentile is at most an eighth too high. Only one of so many calls is timed, because reading the clock costs more
 * than what it would time. Lock-free, without allocation per call, safe for any number of threads.
 *
 * <pre>{@code
 * long started = timing.start();
 * ...
 * timing.stop(started);
 * }</pre>
 */
public final class Timing {
    private static final int STEPS = 8;
    private static final int BUCKETS = 62 * STEPS;
    private static final long NOT_SAMPLED = 0;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final LongAccumulator max = new LongAccumulator(Long::max, 0);
    private final int mask;

    /** Times one of {@code oneOf} calls, at random; {@code oneOf} is a power of two, and 1 times every call. */
    public Timing(int oneOf) {
        if (Integer.bitCount(oneOf) != 1) {
            throw new IllegalArgumentException("not a power of two: " + oneOf);
        }
        this.mask = oneOf - 1;
    }

    /** Returns what {@link #stop} needs. */
    public long start() {
        boolean sampled = mask == 0 || (ThreadLocalRandom.current().nextInt() & mask) == 0;
        return sampled ? System.nanoTime() | 1 : NOT_SAMPLED;
    }

    /** Ends the call that {@link #start} began. */
    public void stop(long started) {
        if (started != NOT_SAMPLED) {
            record(System.nanoTime() - started);
        }
    }

    /** Adds one latency, in nanoseconds. */
    public void record(long nanos) {
        long value = Math.max(nanos, 0);
        counts.incrementAndGet(bucket(value));
        max.accumulate(value);
    }

    /** Returns how many calls were timed. */
    public long samples() {
        long samples = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            samples += counts.get(bucket);
        }
        return samples;
    }

    /** Returns the latency in microseconds that {@code percent} of the timed calls stayed within; 0 without any. */
    public long percentile(double percent) {
        long[] snapshot = new long[BUCKETS];
        long samples = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            snapshot[bucket] = counts.get(bucket);
            samples += snapshot[bucket];
        }
        long wanted = Math.max(1, (long) Math.ceil(samples * percent / 100));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += snapshot[bucket];
            if (seen >= wanted) {
                return Math.min(upperEnd(bucket), max.get()) / 1000;
            }
        }
        return 0;
    }

    /** Returns the slowest timed call in microseconds; 0 without any. */
    public long max() {
        return max.get() / 1000;
    }

    /** Returns {@code samples}, {@code p50_us}, {@code p99_us} and {@code max_us}, as the status shows them. */
    public Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("samples", samples());
        shown.put("p50_us", percentile(50));
        shown.put("p99_us", percentile(99));
        shown.put("max_us", max());
        return shown;
    }

    private static int bucket(long value) {
        if (value < STEPS) {
            return (int) value;
        }
        int power = 63 - Long.numberOfLeadingZeros(value);
        int step = (int) (value >>> (power - 3)) & (STEPS - 1);
        return (power - 2) * STEPS + step;
    }

    private static long upperEnd(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int power = bucket / STEPS + 2;
        long step = bucket % STEPS;
        return ((STEPS + step + 1) << (power - 3)) - 1;
    }
}
