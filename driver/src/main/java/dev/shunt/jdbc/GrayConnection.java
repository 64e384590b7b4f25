package dev.shunt.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;

/** A pooled connection to the target, while it answers a read or a read-only transaction. */
final class GrayConnection {
    private final Connection connection;
    private final Semaphore permits;
    private final boolean pinned;
    private boolean released;

    /** @param pinned it stays with its transaction, not with one result */
    GrayConnection(Connection connection, Semaphore permits, boolean pinned) {
        this.connection = connection;
        this.permits = permits;
        this.pinned = pinned;
    }

    Connection connection() {
        return connection;
    }

    /** Closes the statement that gave {@code rows}, and gives the connection back unless its transaction goes on. */
    void done(ResultSet rows) {
        try {
            Statement statement = rows.getStatement();
            if (statement != null) {
                statement.close();
            }
        } catch (SQLException | RuntimeException e) {
            // closing the connection closes it too
        }
        if (!pinned) {
            release();
        }
    }

    boolean isReleased() {
        return released;
    }

    void release() {
        if (released) {
            return;
        }
        released = true;
        permits.release();
        try {
            connection.close(); // the pool rolls back and resets
        } catch (SQLException | RuntimeException e) {
            // the pool has dropped it
        }
    }
}
