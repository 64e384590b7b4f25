package dev.shunt.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row that a difference is about as both sides have it, for people: long values are cut. Immutable.
 *
 * @param columns the labels
 * @param primary a value for each column; null where the primary has no such row
 * @param secondary likewise
 * @param differing the places of the columns that differ, from 0; empty where one side has no such row
 */
public record RowPair(
        List<String> columns,
        @Nullable List<@Nullable Object> primary,
        @Nullable List<@Nullable Object> secondary,
        List<Integer> differing) {}
