package dev.shunt.compare;

import org.jspecify.annotations.Nullable;

/**
 * One way in which the secondary's answer differs from the primary's.
 *
 * @param key the key of the row; null where it is not known, or the difference is about no one row
 * @param column the column; null where it is about a whole row or result
 * @param primaryValue a value of {@link Row}, the row as text, a position, a count, a {@link Failure}, or null
 * @param secondaryValue likewise
 */
public record Difference(
        Kind kind,
        @Nullable String key,
        @Nullable String column,
        @Nullable Object primaryValue,
        @Nullable Object secondaryValue) {

    /** What differs. */
    public enum Kind {
        /** The secondary has no such row. */
        MISSING_ROW,
        /** Only the secondary has the row. */
        EXTRA_ROW,
        /** A column of a row that both have. */
        VALUE,
        /** Where the row stands: the first one that stands elsewhere; values are positions from 1. */
        ORDER,
        /** How often both have the same row; values are counts. */
        COUNT,
        /** Only one side failed. */
        ERROR,
        /** The columns of the result. */
        METADATA
    }
}
