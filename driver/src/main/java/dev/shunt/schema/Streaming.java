package dev.shunt.schema;

import java.sql.SQLException;
import java.sql.Statement;

/** Results that are never in memory as a whole. */
public final class Streaming {
    private Streaming() {}

    /**
     * Has the rows of the statement's results come as they are read. Until the last is read, or the result is closed, its
     * connection may be of no other use.
     *
     * @param rows about how many come at a time, where the driver lets that be chosen
     */
    public static void on(Statement statement, int rows) throws SQLException {
        String driver = statement.getConnection().getMetaData().getDriverName();
        // MySQL's otherwise has all rows in memory before the first is read
        statement.setFetchSize(String.valueOf(driver).contains("MySQL") ? Integer.MIN_VALUE : rows);
    }
}
