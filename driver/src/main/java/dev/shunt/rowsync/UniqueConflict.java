package dev.shunt.rowsync;

import dev.shunt.schema.Key;
import java.util.List;

/**
 * A row of the primary that the secondary does not take, since another one there has its unique values.
 *
 * @param key of the row
 * @param other the key of the row that has its values
 * @param columns of the unique key, as the secondary has them; those of the primary key where it is that one
 * @param foreign true if the other row is beyond {@code table.X.where}, so that it must not be touched
 */
public record UniqueConflict(Key key, Key other, List<String> columns, boolean foreign) {
    @Override
    public String toString() {
        return text(other.toString());
    }

    /** Returns what it is, with that text for the other row's key. */
    public String text(String shownOther) {
        return "row " + shownOther + " of the target has the same " + String.join(", ", columns)
                + (foreign ? ", and is beyond the table's where" : "");
    }
}
