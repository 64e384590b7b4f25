package dev.shunt.jdbc;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The target's statement that runs in the place of the application's. Only {@link #cancel} may come from another thread. */
final class Twin {
    private volatile @Nullable Statement running;
    private volatile boolean cancelled;

    /** The application runs its statement, wherever. */
    void begins() {
        cancelled = false;
    }

    /** Tells which statement it is; null where only the primary runs. */
    void runs(@Nullable Statement statement) {
        running = statement;
    }

    void cancel() throws SQLException {
        cancelled = true;
        Statement statement = running;
        if (statement != null) {
            statement.cancel();
        }
    }

    /** Returns true if the application has cancelled this run, so that it is not to be begun again elsewhere. */
    boolean cancelled() {
        return cancelled;
    }

    /** Returns its warnings; once its result is closed there are none. */
    @Nullable
    SQLWarning warnings() throws SQLException {
        Statement statement = running;
        return statement == null || statement.isClosed() ? null : statement.getWarnings();
    }

    void clearWarnings() throws SQLException {
        Statement statement = running;
        if (statement != null && !statement.isClosed()) {
            statement.clearWarnings();
        }
    }
}
