package dev.shunt.compare;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Why a side gave no answer. The message may hold values of rows, the rest does not. */
public record Failure(
        @Nullable String sqlState, int code, @Nullable String message) {
    /** Returns what {@code error} says. */
    public static Failure of(SQLException error) {
        return new Failure(error.getSQLState(), error.getErrorCode(), error.getMessage());
    }

    /** Returns the SQL state and the code, which hold no values. */
    public String discreet() {
        return "SQLState " + sqlState + ", code " + code;
    }

    @Override
    public String toString() {
        return discreet() + ": " + message;
    }
}
