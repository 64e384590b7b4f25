package dev.shunt.schema;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What an SQLException means to who must go on after it. The products' codes do not overlap, so no dialect is asked. */
public enum Failure {
    /** A primary or unique key has the value already. */
    DUPLICATE_KEY,
    /** A parent row is missing, or a child row is left. */
    FOREIGN_KEY,
    /** A deadlock or a lock wait that took too long: the same again may succeed. */
    RETRYABLE,
    /** The connection is gone, or was never made. */
    CONNECTION_LOST,
    /** Anything else. */
    OTHER;

    /** Wrong number of values, wrong value, constraint, transaction rolled back, syntax or missing object. */
    private static final Set<String> HARMLESS_CLASSES = Set.of("21", "22", "23", "40", "42");

    /** Returns what {@code error} means. */
    public static Failure of(SQLException error) {
        if (error instanceof PrimaryFailure primary) {
            return of(primary.thrown());
        }
        if (lost(error)) {
            return CONNECTION_LOST;
        }
        return switch (error.getErrorCode()) {
            case 1022, 1062, 1169, 1586, 23505 -> DUPLICATE_KEY;
            case 1216, 1217, 1451, 1452, 23503, 23506 -> FOREIGN_KEY;
            case 1020, 1205, 1213, 40001, 50200, 90131 -> RETRYABLE;
            case 1053, 1927, 2006, 2013, 4031, 90007, 90067, 90098, 90121 -> CONNECTION_LOST;
            default -> OTHER;
        };
    }

    /**
     * Returns true if {@code error}, thrown by one statement, proves that the statement changed no row of a transactional
     * table. When in doubt false: lost connections, time-outs and batches never prove it.
     */
    public static boolean provesNothingApplied(SQLException error) {
        if (error instanceof BatchUpdateException) {
            return false;
        }
        return switch (of(error)) {
            case DUPLICATE_KEY, FOREIGN_KEY, RETRYABLE -> true;
            case CONNECTION_LOST -> false;
            case OTHER -> !(error instanceof SQLTimeoutException) && HARMLESS_CLASSES.contains(stateClass(error));
        };
    }

    /** Returns true if the database has not understood the statement: it has not begun to run it. */
    public static boolean syntax(SQLException error) {
        return switch (error.getErrorCode()) {
            case 1064, 1149, 42000, 42001 -> stateClass(error).equals("42");
            default -> false;
        };
    }

    private static boolean lost(SQLException error) {
        return error instanceof SQLNonTransientConnectionException
                || error instanceof SQLTransientConnectionException
                || error instanceof SQLRecoverableException
                || stateClass(error).equals("08");
    }

    private static String stateClass(SQLException error) {
        String state = error.getSQLState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }
}
