package dev.shunt.rowsync;

import dev.shunt.schema.Key;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the keys of one side in their order, page by page. */
final class KeyRange {
    private final SideTable side;
    private final List<String> order = new ArrayList<>();

    KeyRange(SideTable side) {
        this.side = side;
        for (int i = 0; i < side.keySize; i++) {
            order.add(side.forms.get(i).order(side.names.get(i)));
        }
    }

    /** Returns the first {@code limit} keys behind {@code after}, up to and with {@code upTo}; null is no bound. */
    List<Key> keys(@Nullable Key after, @Nullable Key upTo, int limit) throws SQLException {
        List<String> conditions = new ArrayList<>();
        if (after != null) {
            conditions.add(beyond(0, ">", ">"));
        }
        if (upTo != null) {
            conditions.add(beyond(0, "<", "<="));
        }
        String sql = "SELECT " + side.selected(side.keySize) + " FROM " + side.table
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + " ORDER BY "
                + String.join(", ", order) + " LIMIT " + limit;
        try (PreparedStatement statement = side.connection.prepareStatement(sql)) {
            int next = after == null ? 1 : bind(statement, 1, after);
            if (upTo != null) {
                bind(statement, next, upTo);
            }
            List<Key> keys = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(side.key(rows));
                }
            }
            return keys;
        }
    }

    /** Compares column by column: no server serves a comparison of tuples from an index, but all serve the first part. */
    private String beyond(int at, String strict, String last) {
        String column = order.get(at);
        if (at == order.size() - 1) {
            return column + " " + last + " ?";
        }
        return column + " " + strict + "= ? AND (" + column + " " + strict + " ? OR " + beyond(at + 1, strict, last)
                + ")";
    }

    /** Binds for one {@link #beyond}: every column twice, but the last. */
    private int bind(PreparedStatement statement, int index, Key key) throws SQLException {
        int next = index;
        for (int i = 0; i < side.keySize; i++) {
            Object value = key.values().get(i);
            side.forms.get(i).bind(statement, next++, value);
            if (i < side.keySize - 1) {
                side.forms.get(i).bind(statement, next++, value);
            }
        }
        return next;
    }
}
