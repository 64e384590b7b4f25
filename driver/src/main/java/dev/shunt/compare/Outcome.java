package dev.shunt.compare;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param differences at most 100; empty unless the verdict is {@code DIFFERENT}
 * @param rows how many rows were really compared, as pairs
 * @param partial true if rows or columns were left out, so that equal means equal as far as it was read
 */
public record Outcome(Verdict verdict, List<Difference> differences, int rows, boolean partial) {
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
