package dev.shunt.shadow;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Comparison;
import dev.shunt.compare.Difference;
import dev.shunt.compare.Outcome;
import dev.shunt.compare.RowOrder;
import dev.shunt.sql.Read;
import dev.shunt.sql.Term;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How two readings of one query are compared. */
record Check(RowOrder order, List<String> keyColumns, Comparison comparison) {
    static Check of(Answer answer) {
        Read read = answer.analysis().read();
        List<String> keyColumns = answer.keyColumns();
        Comparison comparison = new Comparison(answer.rules());
        if (read == null) {
            return new Check(RowOrder.NONE, List.of(), comparison);
        }
        // in a join the key of one table names no row of the result
        List<String> key = read.table() == null ? List.of() : keyColumns;
        boolean one = !key.isEmpty() && key.stream().allMatch(column -> given(column, read.equalities()));
        boolean limited = read.limited() || answer.maxRows() > 0;
        return new Check(new RowOrder(read.orderBy(), limited && !one, read.offset()), key, comparison);
    }

    /** Returns that of rows which are asked for by their keys. */
    Check byKey() {
        return new Check(RowOrder.NONE, keyColumns, comparison.ofRowsOnly());
    }

    Check ofRowsOnly() {
        return new Check(order, keyColumns, comparison.ofRowsOnly());
    }

    Check without(Set<String> labels) {
        return labels.isEmpty() ? this : new Check(order, keyColumns, comparison.without(labels));
    }

    /**
     * Returns the columns in which two readings of one snapshot differ, where they are all that differs; empty where that
     * cannot be told.
     */
    Set<String> unstable(Reading one, Reading again) {
        CapturedResult left = one.rows();
        CapturedResult right = again.rows();
        if (left == null || right == null || left.rows().size() != right.rows().size()) {
            return Set.of();
        }
        Set<String> labels = compare(one, again).differences().stream()
                .map(difference -> Objects.requireNonNullElse(difference.column(), ""))
                .collect(Collectors.toSet());
        Set<String> found = labels.contains("") ? inPlace(left, right) : labels;
        boolean explains = found.size() < left.columns().size()
                && without(found).compare(one, again).equal();
        return explains ? found : Set.of();
    }

    /** Without a key, the same plan gives the rows of both in the same order. */
    private static Set<String> inPlace(CapturedResult left, CapturedResult right) {
        Set<String> labels = new HashSet<>();
        for (int i = 0; i < left.rows().size(); i++) {
            List<@Nullable Object> one = left.rows().get(i).values();
            List<@Nullable Object> other = right.rows().get(i).values();
            for (int c = 0; c < one.size(); c++) {
                if (!Objects.deepEquals(one.get(c), other.get(c))) {
                    labels.add(left.columns().get(c).label());
                }
            }
        }
        return labels;
    }

    private static boolean given(String column, Map<String, List<Term>> equalities) {
        return equalities.entrySet().stream()
                .anyMatch(equality -> equality.getKey().equalsIgnoreCase(column)
                        && equality.getValue().size() == 1);
    }

    /** Compares rows with rows; failures of both sides are equal, of one side a difference. */
    Outcome compare(Reading primary, Reading secondary) {
        CapturedResult left = primary.rows();
        CapturedResult right = secondary.rows();
        if (left != null && right != null) {
            return comparison.compare(left, right, order, keyColumns);
        }
        if (left == null && right == null) {
            return new Outcome(Outcome.Verdict.EQUAL, List.of(), 0, true);
        }
        Difference error = new Difference(Difference.Kind.ERROR, null, null, primary.failure(), secondary.failure());
        return new Outcome(Outcome.Verdict.DIFFERENT, List.of(error), 0, false);
    }
}
