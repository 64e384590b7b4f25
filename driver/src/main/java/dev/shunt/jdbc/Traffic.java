package dev.shunt.jdbc;

import dev.shunt.config.Side;
import dev.shunt.metrics.Timing;
import dev.shunt.route.Plan;
import dev.shunt.route.Reason;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What went through the wrapped connections of one instance while a knob was on. Thread-safe. */
public final class Traffic {
    private final LongAdder statements = new LongAdder();
    private final Map<Side, LongAdder> reads = adders(Side.class);
    private final LongAdder writes = new LongAdder();
    private final Map<Reason, LongAdder> stayed = adders(Reason.class);
    private final LongAdder asked = new LongAdder();
    private final LongAdder fellBack = new LongAdder();
    private final LongAdder unwrapped = new LongAdder();
    private final Map<Side, Timing> readTimes =
            new EnumMap<>(Map.of(Side.SOURCE, new Timing(1), Side.TARGET, new Timing(1)));
    private final Timing writeTimes = new Timing(1);

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            adders.put(constant, new LongAdder());
        }
        return adders;
    }

    void statement() {
        statements.increment();
    }

    void planned(Plan plan) {
        if (plan.asked()) {
            asked.increment();
        }
        adder(stayed, plan.reason()).increment();
    }

    void stayed(Reason reason) {
        adder(stayed, reason).increment();
    }

    void read(Side side, long nanos) {
        adder(reads, side).increment();
        Timing times = readTimes.get(side);
        if (times != null) {
            times.record(nanos);
        }
    }

    void wrote(long nanos) {
        writes.increment();
        writeTimes.record(nanos);
    }

    void fellBack() {
        fellBack.increment();
    }

    /** Counts an object that the application took out of its wrapper; returns true for the first. */
    boolean unwrapped() {
        unwrapped.increment();
        return unwrapped.sum() == 1;
    }

    private static <E> LongAdder adder(Map<E, LongAdder> adders, E key) {
        return adders.computeIfAbsent(key, k -> new LongAdder());
    }

    /** Returns all counters, for {@code status}. */
    public Map<String, Object> shown(Side primary) {
        long source = adder(reads, Side.SOURCE).sum();
        long target = adder(reads, Side.TARGET).sum();
        Map<String, Object> reasons = new LinkedHashMap<>();
        stayed.forEach((reason, count) -> {
            if (reason != Reason.GRAY && count.sum() > 0) {
                reasons.put(reason.toString(), count.sum());
            }
        });
        Map<String, Object> gray = new LinkedHashMap<>();
        gray.put("asked", percent(asked.sum(), source + target));
        gray.put("reached", percent(target, source + target));
        gray.put("stayed", reasons);
        gray.put("fell_back", fellBack.sum());
        Map<String, Object> latency = new LinkedHashMap<>();
        readTimes.forEach((side, times) -> latency.put(side + "_read", times.shown()));
        latency.put("write", writeTimes.shown());
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("statements", statements.sum());
        shown.put("reads", Map.of("source", source, "target", target));
        shown.put("writes", Map.of(primary.toString(), writes.sum()));
        shown.put("gray", gray);
        shown.put("latency", latency);
        shown.put("unwrapped", unwrapped.sum());
        return shown;
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(10_000.0 * part / whole) / 100.0;
    }
}
