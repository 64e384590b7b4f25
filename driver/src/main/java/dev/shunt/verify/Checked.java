package dev.shunt.verify;

import dev.shunt.schema.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a range of keys has found.
 *
 * @param reached the last key looked at, to go on behind; null at the end of the table
 * @param refused nothing was found out: a transaction that is still open has written to the range
 * @param rows rows of the primary that were looked at
 * @param secondaryRows rows of the secondary that were
 * @param suspects keys of which the sides may differ: in the order of the look, some of them twice
 */
public record Checked(@Nullable Key reached, boolean refused, long rows, long secondaryRows, List<Key> suspects) {
    /** Returns true if the table's end was reached. */
    public boolean last() {
        return reached == null && !refused;
    }
}
