package dev.shunt.journal;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is still to be synced, at one moment.
 *
 * @param key the row's key, which is a value; null for the whole table
 * @param ageNanos since when it is pending; 0 for a whole table
 * @param attempts syncs of it that failed, one after the other
 * @param nextTryNanos how long until it may be tried again; 0 where it may be now
 * @param lastError of the last failed sync; null where none has failed
 * @param inDoubt whether a transaction that wrote it may have committed, may have not, or may yet commit
 * @param taken whether a worker has it in hand
 * @param transactions how many transactions it waits for; 1 or more
 * @param transaction the number of the oldest of them
 */
public record Pending(
        String table,
        @Nullable String key,
        long ageNanos,
        int attempts,
        long nextTryNanos,
        @Nullable String lastError,
        boolean inDoubt,
        boolean taken,
        int transactions,
        long transaction) {}
