package dev.shunt.rowsync;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A transaction opened and ended by text, so that the connection stays in auto-commit and no round trip goes to that. */
final class Transaction implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private boolean open = true;

    Transaction(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        try {
            execute(dialect.begin());
        } catch (SQLException e) {
            close(); // an error does not prove that nothing was begun
            throw e;
        }
    }

    void commit() throws SQLException {
        execute(dialect.commit());
        open = false;
    }

    /** Rolls back what was not committed; a connection that cannot is done away with, for its locks must go. */
    @Override
    public void close() throws SQLException {
        if (!open) {
            return;
        }
        try {
            execute(dialect.rollback());
        } catch (SQLException e) {
            connection.abort(Runnable::run);
            connection
                    .unwrap(Connection.class)
                    .close(); // the abort of H2 does nothing, and a pool's close keeps it open
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
