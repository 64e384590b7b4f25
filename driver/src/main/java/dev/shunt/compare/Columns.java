package dev.shunt.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The columns of two results, brought together.
 *
 * @param differences those of the columns themselves
 */
record Columns(List<ColumnPair> pairs, List<Difference> differences) {

    /** @param oneTable true if the query reads one table only */
    static Columns of(List<ColumnInfo> primary, List<ColumnInfo> secondary, Rules rules, boolean oneTable) {
        if (primary.isEmpty() || secondary.isEmpty()) { // no row, no columns known
            List<ColumnInfo> known = primary.isEmpty() ? secondary : primary;
            return new Columns(byPosition(known, known, rules), List.of());
        }
        List<String> left = labels(primary);
        List<String> right = labels(secondary);
        if (left.equals(right)) {
            List<ColumnPair> pairs = byPosition(primary, secondary, rules);
            return new Columns(pairs, types(pairs, oneTable));
        }
        List<Difference> moved = List.of(new Difference(
                Difference.Kind.METADATA, null, null, String.join(", ", left), String.join(", ", right)));
        return new Columns(byLabel(primary, secondary, right, rules), moved);
    }

    private static List<Difference> types(List<ColumnPair> pairs, boolean oneTable) {
        // beside a window function MariaDB knows no NOT NULL any more
        boolean bare = oneTable && pairs.stream().allMatch(ColumnPair::bare);
        return pairs.stream()
                .filter(pair -> !pair.primary().like(pair.secondary(), bare))
                .map(pair -> new Difference(
                        Difference.Kind.METADATA,
                        null,
                        pair.label(),
                        pair.primary().shape(),
                        pair.secondary().shape()))
                .toList();
    }

    private static List<String> labels(List<ColumnInfo> columns) {
        return columns.stream().map(ColumnInfo::plainLabel).toList();
    }

    private static List<ColumnPair> byPosition(List<ColumnInfo> primary, List<ColumnInfo> secondary, Rules rules) {
        List<ColumnPair> pairs = new ArrayList<>();
        for (int i = 0; i < primary.size(); i++) {
            ColumnPair pair = new ColumnPair(primary.get(i), i, secondary.get(i), i, rules);
            if (!pair.ignored()) {
                pairs.add(pair);
            }
        }
        return pairs;
    }

    /** Pairs the columns that have the same label on both sides: the data beside a changed shape still counts. */
    private static List<ColumnPair> byLabel(
            List<ColumnInfo> primary, List<ColumnInfo> secondary, List<String> right, Rules rules) {
        Set<String> seen = new HashSet<>();
        List<ColumnPair> pairs = new ArrayList<>();
        for (int i = 0; i < primary.size(); i++) {
            String label = primary.get(i).plainLabel();
            int other = right.indexOf(label);
            if (other >= 0 && seen.add(label)) {
                ColumnPair pair = new ColumnPair(primary.get(i), i, secondary.get(other), other, rules);
                if (!pair.ignored()) {
                    pairs.add(pair);
                }
            }
        }
        return pairs;
    }

    /** Returns the places of all {@code names} among the pairs; empty unless every one is there, once. */
    List<Integer> places(List<String> names) {
        List<Integer> places = leading(names);
        return places.size() == names.size() ? places : List.of();
    }

    /** Returns true if there are places, and both sides show there the columns of these very names. */
    boolean show(List<Integer> places, List<String> names) {
        for (int i = 0; i < places.size(); i++) {
            ColumnPair pair = pairs.get(places.get(i));
            if (!pair.primary().shows(names.get(i)) || !pair.secondary().shows(names.get(i))) {
                return false;
            }
        }
        return !places.isEmpty();
    }

    /** Returns the places of {@code expressions} among the pairs, up to the first that is no column. */
    List<Integer> leading(List<String> expressions) {
        return expressions.stream()
                .map(this::place)
                .takeWhile(place -> place >= 0)
                .toList();
    }

    private int place(String expression) {
        if (expression.matches("\\d{1,4}")) { // ORDER BY 2
            int position = Integer.parseInt(expression) - 1;
            return position < pairs.size() ? position : -1;
        }
        String plain = expression.replaceAll("[`\"]", "").toLowerCase(Locale.ROOT);
        String name = plain.substring(plain.lastIndexOf('.') + 1).strip();
        int found = -1;
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).primary().plainLabel().equals(name)) {
                if (found >= 0) {
                    return -1; // two columns of that name: which one is meant?
                }
                found = i;
            }
        }
        return found;
    }
}
