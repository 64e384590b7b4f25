package dev.shunt.schema;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the rows of a table are put in the order of their keys, and taken range by range. Immutable, thread-safe. */
public final class KeyOrder {
    private final List<Form> forms;
    private final List<String> columns = new ArrayList<>();

    /** Creates the order by those columns, quoted, with their forms; only the first {@code size} are the key's. */
    public KeyOrder(List<String> names, List<Form> forms, int size) {
        this.forms = List.copyOf(forms.subList(0, size));
        for (int i = 0; i < size; i++) {
            columns.add(forms.get(i).order(names.get(i)));
        }
    }

    /** Returns what goes behind ORDER BY. */
    public String by() {
        return String.join(", ", columns);
    }

    /** Returns the condition, with WHERE, of the keys behind {@code after}, up to and with {@code upTo}; null is no bound. */
    public String where(@Nullable Key after, @Nullable Key upTo) {
        List<String> conditions = new ArrayList<>();
        if (after != null) {
            conditions.add(beyond(0, ">", ">"));
        }
        if (upTo != null) {
            conditions.add(beyond(0, "<", "<="));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /** Binds what {@link #where} left open, from parameter 1 on; returns the number of the next parameter. */
    public int bind(PreparedStatement statement, @Nullable Key after, @Nullable Key upTo) throws SQLException {
        int next = after == null ? 1 : bind(statement, 1, after);
        return upTo == null ? next : bind(statement, next, upTo);
    }

    /**
     * Compares column by column: no server serves a comparison of tuples from an index. All serve the first part; MySQL and
     * MariaDB make a range of the whole key of it, but only where what comes before a column is said to be equal.
     */
    private String beyond(int at, String strict, String last) {
        String column = columns.get(at);
        if (at == columns.size() - 1) {
            return column + " " + last + " ?";
        }
        return column + " " + strict + "= ? AND (" + column + " " + strict + " ? OR " + column + " = ? AND "
                + beyond(at + 1, strict, last) + ")";
    }

    /** Binds for one {@link #beyond}: every column three times, but the last. */
    private int bind(PreparedStatement statement, int index, Key key) throws SQLException {
        int next = index;
        for (int i = 0; i < forms.size(); i++) {
            Object value = key.values().get(i);
            forms.get(i).bind(statement, next++, value);
            if (i < forms.size() - 1) {
                forms.get(i).bind(statement, next++, value);
                forms.get(i).bind(statement, next++, value);
            }
        }
        return next;
    }
}
