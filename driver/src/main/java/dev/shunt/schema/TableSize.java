package dev.shunt.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * About how large a table is, as the database's own statistics have it, which may be far off.
 *
 * @param rows how many rows
 * @param rowBytes the average length of one; 0 where the database does not say
 */
public record TableSize(long rows, long rowBytes) {
    private static final String FROM =
            " FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = SCHEMA() AND LOWER(TABLE_NAME) = LOWER(?)";

    /** Reads it; nothing is counted. */
    public static TableSize of(Connection connection, String table) throws SQLException {
        String columns = Dialect.of(connection) == Dialect.H2 ? "ROW_COUNT_ESTIMATE, 0" : "TABLE_ROWS, AVG_ROW_LENGTH";
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + columns + FROM)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new TableSize(row.getLong(1), row.getLong(2)) : new TableSize(0, 0);
            }
        }
    }
}
