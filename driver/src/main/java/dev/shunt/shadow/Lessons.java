package dev.shunt.shadow;

import dev.shunt.compare.ColumnInfo;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has been learned of statements; of those not seen for long it is forgotten. Thread-safe, bounded. */
final class Lessons {
    private static final int MAX = 1_000;

    /** The columns that both sides answer a statement with. */
    record Shape(String fingerprint, List<ColumnInfo> primary, List<ColumnInfo> secondary) {}

    private final Map<String, Set<String>> unstable = new Recent<>();
    private final Map<Shape, Boolean> shapes = new Recent<>();

    /** Keeps that these columns of a statement differ from themselves, by label. */
    synchronized void unstable(String fingerprint, Set<String> labels) {
        Set<String> all = new HashSet<>(labels);
        all.addAll(unstable(fingerprint));
        unstable.put(fingerprint, Set.copyOf(all));
    }

    synchronized Set<String> unstable(String fingerprint) {
        return unstable.getOrDefault(fingerprint, Set.of());
    }

    /** Keeps that the columns of both sides have been compared, to whatever end. */
    synchronized void compared(Shape shape) {
        shapes.put(shape, true);
    }

    synchronized boolean isCompared(Shape shape) {
        return shapes.containsKey(shape);
    }

    @SuppressWarnings("serial") // nobody writes it
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MAX;
        }
    }
}
