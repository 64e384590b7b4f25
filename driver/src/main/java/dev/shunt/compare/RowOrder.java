package dev.shunt.compare;

import java.util.List;

/**
 * What a query promises about the order of its rows.
 *
 * @param columns the ORDER BY expressions as written, without ASC or DESC; rows that are equal in them may come in any
 *     order. Those that are no column of the result, and those behind them, are not checked
 * @param limited true if the query asks for a part of its rows only (LIMIT, OFFSET)
 * @param offset true if that part is not just as many rows as there are, up to a number
 */
public record RowOrder(List<String> columns, boolean limited, boolean offset) {
    /** No order, all rows. */
    public static final RowOrder NONE = new RowOrder(List.of(), false, false);

    /** Returns the order by {@code columns}, of all rows. */
    public static RowOrder by(String... columns) {
        return new RowOrder(List.of(columns), false, false);
    }
}
