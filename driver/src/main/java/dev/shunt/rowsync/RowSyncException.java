package dev.shunt.rowsync;

/** Rows cannot be synced, and trying again will not help before somebody changes one of the sides. */
public final class RowSyncException extends Exception {
    RowSyncException(String message) {
        super(message);
    }

    RowSyncException(String message, Throwable cause) {
        super(message, cause);
    }
}
