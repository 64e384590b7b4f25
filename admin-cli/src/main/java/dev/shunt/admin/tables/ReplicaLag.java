package dev.shunt.admin.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How late a replica is, as it says itself; in whole seconds. Takes the privilege REPLICATION CLIENT. Thread-safe. */
public final class ReplicaLag {
    private final DataSource replica;
    private final String query;

    /** Asks a replica of MySQL 8.0.22 or MariaDB 10.5, or a later one. */
    public ReplicaLag(DataSource replica) {
        this(replica, "SHOW REPLICA STATUS");
    }

    ReplicaLag(DataSource replica, String query) {
        this.replica = replica;
        this.query = query;
    }

    /** Returns true if the database is a replica of anything, and says so. */
    public boolean known() {
        try (Connection connection = replica.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Returns how late it is, the latest of several channels; null where one is stopped or broken. */
    public @Nullable Duration lag() throws SQLException {
        try (Connection connection = replica.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            int column = column(row);
            boolean any = false;
            long most = 0;
            while (row.next()) {
                any = true;
                most = Math.max(most, row.getLong(column));
                if (row.wasNull()) {
                    return null;
                }
            }
            return any ? Duration.ofSeconds(most) : null;
        }
    }

    private static int column(ResultSet rows) throws SQLException {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            if (rows.getMetaData().getColumnLabel(i).toLowerCase(Locale.ROOT).startsWith("seconds_behind_")) {
                return i;
            }
        }
        throw new SQLException("it does not say how late it is");
    }
}
