package dev.shunt.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Shows rows of both results side by side: the first few only, and bounded in size. Not thread-safe. */
final class RowPairs {
    private static final int MAX_PAIRS = 10;
    private static final int MAX_COLUMNS = 100;
    private static final int MAX_ROW = 4_000;
    private static final int MAX_VALUE = 300;

    private final List<ColumnPair> columns;
    private final Matching matching;
    private final List<Row> primary;
    private final List<Row> secondary;
    private int given;
    private int lastPrimary = -1;
    private int lastSecondary = -1;
    private @Nullable RowPair last;

    RowPairs(List<ColumnPair> pairs, Matching matching, List<Row> primary, List<Row> secondary) {
        this.columns = pairs.subList(0, Math.min(pairs.size(), MAX_COLUMNS));
        this.matching = matching;
        this.primary = primary;
        this.secondary = secondary;
    }

    /** Returns row {@code i} of the primary beside row {@code j} of the secondary, -1 for none; null beyond the bound. */
    @Nullable
    RowPair of(int i, int j) {
        if (i != lastPrimary || j != lastSecondary) { // the differences of a row come together
            lastPrimary = i;
            lastSecondary = j;
            last = given++ < MAX_PAIRS ? pair(i, j) : null;
        }
        return last;
    }

    private RowPair pair(int i, int j) {
        List<Integer> differing = i < 0 || j < 0
                ? List.of()
                : IntStream.range(0, columns.size())
                        .filter(c -> !matching.same(i, j, c))
                        .boxed()
                        .toList();
        return new RowPair(
                columns.stream().map(ColumnPair::label).toList(),
                i < 0 ? null : values(primary.get(i), true),
                j < 0 ? null : values(secondary.get(j), false),
                differing);
    }

    private List<@Nullable Object> values(Row row, boolean ofPrimary) {
        int longest = Math.min(MAX_VALUE, MAX_ROW / columns.size());
        List<@Nullable Object> values = new ArrayList<>();
        for (ColumnPair column : columns) {
            values.add(cut(row.values().get(ofPrimary ? column.primaryIndex() : column.secondaryIndex()), longest));
        }
        return Collections.unmodifiableList(values);
    }

    private static @Nullable Object cut(@Nullable Object value, int longest) {
        if (value == null) {
            return null;
        }
        String text = value instanceof String given ? given : Text.of(value);
        return text.length() <= longest
                ? value
                : text.substring(0, longest) + (value instanceof String ? "… (" + text.length() + " characters)" : "…");
    }
}
