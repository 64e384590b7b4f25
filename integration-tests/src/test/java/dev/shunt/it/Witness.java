package dev.shunt.it;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Who looks on while a {@link StressWorkload} runs. Thread-safe; a thread's calls belong together. */
interface Witness {
    /** Sees nothing, forgives nothing. */
    Witness NONE = new Witness() {};

    /** The thread uses this connection from now on, or waits for one. */
    default void opened(@Nullable Connection connection) throws SQLException {}

    /** Adds a write of its own to a transaction that has begun, and returns what tells it from all others. */
    default @Nullable Long write(Connection connection) throws SQLException {
        return null;
    }

    /** The application has been told that the transaction committed. */
    default void committed(@Nullable Long entry) {}

    /** Returns false if an error that is none of normal life shall end the run. */
    default boolean forgives(SQLException error) {
        return false;
    }
}
