package dev.shunt.compare;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of a result while the application reads it, and is never in its way. The first rows are kept, bounded
 * in number and in bytes; of those beyond only sums of hashes are. Values longer than 1 MiB are not kept. Not
 * thread-safe.
 */
public final class Capture {
    /** About how many bytes of one result are kept. */
    private static final long MAX_BYTES = 16L << 20;

    private final int maxRows;
    private final Rules rules;
    private final List<Row> rows = new ArrayList<>();
    private @Nullable List<ColumnInfo> columns;
    private @Nullable RowHash hash;
    private @Nullable Sums rest;
    private @Nullable NavigableMap<Integer, Row> scrolled;
    private int before;
    private int count = -1;
    private long bytes;
    private boolean truncated;
    private boolean broken;

    /** Creates one that keeps at most {@code maxRows} rows. */
    public Capture(int maxRows, Rules rules) {
        this.maxRows = maxRows;
        this.rules = rules;
    }

    /**
     * Takes the row that {@code current} stands on, the next one. To be called once for each {@code next()} that returned
     * true, before the application reads. Never throws.
     */
    public void row(ResultSet current) {
        if (broken) {
            return;
        }
        try {
            Row row = read(current);
            if (!truncated && room(rows.size())) {
                keep(row);
                rows.add(row);
            } else {
                sum(row);
            }
        } catch (SQLException | RuntimeException | LinkageError e) {
            gone(); // no metadata, no comparison; the application meets the same error by itself
        }
    }

    /**
     * Takes the row that {@code current} stands on after any other movement, and after {@code next()} from then on. Rows
     * beyond the bound are left out. Never throws.
     *
     * @param onRow false if the movement led to no row
     * @param end true if it shows where the result ends: it led to the last row, or one further
     */
    public void scrolled(ResultSet current, boolean onRow, boolean end) {
        if (broken) {
            return;
        }
        try {
            NavigableMap<Integer, Row> places = scattered();
            int at = onRow ? current.getRow() : -1;
            if (end) {
                count = Math.max(count, onRow ? at : before);
            }
            before = at;
            if (at < 1 || places.containsKey(at)) {
                return;
            }
            if (room(places.size())) {
                Row row = read(current);
                keep(row);
                places.put(at, row);
            } else {
                truncated = true;
            }
        } catch (SQLException | RuntimeException | LinkageError e) {
            gone();
        }
    }

    private NavigableMap<Integer, Row> scattered() {
        NavigableMap<Integer, Row> places = scrolled;
        if (places == null) {
            places = new TreeMap<>();
            for (Row row : rows) {
                places.put(places.size() + 1, row);
            }
            scrolled = places;
            before = truncated ? -1 : rows.size();
            rows.clear();
            rest = null;
        }
        return places;
    }

    private boolean room(int kept) {
        return kept < maxRows && bytes <= MAX_BYTES;
    }

    private Row read(ResultSet current) throws SQLException {
        List<ColumnInfo> known = columns;
        if (known == null) {
            known = ColumnInfo.of(current.getMetaData());
            columns = known;
        }
        @Nullable Object[] values = new Object[known.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ColumnReader.read(current, i + 1, known.get(i).type());
        }
        return new Row(Collections.unmodifiableList(Arrays.asList(values)));
    }

    private void keep(Row row) {
        for (Object value : row.values()) {
            bytes += size(value);
        }
    }

    private void sum(Row row) {
        truncated = true;
        List<ColumnInfo> known = columns == null ? List.of() : columns;
        RowHash hashes = hash;
        Sums sums = rest;
        if (hashes == null || sums == null) {
            hashes = new RowHash(known, rules);
            sums = new Sums(known.size());
            hash = hashes;
            rest = sums;
        }
        sums.add(hashes.of(row.values()), rows.size() + sums.rows() + 1);
    }

    private void gone() {
        broken = true;
        truncated = true;
        rest = null;
    }

    private static int size(@Nullable Object value) {
        return value instanceof String text
                ? 40 + text.length()
                : value instanceof byte[] binary ? 16 + binary.length : 24;
    }

    /**
     * Returns what was taken.
     *
     * @param complete true if the result was read to its end by {@code next()}; not asked for after {@link #scrolled}
     */
    public CapturedResult result(boolean complete) {
        List<ColumnInfo> known = columns == null ? List.of() : columns;
        NavigableMap<Integer, Row> places = scrolled;
        if (places == null) {
            return new CapturedResult(known, List.copyOf(rows), complete && !broken, truncated, bytes, false, rest);
        }
        boolean gaps = !places.isEmpty() && places.lastKey() > places.size();
        boolean all = count == places.size() && !gaps && !broken;
        return new CapturedResult(known, List.copyOf(places.values()), all, truncated, bytes, gaps, null);
    }
}
