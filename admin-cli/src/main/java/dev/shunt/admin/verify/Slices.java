package dev.shunt.admin.verify;

import dev.shunt.schema.Column;
import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The recent times of a table's rows, cut so that each slice has about so many rows of the primary. Thread-safe. */
final class Slices {
    private final DataSource primary;
    private final String table;
    private final String column;
    private final String text;
    private final String first;

    /** @param first the earliest time, as the databases read it */
    Slices(DataSource primary, Dialect dialect, String table, Column column, String first) {
        this.primary = primary;
        this.table = dialect.quote(table);
        this.column = dialect.quote(column.name());
        this.text = dialect.form(column).select(this.column);
        this.first = first;
    }

    /**
     * Returns the condition of the rows of a slice.
     *
     * @param after the end of the slice before; null for the first
     * @param upTo its own end; null for the last
     */
    String condition(@Nullable String after, @Nullable String upTo) {
        String from = column + (after == null ? " >= '" + first : " > '" + after) + "'";
        return upTo == null ? from : from + " AND " + column + " <= '" + upTo + "'";
    }

    /** Returns the end of a slice of so many rows, more where many are of one time; null for the last. */
    @Nullable
    String end(@Nullable String after, int rows) throws SQLException {
        try (Connection connection = primary.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + text + " FROM " + table + " WHERE "
                        + condition(after, null) + " ORDER BY " + column + " LIMIT 1 OFFSET " + (rows - 1))) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
