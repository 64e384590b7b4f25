package dev.shunt.shadow;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Comparison;
import dev.shunt.compare.Difference;
import dev.shunt.compare.Outcome;
import dev.shunt.compare.RowOrder;
import dev.shunt.diff.JsonText;
import dev.shunt.sql.Read;
import dev.shunt.sql.Term;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How two readings of one query are compared. */
record Check(RowOrder order, List<String> keyColumns) {
    private static final Comparison COMPARISON = new Comparison(JsonText::normal);

    static Check of(List<String> keyColumns, @Nullable Read read) {
        if (read == null) {
            return new Check(RowOrder.NONE, List.of());
        }
        // in a join the key of one table names no row of the result
        List<String> key = read.table() == null ? List.of() : keyColumns;
        boolean one = !key.isEmpty() && key.stream().allMatch(column -> given(column, read.equalities()));
        return new Check(new RowOrder(read.orderBy(), read.limited() && !one), key);
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
            return COMPARISON.compare(left, right, order, keyColumns);
        }
        if (left == null && right == null) {
            return new Outcome(Outcome.Verdict.EQUAL, List.of(), 0, true);
        }
        Difference error = new Difference(Difference.Kind.ERROR, null, null, primary.failure(), secondary.failure());
        return new Outcome(Outcome.Verdict.DIFFERENT, List.of(error), 0, false);
    }
}
