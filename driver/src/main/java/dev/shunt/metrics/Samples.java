package dev.shunt.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads metrics out of a status. */
final class Samples {
    /** Names behind one label that are told at most. */
    static final int MOST = 2_000;

    private Samples() {}

    /** Returns the values by name of the label, or by the empty text where there is none; what is absent is left out. */
    static Map<String, Double> of(Metric metric, Map<String, Object> status) {
        Map<String, Double> samples = new LinkedHashMap<>();
        collect(metric, metric.path(), status, "", samples);
        return samples;
    }

    private static void collect(
            Metric metric, List<String> path, @Nullable Object at, String name, Map<String, Double> samples) {
        if (path.isEmpty()) {
            Double value = number(metric, at);
            if (value != null) {
                samples.put(name, value * metric.scale());
            }
        } else if (at instanceof Map<?, ?> map) {
            List<String> rest = path.subList(1, path.size());
            if (!path.get(0).equals("*")) {
                if (map.containsKey(path.get(0))) {
                    collect(metric, rest, map.get(path.get(0)), name, samples);
                }
                return;
            }
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (samples.size() >= MOST) {
                    return;
                }
                collect(metric, rest, entry.getValue(), String.valueOf(entry.getKey()), samples);
            }
        }
    }

    /** A text or nothing is a flag only where a flag is meant: of numbers, nothing is not known. */
    private static @Nullable Double number(Metric metric, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1.0 : 0.0;
        }
        return metric.name().endsWith("_tainted") ? Double.valueOf(value == null ? 0 : 1) : null;
    }
}
