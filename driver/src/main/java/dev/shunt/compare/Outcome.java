package dev.shunt.compare;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param differences at most 100; empty unless the verdict is {@code DIFFERENT}, or {@code INCOMPARABLE} for a {@code CHOICE}
 * @param rows how many rows were really compared, as pairs
 * @param partial true if rows or columns were left out, so that equal means equal as far as it was read
 * @param chosen the keys of rows that only one side chose, at most 10 of each; empty unless there is a {@code CHOICE}
 */
public record Outcome(
        Verdict verdict, List<Difference> differences, int rows, boolean partial, List<List<Object>> chosen) {
    /** One without a choice. */
    public Outcome(Verdict verdict, List<Difference> differences, int rows, boolean partial) {
        this(verdict, differences, rows, partial, List.of());
    }

    /** How two answers relate. */
    public enum Verdict {
        EQUAL,
        DIFFERENT,
        /** Nothing certain differs, and yet the answers cannot be called equal: LIMIT without a full order, cut results. */
        INCOMPARABLE
    }

    /** Returns true if the verdict is {@code EQUAL}. */
    public boolean equal() {
        return verdict == Verdict.EQUAL;
    }
}
