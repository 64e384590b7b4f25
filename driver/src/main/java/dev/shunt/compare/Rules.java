package dev.shunt.compare;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What counts as the same value. Immutable.
 *
 * @param json brings a JSON text to a form in which equal contents are equal texts; must not throw
 * @param tolerance how far floating point values may be apart, as a share of the greater one; NaN for the precision of
 *     their types
 * @param fraction digits of a second that count, 0 to 9
 * @param spaces whether spaces at the end of a text count; those of CHAR never do
 * @param letters whether the case of letters counts
 * @param nulls whether NULL and the empty text differ
 * @param ignored columns that are not compared, by the table's or the result's name for them, in lower case
 */
public record Rules(
        UnaryOperator<String> json,
        double tolerance,
        int fraction,
        boolean spaces,
        Letters letters,
        boolean nulls,
        Set<String> ignored) {

    /** Whether the case of letters counts. */
    public enum Letters {
        /** Always. */
        EXACT,
        /** Unless both columns have a collation that does not tell it. */
        COLLATION,
        /** Never. */
        IGNORE
    }

    /** Returns the rules that forgive nothing but representation. */
    public static Rules exact(UnaryOperator<String> json) {
        return new Rules(json, Double.NaN, 6, true, Letters.EXACT, true, Set.of());
    }

    Rules without(Set<String> labels) {
        Set<String> more = new HashSet<>(ignored);
        labels.forEach(label -> more.add(label.toLowerCase(Locale.ROOT)));
        return new Rules(json, tolerance, fraction, spaces, letters, nulls, Set.copyOf(more));
    }
}
