package dev.shunt.shadow;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts ends. Thread-safe; bounded. */
final class Counters {
    private static final int MAX_FINGERPRINTS = 1_000;
    private static final String OTHERS = "(others)";

    final LongAdder submitted = new LongAdder();
    final LongAdder partial = new LongAdder();
    final LongAdder rows = new LongAdder();
    private final ConcurrentMap<Verdict, LongAdder> verdicts = new ConcurrentHashMap<>();
    private final ConcurrentMap<Skip, LongAdder> skips = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Long> noisy = new ConcurrentHashMap<>();

    void add(Verdict verdict, long count) {
        verdicts.computeIfAbsent(verdict, v -> new LongAdder()).add(count);
    }

    void add(Skip skip) {
        skips.computeIfAbsent(skip, s -> new LongAdder()).increment();
    }

    void noise(String fingerprint) {
        boolean room = noisy.size() < MAX_FINGERPRINTS || noisy.containsKey(fingerprint);
        noisy.merge(room ? fingerprint : OTHERS, 1L, Long::sum);
    }

    private long of(Verdict verdict) {
        LongAdder count = verdicts.get(verdict);
        return count == null ? 0 : count.sum();
    }

    ShadowStats stats(long underway) {
        Map<Skip, Long> skipped = new EnumMap<>(Skip.class);
        skips.forEach((skip, count) -> skipped.put(skip, count.sum()));
        return new ShadowStats(
                submitted.sum(),
                underway,
                of(Verdict.EQUAL),
                of(Verdict.SETTLED),
                of(Verdict.DIFF),
                of(Verdict.NOISE),
                of(Verdict.UNSETTLED),
                of(Verdict.INCOMPARABLE),
                partial.sum(),
                rows.sum(),
                of(Verdict.ERROR),
                of(Verdict.DROPPED),
                Map.copyOf(skipped),
                Map.copyOf(noisy));
    }
}
