package dev.shunt.diff;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row that a difference is about as both sides have it, shown as {@code diff.values} asks for. Immutable.
 *
 * @param columns the labels
 * @param primary a value for each column, null for NULL; null where the primary has no such row
 * @param secondary likewise
 * @param differing the places of the columns that differ, from 0; empty where one side has no such row
 */
public record DiffRows(
        List<String> columns,
        @Nullable List<@Nullable String> primary,
        @Nullable List<@Nullable String> secondary,
        List<Integer> differing) {}
