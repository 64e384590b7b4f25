package dev.shunt.rowsync;

import org.jspecify.annotations.Nullable;

/** Rows cannot be synced, and trying again will not help before somebody changes one of the sides. */
public final class RowSyncException extends Exception {
    RowSyncException(@Nullable String message, Throwable cause) {
        super(message, cause);
    }
}
