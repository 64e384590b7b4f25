package dev.shunt.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Changes, deletes and adds rows of one side at random, and knows which. */
final class ScaleDamage {
    private final Connection connection;
    private final TreeSet<String> done = new TreeSet<>();

    ScaleDamage(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES', SESSION time_zone = '+00:00'");
        }
    }

    /** Damages so many rows of the table. */
    void damage(ScaleTables table, int rows, long seed) throws SQLException {
        List<String> columns = new ArrayList<>(table.columns().keySet());
        List<List<Object>> keys = keys(table, rows, seed);
        int changes = 0;
        for (int i = 0; i < keys.size(); i++) {
            List<Object> key = keys.get(i);
            switch (i % 4) {
                case 0 -> {
                    run("DELETE FROM " + table.name() + where(table), key);
                    note(table, key, "missing", "");
                }
                case 1 -> {
                    String rest = String.join(", ", columns);
                    List<Object> other = select(table.other(), table, key);
                    run(
                            "INSERT INTO " + table.name() + " (" + String.join(", ", table.key()) + ", " + rest
                                    + ") SELECT " + table.other() + ", " + rest + " FROM " + table.name()
                                    + where(table),
                            key);
                    note(table, other, "extra", "");
                }
                default -> {
                    String column = columns.get(changes++ % columns.size());
                    change(table, key, column);
                    note(table, key, "changed", column);
                }
            }
        }
    }

    private void change(ScaleTables table, List<Object> key, String column) throws SQLException {
        run("UPDATE " + table.name() + " SET " + column + " = " + table.other(column) + where(table), key);
    }

    /** Returns what was done, as {@code verify} is to say it. */
    Set<String> done() {
        return done;
    }

    private void note(ScaleTables table, List<Object> key, String kind, String columns) {
        done.add(table.name() + " " + key.stream().map(ScaleDamage::text).toList() + " " + kind + " [" + columns + "]");
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? "x:" + HexFormat.of().formatHex(bytes)
                : (value instanceof Number ? "n:" : "t:") + value;
    }

    private static String where(ScaleTables table) {
        return " WHERE " + table.key().stream().map(name -> name + " = ?").collect(Collectors.joining(" AND "));
    }

    private List<List<Object>> keys(ScaleTables table, int rows, long seed) throws SQLException {
        String sql = "SELECT " + String.join(", ", table.key()) + " FROM " + table.name() + " ORDER BY RAND(" + seed
                + ") LIMIT " + rows;
        return query(sql, List.of());
    }

    private List<Object> select(String expressions, ScaleTables table, List<Object> key) throws SQLException {
        return query("SELECT " + expressions + " FROM " + table.name() + where(table), key)
                .get(0);
    }

    private List<List<Object>> query(String sql, List<Object> values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet found = statement.executeQuery()) {
            List<List<Object>> all = new ArrayList<>();
            while (found.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(found.getObject(i));
                }
                all.add(row);
            }
            return all;
        }
    }

    private int run(String sql, List<Object> values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, List<Object> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }
}
