package dev.shunt.rowsync;

import dev.shunt.schema.Form;
import dev.shunt.schema.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row as one side has it: its key, and the values of the columns that both sides share, in one order. */
record Row(Key key, List<@Nullable Object> values) {
    boolean same(Row other) {
        for (int i = 0; i < values.size(); i++) {
            if (!Form.same(values.get(i), other.values.get(i))) {
                return false;
            }
        }
        return true;
    }
}
