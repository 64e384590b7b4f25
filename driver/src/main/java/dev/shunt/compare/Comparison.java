package dev.shunt.compare;

import java.util.List;
import java.util.Set;

/**
 * Compares two answers to the same query by value: numbers whatever their type and scale, floating point within its
 * precision, CHAR without its padding, times to the microsecond, JSON by content, rows by key and else as a multiset,
 * order only as far as the query asks for one. What was read beyond the rows that are kept is compared by its sums.
 * Immutable, thread-safe.
 */
public final class Comparison {
    private final Rules rules;
    private final boolean shapes;

    /** Creates one by these rules. */
    public Comparison(Rules rules) {
        this(rules, true);
    }

    private Comparison(Rules rules, boolean shapes) {
        this.rules = rules;
        this.shapes = shapes;
    }

    /** Returns one that leaves out how the columns themselves differ. */
    public Comparison ofRowsOnly() {
        return new Comparison(rules, false);
    }

    /** Returns one that leaves out these columns too, by label. */
    public Comparison without(Set<String> labels) {
        return new Comparison(rules.without(labels), shapes);
    }

    /**
     * Compares what the primary and the secondary answered.
     *
     * @param keyColumns the columns that together name one row of the result; empty where none are known
     */
    public Outcome compare(CapturedResult primary, CapturedResult secondary, RowOrder order, List<String> keyColumns) {
        Columns all = Columns.of(primary.columns(), secondary.columns(), rules, !keyColumns.isEmpty());
        Columns columns = shapes ? all : new Columns(all.pairs(), List.of());
        Matching matching = new Matching(columns.pairs(), primary.rows(), secondary.rows());
        List<Integer> key = columns.places(keyColumns);
        List<Integer> ordered = columns.leading(order.columns());
        boolean fullOrder = !key.isEmpty() && ordered.containsAll(key);
        boolean decided = !order.limited() || fullOrder;
        if (!key.isEmpty() || (decided && primary.whole() && secondary.whole())) {
            matching.matchByKey(key);
        }
        boolean certain = columns.show(key, keyColumns);
        if (!certain
                && decided
                && primary.whole()
                && secondary.whole()
                && primary.read() == 1
                && secondary.read() == 1) {
            matching.matchByKey(List.of()); // max(id) AS id is a value
        }
        Findings findings = new Findings(columns, matching, key, certain, primary, secondary);
        if (!columns.pairs().isEmpty()) {
            findings.values();
            findings.rows(
                    fullOrder, decided, !order.offset(), Page.of(matching, ordered, order.limited() && fullOrder));
            OrderCheck.firstMoved(matching, ordered).ifPresent(findings::moved);
            findings.rest(rules, fullOrder, decided);
            findings.chosen(decided);
        }
        return findings.outcome();
    }
}
