package dev.shunt.compare;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which row of the secondary stands for which row of the primary. First equal rows are matched, then what is left by key. */
final class Matching {
    private final List<ColumnPair> pairs;
    private final List<List<@Nullable Object>> primary = new ArrayList<>();
    private final List<List<@Nullable Object>> secondary = new ArrayList<>();
    private final int[] secondaryOf;
    private final int[] primaryOf;

    Matching(List<ColumnPair> pairs, List<Row> left, List<Row> right) {
        this.pairs = pairs;
        for (Row row : left) {
            primary.add(normal(row, true));
        }
        for (Row row : right) {
            secondary.add(normal(row, false));
        }
        secondaryOf = new int[left.size()];
        primaryOf = new int[right.size()];
        Arrays.fill(secondaryOf, -1);
        Arrays.fill(primaryOf, -1);
        matchEqual();
    }

    private List<@Nullable Object> normal(Row row, boolean left) {
        List<@Nullable Object> values = new ArrayList<>(pairs.size());
        for (ColumnPair pair : pairs) {
            values.add(pair.normal(row.values().get(left ? pair.primaryIndex() : pair.secondaryIndex())));
        }
        return values;
    }

    private void matchEqual() {
        List<Integer> exact = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            if (!pairs.get(i).approximate()) {
                exact.add(i);
            }
        }
        Map<List<@Nullable Object>, Queue<Integer>> candidates = new HashMap<>();
        for (int j = 0; j < secondary.size(); j++) {
            candidates
                    .computeIfAbsent(values(secondary.get(j), exact), k -> new ArrayDeque<>())
                    .add(j);
        }
        for (int i = 0; i < primary.size(); i++) {
            Queue<Integer> alike = candidates.get(values(primary.get(i), exact));
            if (alike != null) {
                matchFirst(i, alike.iterator());
            }
        }
    }

    private void matchFirst(int i, Iterator<Integer> candidates) {
        while (candidates.hasNext()) {
            int j = candidates.next();
            if (same(i, j)) {
                match(i, j);
                candidates.remove();
                return;
            }
        }
    }

    private void match(int i, int j) {
        secondaryOf[i] = j;
        primaryOf[j] = i;
    }

    private boolean same(int i, int j) {
        for (int c = 0; c < pairs.size(); c++) {
            if (!same(i, j, c)) {
                return false;
            }
        }
        return true;
    }

    /** Returns true if the rows have the same value in column {@code c}. */
    boolean same(int i, int j, int c) {
        return pairs.get(c).same(primary.get(i).get(c), secondary.get(j).get(c));
    }

    /** Matches what is left where one row of each side has a key; no columns: where one related row of each side is left. */
    void matchByKey(List<Integer> key) {
        Map<List<@Nullable Object>, List<Integer>> right = new HashMap<>();
        for (int j : unmatched(primaryOf)) {
            right.computeIfAbsent(values(secondary.get(j), key), k -> new ArrayList<>())
                    .add(j);
        }
        Map<List<@Nullable Object>, List<Integer>> left = new HashMap<>();
        for (int i : unmatched(secondaryOf)) {
            left.computeIfAbsent(values(primary.get(i), key), k -> new ArrayList<>())
                    .add(i);
        }
        left.forEach((values, rows) -> {
            List<Integer> others = right.getOrDefault(values, List.of());
            if (rows.size() == 1 && others.size() == 1 && (!key.isEmpty() || related(rows.get(0), others.get(0)))) {
                match(rows.get(0), others.get(0));
            }
        });
    }

    /** Without a key, two rows that are left are one changed row if they are all there is or have a value in common. */
    private boolean related(int i, int j) {
        return (primary.size() == 1 && secondary.size() == 1)
                || IntStream.range(0, pairs.size()).anyMatch(c -> same(i, j, c));
    }

    private static List<@Nullable Object> values(List<@Nullable Object> row, List<Integer> columns) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (int c : columns) {
            values.add(row.get(c));
        }
        return values;
    }

    private static List<Integer> unmatched(int[] partners) {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < partners.length; i++) {
            if (partners[i] < 0) {
                rows.add(i);
            }
        }
        return rows;
    }

    List<Integer> missing() {
        return unmatched(secondaryOf);
    }

    List<Integer> extra() {
        return unmatched(primaryOf);
    }

    /** Returns the rows of the primary that have a partner, in its order. */
    List<Integer> matched() {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < secondaryOf.length; i++) {
            if (secondaryOf[i] >= 0) {
                rows.add(i);
            }
        }
        return rows;
    }

    /** Returns the same rows in the order of the secondary. */
    List<Integer> matchedAsOnSecondary() {
        return Arrays.stream(primaryOf).filter(i -> i >= 0).boxed().toList();
    }

    int secondaryOf(int i) {
        return secondaryOf[i];
    }

    List<@Nullable Object> primary(int i) {
        return primary.get(i);
    }

    List<@Nullable Object> secondary(int j) {
        return secondary.get(j);
    }

    /** Returns how often the primary and the secondary have exactly {@code row}. */
    long[] counts(List<@Nullable Object> row) {
        return new long[] {
            primary.stream().filter(row::equals).count(),
            secondary.stream().filter(row::equals).count()
        };
    }
}
