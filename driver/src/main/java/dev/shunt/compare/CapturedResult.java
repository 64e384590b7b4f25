package dev.shunt.compare;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A result, or the first part of it, as it was read. Immutable.
 *
 * @param columns empty where no row was read
 * @param complete true if it was read to its end
 * @param truncated true if rows were read but not kept
 * @param bytes about how much memory the values take
 */
public record CapturedResult(
        List<ColumnInfo> columns, List<Row> rows, boolean complete, boolean truncated, long bytes) {

    /** Reads {@code result} to its end, or as far as {@code maxRows} rows and a bound in bytes allow. */
    public static CapturedResult read(ResultSet result, int maxRows) throws SQLException {
        Capture capture = new Capture(maxRows);
        while (result.next()) {
            capture.row(result);
            if (capture.truncated()) {
                return capture.result(false);
            }
        }
        return capture.result(true);
    }

    /** Returns true if no row of the result is missing here. */
    public boolean whole() {
        return complete && !truncated;
    }
}
