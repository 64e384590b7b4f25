package dev.shunt.shadow;

import dev.shunt.compare.Text;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Read;
import dev.shunt.sql.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key that a query asks for by its condition, though it may not select it. */
final class ImpliedKey {
    private ImpliedKey() {}

    /** Returns the key as people read it; null where the condition does not give one value for each of its columns. */
    static @Nullable String of(@Nullable Read read, List<String> keyColumns, @Nullable Bindings bindings) {
        if (read == null || read.table() == null || keyColumns.isEmpty()) {
            return null;
        }
        List<String> values = new ArrayList<>();
        for (String column : keyColumns) {
            Object value = value(read.equalities(), column, bindings);
            if (value == null || value == Bindings.UNKNOWN) {
                return null;
            }
            values.add(Text.of(value));
        }
        return String.join(",", values);
    }

    private static @Nullable Object value(
            Map<String, List<Term>> equalities, String column, @Nullable Bindings bindings) {
        for (Map.Entry<String, List<Term>> equality : equalities.entrySet()) {
            if (equality.getKey().equalsIgnoreCase(column)
                    && equality.getValue().size() == 1) {
                Term term = equality.getValue().get(0);
                if (term instanceof Term.Literal literal) {
                    return literal.value();
                }
                return term instanceof Term.Param param && bindings != null ? bindings.value(param.index()) : null;
            }
        }
        return null;
    }
}
