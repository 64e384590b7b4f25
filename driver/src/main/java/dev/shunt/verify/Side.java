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

    private final Connection connection;
    private final Layout layout;

    Side(Connection connection, Layout layout) {
        this.connection = connection;
        this.layout = layout;
    }

    Dialect dialect() {
        return layout.dialect;
    }

    /** Sums the rows up inside the database; only sides of one dialect come to the same. */
    Sum sumThere(Range range, String lock) throws SQLException {
        return query(layout.summed, range, "", lock, false, rows -> {
            rows.next();
            return rows.getLong(1) == 0 ? Sum.NONE : new Sum(rows.getLong(1), integer(rows, 2), integer(rows, 3));
        });
    }

    /** Returns the columns of which {@link #sumThere} does not see every value, as far as the first rows tell. */
    Set<String> blind(int rows) throws SQLException {
        List<String> names = layout.names;
        String sql = "SELECT " + layout.selected(names.size()) + ", " + String.join(", ", layout.exact()) + ", "
                + layout.hash();
        return query(sql, new Range(null, null), " LIMIT " + rows, "", true, found -> {
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

    /** Reads the rows and sums them up here. */
    Sum sumHere(Range range, String lock) throws SQLException {
        int columns = layout.names.size();
        return query("SELECT " + layout.selected(columns), range, "", lock, true, rows -> {
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

    /** Returns about how many rows a range has, as the server guesses by its index; -1 where it does not say. */
    long about(Range range) throws SQLException {
        if (layout.dialect == Dialect.H2) {
            return -1;
        }
        return query("EXPLAIN SELECT 1", range, "", "", false, plan -> {
            for (int i = 1; i <= plan.getMetaData().getColumnCount(); i++) {
                if (plan.getMetaData().getColumnLabel(i).equalsIgnoreCase("rows") && plan.next()) {
                    long rows = plan.getLong(i);
                    return plan.wasNull() ? -1 : rows;
                }
            }
            return -1L;
        });
    }

    /** Returns the key of the {@code n}th row of the range; null if it has fewer. */
    @Nullable
    Key nth(Range range, long n) throws SQLException {
        String tail = " ORDER BY " + layout.order.by() + " LIMIT 1 OFFSET " + (n - 1);
        List<Key> found = keys(range, tail);
        return found.isEmpty() ? null : found.get(0);
    }

    List<Key> keys(Range range) throws SQLException {
        return keys(range, "");
    }

    private List<Key> keys(Range range, String tail) throws SQLException {
        int keySize = layout.keySize;
        return query("SELECT " + layout.selected(keySize), range, tail, "", false, rows -> {
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

    /** @param whole true if whole rows are read, which may be long */
    private <T> T query(String select, Range range, String tail, String lock, boolean whole, Reader<T> reader)
            throws SQLException {
        String sql = select + layout.from(range) + tail + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (whole) {
                Streaming.on(statement, FETCHED);
            }
            layout.order.bind(statement, range.after(), range.upTo());
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            }
        }
    }
}
