package dev.shunt.verify;

import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import dev.shunt.schema.Streaming;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A table on one side, read range by range through one connection in auto-commit. Not thread-safe. */
final class Side {
    /** Whole rows that come at a time, where the driver lets that be chosen. */
    private static final int FETCHED = 50;

    /** No bound of rows. */
    static final long ALL = -1;

    private final Connection connection;
    private final Layout layout;

    Side(Connection connection, Layout layout) {
        this.connection = connection;
        this.layout = layout;
    }

    Dialect dialect() {
        return layout.dialect;
    }

    /**
     * Sums the rows up inside the database; only sides of one dialect come to the same.
     *
     * @param most rows of the range that are looked at; or {@link #ALL}
     */
    Sum sumThere(Range range, String lock, long most) throws SQLException {
        String sql = most == ALL ? layout.sums(range, lock) : layout.boundedSums(range, lock);
        return query(sql, range, most, false, rows -> {
            rows.next();
            return rows.getLong(1) == 0 ? Sum.NONE : new Sum(rows.getLong(1), integer(rows, 2), integer(rows, 3));
        });
    }

    /** Returns the columns of which {@link #sumThere} does not see every value, as far as the first rows tell. */
    Set<String> blind(int rows) throws SQLException {
        List<String> names = layout.names;
        Range all = new Range(null, null);
        String sql = "SELECT " + layout.selected(names.size()) + ", " + String.join(", ", layout.exact()) + ", "
                + layout.hash() + layout.from(all) + " LIMIT ?";
        return query(sql, all, rows, true, found -> {
            Sight sight = new Sight(names);
            while (found.next()) {
                List<@Nullable Object> values = new ArrayList<>();
                List<@Nullable String> texts = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    values.add(layout.forms.get(i).read(found, i + 1));
                    texts.add(found.getString(names.size() + i + 1));
                }
                sight.row(values, texts, found.getString(2 * names.size() + 1));
            }
            return sight.blind();
        });
    }

    private static BigInteger integer(ResultSet rows, int column) throws SQLException {
        return rows.getBigDecimal(column).toBigIntegerExact();
    }

    /** As {@link #sumThere}, but reads the rows and sums them up here. */
    Sum sumHere(Range range, String lock, long most) throws SQLException {
        int columns = layout.names.size();
        String sql = "SELECT " + layout.selected(columns) + layout.from(range) + (most == ALL ? "" : " LIMIT ?") + lock;
        return query(sql, range, most, true, rows -> {
            RowHash hash = new RowHash();
            Sum sum = Sum.NONE;
            while (rows.next()) {
                for (int i = 0; i < columns; i++) {
                    hash.add(layout.forms.get(i).read(rows, i + 1));
                }
                sum = hash.end(sum);
            }
            return sum;
        });
    }

    /** Returns the key of the {@code n}th row of the range; null if it has fewer. */
    @Nullable
    Key nth(Range range, long n) throws SQLException {
        List<Key> found = keys(range, " ORDER BY " + layout.order.by() + " LIMIT 1 OFFSET ?", n - 1);
        return found.isEmpty() ? null : found.get(0);
    }

    List<Key> keys(Range range) throws SQLException {
        return keys(range, "", ALL);
    }

    private List<Key> keys(Range range, String tail, long number) throws SQLException {
        int keySize = layout.keySize;
        String sql = "SELECT " + layout.selected(keySize) + layout.from(range) + tail;
        return query(sql, range, number, false, rows -> {
            List<Key> keys = new ArrayList<>();
            while (rows.next()) {
                List<@Nullable Object> values = new ArrayList<>(keySize);
                for (int i = 0; i < keySize; i++) {
                    values.add(layout.forms.get(i).read(rows, i + 1));
                }
                keys.add(Key.of(values));
            }
            return keys;
        });
    }

    private interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /**
     * Runs a query of a range.
     *
     * @param number its last parameter; {@link #ALL} where it has only those of the range
     * @param whole true if whole rows are read, which may be long
     */
    private <T> T query(String sql, Range range, long number, boolean whole, Reader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (whole) {
                Streaming.on(statement, FETCHED);
            }
            int next = layout.order.bind(statement, range.after(), range.upTo());
            if (number != ALL) {
                statement.setLong(next, number);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            }
        }
    }
}
