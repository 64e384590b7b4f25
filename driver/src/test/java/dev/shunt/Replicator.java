package dev.shunt;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.h2.api.ErrorCode;

/**
 * Brings the table {@code t} and the markers from one database to another, some times a second, as replication would: a
 * marker never comes before what had committed before it.
 */
final class Replicator implements AutoCloseable {
    private final String source;
    private final String target;
    private final Thread thread = new Thread(this::work, "replicator");
    private final Semaphore turn = new Semaphore(1);
    private volatile boolean closed;

    Replicator(String source, String target) {
        this.source = source;
        this.target = target;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns once nothing is under way any more. */
    void pause() {
        turn.acquireUninterruptibly();
    }

    void go() {
        turn.release();
    }

    private void work() {
        while (!closed) {
            if (turn.tryAcquire()) {
                try {
                    copy();
                } catch (SQLException e) {
                    if (!String.valueOf(e.getMessage()).contains("SHUNT_MARKER") // not yet created
                            && e.getErrorCode() != ErrorCode.LOCK_TIMEOUT_1) {
                        throw new IllegalStateException(e);
                    }
                } finally {
                    turn.release();
                }
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void copy() throws SQLException {
        try (Connection from = DriverManager.getConnection(source);
                Connection to = DriverManager.getConnection(target);
                Statement statement = to.createStatement()) {
            List<String> markers = read(from, "SELECT id, number FROM shunt_marker", "shunt_marker(id, number)");
            for (String row : read(from, "SELECT id, v FROM t", "t(id, v)")) {
                statement.executeUpdate(row);
            }
            statement.execute("CREATE TABLE IF NOT EXISTS shunt_marker(id VARCHAR(64) PRIMARY KEY, number BIGINT)");
            for (String row : markers) {
                statement.executeUpdate(row);
            }
        }
    }

    private static List<String> read(Connection from, String query, String into) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (Statement statement = from.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                statements.add("MERGE INTO " + into + " KEY(id) VALUES ('" + rows.getString(1) + "', '"
                        + rows.getString(2) + "')");
            }
        }
        return statements;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
