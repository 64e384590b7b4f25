package dev.shunt.admin.preflight;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of an answer, as texts. Immutable. */
record Row(List<@Nullable String> values) {
    static List<Row> all(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                int width = found.getMetaData().getColumnCount();
                List<Row> rows = new ArrayList<>();
                while (found.next()) {
                    List<@Nullable String> values = new ArrayList<>(width);
                    for (int i = 1; i <= width; i++) {
                        values.add(found.getString(i));
                    }
                    rows.add(new Row(Collections.unmodifiableList(values)));
                }
                return rows;
            }
        }
    }

    /** Returns the n-th value, from 0; the empty text for NULL. */
    String text(int column) {
        String value = values.get(column);
        return value == null ? "" : value;
    }

    @Nullable
    String orNull(int column) {
        return values.get(column);
    }

    /** Returns the n-th value as a number; 0 for NULL. */
    long number(int column) {
        String value = values.get(column);
        return value == null ? 0 : Long.parseUnsignedLong(value.startsWith("-") ? "0" : value);
    }

    boolean truth(int column) {
        return text(column).equals("1") || text(column).equalsIgnoreCase("true");
    }
}
