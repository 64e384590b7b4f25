package dev.shunt.journal;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A session of the primary, as it is told from all others. Immutable.
 *
 * @param name its number and its account, as {@link Sessions} has them
 * @param server the server that it is in
 * @param seen when it was there, in milliseconds since 1970 by the server's clock
 */
public record Session(String name, String server, long seen) {
    /** Asks a connection for its session: one round trip, which sets what the last SELECT sets. */
    public static Session of(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT " + name(dialect) + ", " + server(dialect) + ", " + dialect.clock())) {
            row.next();
            return new Session(row.getString(1), row.getString(2), row.getLong(3));
        }
    }

    /** Returns the expression of the number that a session has while it lives, and of who may see it. */
    static String name(Dialect dialect) {
        return dialect == Dialect.H2
                ? "SESSION_ID() || ' ' || CURRENT_USER"
                : "CONCAT(CONNECTION_ID(), ' ', CURRENT_USER())";
    }

    /** Returns the expression of what tells a server from another that may answer at the same address. */
    static String server(Dialect dialect) {
        return switch (dialect) {
            case MYSQL -> "@@server_uuid";
            case MARIADB -> "CONCAT(@@hostname, ':', @@port)";
            case H2 -> "COALESCE(DATABASE_PATH(), 'memory')";
        };
    }
}
