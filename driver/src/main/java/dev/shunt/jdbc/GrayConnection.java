package dev.shunt.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A pooled connection to the target, while it answers a read or a read-only transaction. */
final class GrayConnection {
    private final Connection connection;
    private final Semaphore permits;
    private final @Nullable Snapshot snapshot;
    private boolean released;

    /** @param snapshot what a transaction sees that it stays with; null where it stays with one result only */
    GrayConnection(Connection connection, Semaphore permits, @Nullable Snapshot snapshot) {
        this.connection = connection;
        this.permits = permits;
        this.snapshot = snapshot;
    }

    @Nullable
    Snapshot snapshot() {
        return snapshot;
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
        if (snapshot == null) {
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
