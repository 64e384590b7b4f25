package dev.shunt.rowsync;

import dev.shunt.schema.Form;
import dev.shunt.schema.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of which the sides differ.
 *
 * @param columns the names of all columns compared, as the secondary has them, those of the key first
 * @param primary the values there, one for each column; null where it has no such row
 * @param secondary likewise
 */
public record RowDifference(
        Key key,
        List<String> columns,
        @Nullable List<@Nullable Object> primary,
        @Nullable List<@Nullable Object> secondary) {

    /** What is wrong with the row on the secondary. */
    public enum Kind {
        /** Only the primary has it. */
        MISSING,
        /** Only the secondary has it. */
        EXTRA,
        /** Both have it, with different values. */
        CHANGED
    }

    /** Returns what is wrong. */
    public Kind kind() {
        return secondary == null ? Kind.MISSING : primary == null ? Kind.EXTRA : Kind.CHANGED;
    }

    /** Returns the columns whose values differ; none where one side has no such row. */
    public List<String> changed() {
        List<String> changed = new ArrayList<>();
        if (primary != null && secondary != null) {
            for (int i = 0; i < columns.size(); i++) {
                if (!Form.same(primary.get(i), secondary.get(i))) {
                    changed.add(columns.get(i));
                }
            }
        }
        return changed;
    }

    /** Returns the part of a repair that takes the row off the secondary; it may have no row on either side. */
    public RowDifference leaving() {
        return new RowDifference(key, columns, null, secondary);
    }

    /** Returns the part of a repair that brings the row to the secondary, likewise. */
    public RowDifference coming() {
        return new RowDifference(key, columns, primary, null);
    }

    /** Returns a number that is another one where the row differs in another way. */
    public long fingerprint() {
        return ((long) hash(primary) << Integer.SIZE) ^ (hash(secondary) & 0xffffffffL);
    }

    private static int hash(@Nullable List<@Nullable Object> values) {
        return values == null ? 0 : Arrays.deepHashCode(values.toArray());
    }
}
