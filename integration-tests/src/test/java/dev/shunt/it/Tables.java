package dev.shunt.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares all tables of two databases, row by row and value by value. */
final class Tables {
    private static final int SHOWN = 20;

    private Tables() {}

    /**
     * What was compared.
     *
     * @param rows how many rows of the source were read
     * @param count how many rows differ
     * @param differences the first of them, one line each
     */
    record Result(long rows, long count, List<String> differences) {
        @Override
        public String toString() {
            return count + " of " + rows + " rows differ\n" + String.join("\n", differences);
        }
    }

    /**
     * Compares every table that one of the two has, but for those in which Shunt keeps its own books; a table without
     * key is compared as a bag of rows.
     */
    static Result differences(Connection source, Connection target) throws SQLException {
        return differences(source, target, Set.of());
    }

    /** As {@link #differences(Connection, Connection)}, but for these tables. */
    static Result differences(Connection source, Connection target, Set<String> without) throws SQLException {
        Set<String> names = new TreeSet<>(names(source));
        names.addAll(names(target));
        names.removeAll(without);
        List<String> found = new ArrayList<>();
        long rows = 0;
        for (String table : names) {
            if (!names(source).contains(table) || !names(target).contains(table)) {
                found.add(table + ": on one side only");
                continue;
            }
            Map<String, Map<String, String>> left = rows(source, table);
            rows += left.size();
            compare(table, left, rows(target, table), found);
        }
        return new Result(rows, found.size(), found.subList(0, Math.min(SHOWN, found.size())));
    }

    private static void compare(
            String table,
            Map<String, Map<String, String>> source,
            Map<String, Map<String, String>> target,
            List<String> found) {
        Set<String> keys = new TreeSet<>(source.keySet());
        keys.addAll(target.keySet());
        for (String key : keys) {
            String row = table + "[" + key + "] ";
            Map<String, String> left = source.get(key);
            Map<String, String> right = target.get(key);
            if (left == null) {
                found.add(row + "extra on the target: " + right);
            } else if (right == null) {
                found.add(row + "missing on the target: " + left);
            } else if (!left.equals(right)) {
                found.add(row + "source " + left + " target " + right);
            }
        }
    }

    private static Set<String> names(Connection connection) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), null, new String[] {"TABLE", "BASE TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
            }
        }
        names.removeIf(name -> name.startsWith("shunt_"));
        return names;
    }

    private static Map<String, Map<String, String>> rows(Connection connection, String table) throws SQLException {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        Set<String> key = key(connection, table);
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            while (result.next()) {
                Map<String, String> row = row(result);
                Map<String, String> name = new TreeMap<>(row);
                name.keySet().retainAll(key.isEmpty() ? row.keySet() : key);
                String text = String.join(", ", name.values());
                while (key.isEmpty() && rows.containsKey(text)) {
                    text += " (again)";
                }
                rows.put(text, row);
            }
        }
        return rows;
    }

    private static Map<String, String> row(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        Map<String, String> row = new TreeMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnName(i).toLowerCase(Locale.ROOT), text(result, i, columns.getColumnType(i)));
        }
        return row;
    }

    private static String text(ResultSet result, int column, int type) throws SQLException {
        @Nullable
        String text =
                switch (type) {
                    case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB, Types.BIT ->
                        hex(result.getBytes(column));
                    default -> result.getString(column);
                };
        return text == null ? "NULL" : "'" + text + "'";
    }

    private static @Nullable String hex(byte @Nullable [] bytes) {
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }

    private static Set<String> key(Connection connection, String table) throws SQLException {
        Set<String> key = new TreeSet<>();
        boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
        try (ResultSet columns = connection
                .getMetaData()
                .getPrimaryKeys(
                        connection.getCatalog(),
                        connection.getSchema(),
                        upper ? table.toUpperCase(Locale.ROOT) : table)) {
            while (columns.next()) {
                key.add(columns.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
        }
        return key;
    }
}
