package dev.shunt.admin.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * All tables of two databases compared row by row, in nothing but plain JDBC: the judge of the demo shares no code with
 * what it judges.
 *
 * @param rows how many rows each table has on the source, in all tables
 * @param differing how many rows differ, are missing or are too many
 * @param samples some of them, for people
 */
record TableComparison(Map<String, Integer> rows, int differing, List<String> samples) {
    private static final int SAMPLES = 10;

    /** Shunt's own tables, which each side has for itself. */
    private static final String OURS = "shunt_";

    static TableComparison of(Connection source, Connection target) throws SQLException {
        Map<String, Integer> rows = new LinkedHashMap<>();
        List<String> differing = new ArrayList<>();
        Set<String> tables = tables(source);
        Set<String> onlyOnOneSide = new TreeSet<>(tables(target));
        onlyOnOneSide.addAll(tables);
        for (String table : onlyOnOneSide) {
            if (!tables.contains(table) || !tables(target).contains(table)) {
                differing.add("table " + table + " is on one side only");
                continue;
            }
            Map<List<String>, List<String>> left = rows(source, table);
            Map<List<String>, List<String>> right = rows(target, table);
            rows.put(table, left.size());
            Set<List<String>> keys = new HashSet<>(left.keySet());
            keys.addAll(right.keySet());
            for (List<String> key : keys) {
                if (!Objects.equals(left.get(key), right.get(key))) {
                    differing.add(table + " " + key + ": " + left.get(key) + " | " + right.get(key));
                }
            }
        }
        return new TableComparison(
                rows, differing.size(), List.copyOf(differing.subList(0, Math.min(SAMPLES, differing.size()))));
    }

    int allRows() {
        return rows.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Set<String> tables(Connection connection) throws SQLException {
        Set<String> tables = new TreeSet<>();
        try (ResultSet result = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (result.next()) {
                tables.add(result.getString("TABLE_NAME"));
            }
        }
        tables.removeIf(name -> name.regionMatches(true, 0, OURS, 0, OURS.length()));
        return tables;
    }

    private static Map<List<String>, List<String>> rows(Connection connection, String table) throws SQLException {
        List<String> key = new ArrayList<>();
        try (ResultSet result =
                connection.getMetaData().getPrimaryKeys(connection.getCatalog(), connection.getSchema(), table)) {
            while (result.next()) {
                key.add(result.getString("COLUMN_NAME"));
            }
        }
        Map<List<String>, List<String>> rows = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                List<String> keyValues = new ArrayList<>();
                for (int column = 1; column <= columns.getColumnCount(); column++) {
                    String value = String.valueOf(result.getString(column));
                    values.add(value);
                    if (key.contains(columns.getColumnName(column))) {
                        keyValues.add(value);
                    }
                }
                rows.put(keyValues, values);
            }
        }
        return rows;
    }
}
