package dev.shunt.compare;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Compares two answers to the same query by value: numbers whatever their type and scale, floating point within its
 * precision, CHAR without its padding, times to the microsecond, JSON by content, rows by key and else as a multiset,
 * order only as far as the query asks for one. Immutable, thread-safe.
 */
public final class Comparison {
    private final UnaryOperator<String> json;

    /**
     * Creates one.
     *
     * @param json brings a JSON text to a form in which equal contents are equal texts; must not throw
     */
    public Comparison(UnaryOperator<String> json) {
        this.json = json;
    }

    /**
     * Compares what the primary and the secondary answered.
     *
     * @param keyColumns the columns that together name one row of the result; empty where none are known
     */
    public Outcome compare(CapturedResult primary, CapturedResult secondary, RowOrder order, List<String> keyColumns) {
        Columns columns = Columns.of(primary.columns(), secondary.columns());
        Matching matching = new Matching(columns.pairs(), primary.rows(), secondary.rows(), json);
        List<Integer> key = columns.places(keyColumns);
        List<Integer> ordered = columns.leading(order.columns());
        boolean fullOrder = !key.isEmpty() && ordered.containsAll(key);
        boolean decided = !order.limited() || fullOrder;
        if (!key.isEmpty() || (decided && primary.whole() && secondary.whole())) {
            matching.matchByKey(key);
        }
        Findings findings = new Findings(columns, matching, key, columns.show(key, keyColumns), primary, secondary);
        if (!columns.pairs().isEmpty()) {
            findings.values();
            findings.rows(fullOrder, decided);
            OrderCheck.firstMoved(matching, ordered).ifPresent(findings::moved);
        }
        return findings.outcome();
    }
}
