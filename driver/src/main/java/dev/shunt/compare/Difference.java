package dev.shunt.compare;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One way in which the secondary's answer differs from the primary's. Equal to another by all but {@code rows}.
 *
 * @param key the key of the row; null where it is not known, or the difference is about no one row
 * @param column the column; null where it is about a whole row or result
 * @param primaryValue a value of {@link Row}, the row as text, a position, a count, a {@link Failure}, or null
 * @param secondaryValue likewise
 * @param keyValues the values behind {@code key} as they were read, in key order, none of them null; null unless every
 *     one is known to come from the table's own key column
 * @param rows the row as both sides have it; null where it is about no one row, and beyond the first few of a result
 */
public record Difference(
        Kind kind,
        @Nullable String key,
        @Nullable String column,
        @Nullable Object primaryValue,
        @Nullable Object secondaryValue,
        @Nullable List<Object> keyValues,
        @Nullable RowPair rows) {

    /** One without the rows around it. */
    public Difference(
            Kind kind,
            @Nullable String key,
            @Nullable String column,
            @Nullable Object primaryValue,
            @Nullable Object secondaryValue,
            @Nullable List<Object> keyValues) {
        this(kind, key, column, primaryValue, secondaryValue, keyValues, null);
    }

    /** One whose row, if it is about a row, is not known for certain. */
    public Difference(
            Kind kind,
            @Nullable String key,
            @Nullable String column,
            @Nullable Object primaryValue,
            @Nullable Object secondaryValue) {
        this(kind, key, column, primaryValue, secondaryValue, null);
    }

    /** Returns the same difference with the row around it. */
    Difference within(@Nullable RowPair pair) {
        return new Difference(kind, key, column, primaryValue, secondaryValue, keyValues, pair);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Difference that
                && kind == that.kind
                && Objects.equals(key, that.key)
                && Objects.equals(column, that.column)
                && Objects.equals(primaryValue, that.primaryValue)
                && Objects.equals(secondaryValue, that.secondaryValue)
                && Objects.equals(keyValues, that.keyValues);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, key, column, primaryValue, secondaryValue, keyValues);
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
        /**
         * Which rows the answer has, where the query leaves that to the database (LIMIT without a full order): the first
         * of each side that only that side chose. The same rows may be there on both.
         */
        CHOICE,
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
        return new Difference(kind, row, column, primaryValue, secondaryValue, keyValues, rows);
    }
}
