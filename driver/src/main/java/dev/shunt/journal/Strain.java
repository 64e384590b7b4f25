package dev.shunt.journal;

import org.jspecify.annotations.Nullable;

/**
 * What holds up the rows of one table, at one moment.
 *
 * @param inDoubt rows (a whole table is one) written by a transaction whose end is not known
 * @param failing rows whose last sync failed
 * @param attempts the most tries of one of them
 * @param nextTryNanos how long until the first of them is tried again; 0 where none waits
 * @param error of one of them; null where none fails
 */
public record Strain(
        String table,
        int inDoubt,
        int failing,
        int attempts,
        long nextTryNanos,
        @Nullable String error) {}
