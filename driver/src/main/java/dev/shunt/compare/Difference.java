package dev.shunt.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way in which the secondary's answer differs from the primary's.
 *
 * @param key the key of the row; null where it is not known, or the difference is about no one row
 * @param column the column; null where it is about a whole row or result
 * @param primaryValue a value of {@link Row}, the row as text, a position, a count, a {@link Failure}, or null
 * @param secondaryValue likewise
 * @param keyValues the values behind {@code key} as they were read, in key order, none of them null; null unless every
 *     one is known to come from the table's own key column
 */
public record Difference(
        Kind kind,
        @Nullable String key,
        @Nullable String column,
        @Nullable Object primaryValue,
        @Nullable Object secondaryValue,
        @Nullable List<Object> keyValues) {

    /** One whose row, if it is about a row, is not known for certain. */
    public Difference(
            Kind kind,
            @Nullable String key,
            @Nullable String column,
            @Nullable Object primaryValue,
            @Nullable Object secondaryValue) {
        this(kind, key, column, primaryValue, secondaryValue, null);
    }

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
        /**
         * The rows beyond those that are kept, of which only counts and hashes are known; values are these. The column
         * is named where no other one differs there.
         */
        REST,
        /** Only one side failed. */
        ERROR,
        /** The columns of the result: their names, or the type and nullability of one. */
        METADATA,
        /** The secondary takes much longer. */
        SLOWER
    }

    /** Returns the same difference of the row with that key, as people read it. */
    public Difference ofRow(String row) {
        return new Difference(kind, row, column, primaryValue, secondaryValue, keyValues);
    }
}
