package dev.shunt.shadow;

import dev.shunt.sql.Analysis;
import java.util.function.BooleanSupplier;

/** How late the secondary may be. Thread-safe; waits for nothing. */
public interface Lag {
    /**
     * Returns for how long, in nanoseconds, the oldest known write to a statement's tables has been on its way; 0 where
     * none is.
     */
    long here(Analysis statement);

    /**
     * Returns what says whether a write is still on its way that may have been read by now, and that {@link #here} does
     * not tell of yet.
     */
    BooleanSupplier underway(Analysis statement);

    /**
     * Returns how old, in nanoseconds, a write of another instance to these tables must be to have arrived for certain; 0
     * where nobody else is known.
     */
    long elsewhere(Analysis statement);
}
