package dev.shunt.compare;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of a result while the application reads it: bounded in rows and in bytes, and never in its way.
 * Values longer than 1 MiB are not kept. Not thread-safe.
 */
public final class Capture {
    /** About how many bytes of one result are kept. */
    private static final long MAX_BYTES = 16L << 20;

    private final int maxRows;
    private final List<Row> rows = new ArrayList<>();
    private @Nullable List<ColumnInfo> columns;
    private long bytes;
    private boolean truncated;

    /** Creates one that keeps at most {@code maxRows} rows. */
    public Capture(int maxRows) {
        this.maxRows = maxRows;
    }

    /**
     * Keeps the row that {@code current} stands on, if there is room for it. To be called once for each
     * {@code next()} that returned true, before the application reads. Never throws.
     */
    public void row(ResultSet current) {
        if (truncated) {
            return;
        }
        if (rows.size() >= maxRows || bytes > MAX_BYTES) {
            truncated = true;
            return;
        }
        try {
            List<ColumnInfo> known = columns;
            if (known == null) {
                known = ColumnInfo.of(current.getMetaData());
                columns = known;
            }
            rows.add(read(current, known));
        } catch (SQLException | RuntimeException | LinkageError e) {
            truncated = true; // no metadata, no comparison; the application meets the same error by itself
        }
    }

    private Row read(ResultSet current, List<ColumnInfo> known) {
        @Nullable Object[] values = new Object[known.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ColumnReader.read(current, i + 1, known.get(i).type());
            bytes += size(values[i]);
        }
        return new Row(Collections.unmodifiableList(Arrays.asList(values)));
    }

    private static int size(@Nullable Object value) {
        return value instanceof String text
                ? 40 + text.length()
                : value instanceof byte[] binary ? 16 + binary.length : 24;
    }

    boolean truncated() {
        return truncated;
    }

    /**
     * Returns what was kept.
     *
     * @param complete true if the result was read to its end
     */
    public CapturedResult result(boolean complete) {
        return new CapturedResult(columns == null ? List.of() : columns, List.copyOf(rows), complete, truncated, bytes);
    }
}
