package dev.shunt.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result, or a part of it, as it was read. Immutable.
 *
 * @param columns empty where no row was read
 * @param rows in the order of the result
 * @param complete true if it was read to its end
 * @param truncated true if rows were read but not kept
 * @param bytes about how much memory the values take
 * @param gaps true if rows between those kept were not read
 * @param rest the sums of the rows that were read and not kept, all of which come after those kept; null where there are
 *     none, or they are not known
 */
public record CapturedResult(
        List<ColumnInfo> columns,
        List<Row> rows,
        boolean complete,
        boolean truncated,
        long bytes,
        boolean gaps,
        @Nullable Sums rest) {

    /** One without gaps and sums. */
    public CapturedResult(List<ColumnInfo> columns, List<Row> rows, boolean complete, boolean truncated, long bytes) {
        this(columns, rows, complete, truncated, bytes, false, null);
    }

    /** Returns true if no row of the result is missing here. */
    public boolean whole() {
        return complete && !truncated;
    }

    /** Returns true if each row that was read is here or in the sums. */
    boolean accounted() {
        return !gaps && (!truncated || rest != null);
    }

    /** Returns how many rows were read, kept or not. */
    public long read() {
        return rows.size() + (rest == null ? 0 : rest.rows());
    }
}
