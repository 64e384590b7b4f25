package dev.shunt.mirror;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts, for each table, how the rows of statements became known, and those whose rows stayed unknown, by reason. There
 * are as many reasons as the code has. Thread-safe.
 */
public final class RangeCounts {
    /**
     * The counts of one table.
     *
     * @param given statements that name their rows
     * @param generated statements whose rows the database numbers
     * @param asked statements whose rows were asked for
     * @param again of these the times that one was taken back, asked for and run again
     * @param reasons statements that ended in a range intent, by reason
     */
    public record Counts(long given, long generated, long asked, long again, Map<String, Long> reasons) {
        /** Returns the number of statements that ended in a range intent. */
        public long ranges() {
            return reasons.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static final class OfTable {
        final LongAdder given = new LongAdder();
        final LongAdder generated = new LongAdder();
        final LongAdder asked = new LongAdder();
        final LongAdder again = new LongAdder();
        final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
    }

    /** Tables of which counts are kept, the first ones: names of temporary tables may be made without end. */
    private static final int MOST = 10_000;

    private final Map<String, OfTable> tables = new ConcurrentHashMap<>();
    private final OfTable others = new OfTable();

    private OfTable of(String table) {
        OfTable counted = tables.get(table);
        return counted != null
                ? counted
                : tables.size() < MOST ? tables.computeIfAbsent(table, name -> new OfTable()) : others;
    }

    void given(String table) {
        of(table).given.increment();
    }

    void generated(String table) {
        of(table).generated.increment();
    }

    void asked(String table) {
        of(table).asked.increment();
    }

    void again(String table) {
        of(table).again.increment();
    }

    void range(String table, String why) {
        of(table).reasons.computeIfAbsent(why, reason -> new LongAdder()).increment();
    }

    /** Returns the counts of {@code table} since the start. */
    public Counts counts(String table) {
        OfTable counted = tables.get(table);
        if (counted == null) {
            return new Counts(0, 0, 0, 0, Map.of());
        }
        Map<String, Long> reasons = new TreeMap<>();
        counted.reasons.forEach((why, count) -> reasons.put(why, count.sum()));
        return new Counts(
                counted.given.sum(), counted.generated.sum(), counted.asked.sum(), counted.again.sum(), reasons);
    }
}
