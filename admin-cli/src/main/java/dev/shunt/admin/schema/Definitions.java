package dev.shunt.admin.schema;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads how tables are defined. */
public interface Definitions {
    /** Returns the definition of a table, by its exact name, that is there. */
    Definition of(String table) throws SQLException;

    /** Returns a reader that uses {@code connection}, which has a session for row syncs. */
    static Definitions through(Connection connection) throws SQLException {
        return Dialect.of(connection) == Dialect.H2 ? new H2Definitions(connection) : new MySqlDefinitions(connection);
    }
}
