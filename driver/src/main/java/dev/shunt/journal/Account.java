package dev.shunt.journal;

import org.jspecify.annotations.Nullable;

/**
 * The state of one table at one moment.
 *
 * @param synced rows synced since the start
 * @param pending rows waiting to be synced
 * @param walk true if the whole table waits to be walked
 * @param oldestNanos the age of the oldest pending row; 0 where none is pending
 * @param failed syncs that failed since the start
 * @param lastError of the last failed sync; null after a success
 */
public record Account(
        String table,
        long synced,
        int pending,
        boolean walk,
        long oldestNanos,
        long failed,
        @Nullable String lastError,
        @Nullable Taint taint) {}
