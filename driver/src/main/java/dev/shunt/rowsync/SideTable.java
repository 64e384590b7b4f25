package dev.shunt.rowsync;

import dev.shunt.schema.Column;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Family;
import dev.shunt.schema.Form;
import dev.shunt.schema.Key;
import dev.shunt.schema.KeyOrder;
import dev.shunt.schema.Shape;
import dev.shunt.schema.Streaming;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table on one side, read through one connection. Not thread-safe. */
final class SideTable {
    private static final int FETCHED = 500;

    final Connection connection;
    final Dialect dialect;
    final String table;
    final List<String> names;
    final List<Form> forms;
    private final String length;
    final int keySize;
    final String where;

    private SideTable(Connection connection, String table, List<Column> columns, Shape shape) throws SQLException {
        this.connection = connection;
        this.dialect = Dialect.of(connection);
        this.table = dialect.quote(table);
        this.names =
                columns.stream().map(column -> dialect.quote(column.name())).toList();
        this.forms = columns.stream().map(dialect::form).toList();
        this.length = length(columns);
        this.keySize = shape.keySize();
        this.where = shape.where();
    }

    /** Returns the expression of a row's bytes, about; H2 has no length of some types, which are short. */
    private String length(List<Column> columns) {
        StringBuilder sum = new StringBuilder("0");
        for (int i = 0; i < columns.size(); i++) {
            Family family = columns.get(i).family();
            if (dialect != Dialect.H2 || family == Family.STRING || family == Family.BINARY) {
                sum.append(" + COALESCE(OCTET_LENGTH(").append(names.get(i)).append("), 0)");
            }
        }
        return sum.toString();
    }

    /** Returns the primary's table, or a copy's of it, of that shape. */
    static SideTable primary(Connection connection, Shape shape) throws SQLException {
        return new SideTable(connection, shape.primary().name(), shape.from(), shape);
    }

    /** Returns the secondary's. */
    static SideTable secondary(Connection connection, Shape shape) throws SQLException {
        return new SideTable(connection, shape.secondary().name(), shape.to(), shape);
    }

    /** Reads the rows with those keys, by the server's own idea of equality; {@code lock} is a locking clause or "". */
    Map<Key, Row> read(Collection<Key> keys, String lock) throws SQLException {
        String sql = "SELECT " + selected(names.size()) + " FROM " + table + dialect.keyHint() + " WHERE "
                + matches(keyPlaces(), keys.size()) + and(where) + " ORDER BY "
                + String.join(", ", names.subList(0, keySize)) + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bindKeys(statement, 1, keys);
            Map<Key, Row> rows = new LinkedHashMap<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    Row row = row(found);
                    rows.put(row.key(), row);
                }
            }
            return rows;
        }
    }

    /** Reads the rows behind {@code after}, up to and with {@code upTo}, that meet {@code more} as well, where it is not "". */
    Map<Key, Row> read(@Nullable Key after, @Nullable Key upTo, String more, String lock) throws SQLException {
        KeyOrder order = new KeyOrder(names, forms, keySize);
        String sql = "SELECT " + selected(names.size()) + from(order, after, upTo, more) + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            order.bind(statement, after, upTo);
            Map<Key, Row> rows = new LinkedHashMap<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    Row row = row(found);
                    rows.put(row.key(), row);
                }
            }
            return rows;
        }
    }

    /** Returns about how many bytes the rows with those keys have, in no order. */
    Map<Key, Long> bytes(Collection<Key> keys) throws SQLException {
        String sql = "SELECT " + selected(keySize) + ", " + length + " FROM " + table + dialect.keyHint() + " WHERE "
                + matches(keyPlaces(), keys.size());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bindKeys(statement, 1, keys);
            Map<Key, Long> lengths = new HashMap<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    lengths.put(key(found), found.getLong(keySize + 1));
                }
            }
            return lengths;
        }
    }

    /** Returns about how many bytes the rows that {@link #read} finds in a range have together. */
    long bytes(@Nullable Key after, @Nullable Key upTo, String more) throws SQLException {
        KeyOrder order = new KeyOrder(names, forms, keySize);
        String sql = "SELECT SUM(" + length + ")" + from(order, after, upTo, more);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            order.bind(statement, after, upTo);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? found.getLong(1) : 0;
            }
        }
    }

    /** Returns true if both databases write values as the same literals. */
    boolean writes(SideTable other) {
        for (int i = 0; i < forms.size(); i++) {
            if (!forms.get(i).writes(other.forms.get(i))) {
                return false;
            }
        }
        return dialect.literals() && other.dialect.literals();
    }

    /**
     * Rows as text.
     *
     * @param rows how many
     * @param tuples of an INSERT, separated by commas
     * @param keys of the same rows
     */
    record Text(long rows, String tuples, String keys) {}

    /**
     * Reads what {@link #read} does as one text.
     *
     * @return null if a value cannot be told exactly, or the server cuts the text
     */
    @Nullable
    Text text(@Nullable Key after, @Nullable Key upTo, String more) throws SQLException {
        List<String> text = joined(List.of(tuple(names.size()), tuple(keySize)), after, upTo, more);
        return text == null ? null : new Text(Long.parseLong(text.get(0)), text.get(1), text.get(2));
    }

    /** Reads the keys of {@link #text}; null likewise. */
    @Nullable
    String keys(@Nullable Key after, @Nullable Key upTo, String more) throws SQLException {
        List<String> text = joined(List.of(tuple(keySize)), after, upTo, more);
        return text == null ? null : text.get(1);
    }

    private String tuple(int columns) {
        List<String> literals = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            literals.add(forms.get(i).literal(names.get(i)));
        }
        return "CONCAT('(', " + String.join(", ',', ", literals) + ", ')')";
    }

    /** Returns the count of rows, and each expression's texts in one: a row by itself costs more here than its values do there. */
    private @Nullable List<String> joined(
            List<String> expressions, @Nullable Key after, @Nullable Key upTo, String more) throws SQLException {
        KeyOrder order = new KeyOrder(names, forms, keySize);
        StringBuilder sql = new StringBuilder("SELECT COUNT(*)");
        for (String expression : expressions) {
            // no literal has a NUL in it
            sql.append(", GROUP_CONCAT(COALESCE(").append(expression).append(", '\\0') SEPARATOR ',')");
        }
        sql.append(from(order, after, upTo, more));
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            order.bind(statement, after, upTo);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                List<String> texts = new ArrayList<>(List.of(found.getString(1)));
                for (int i = 0; i < expressions.size(); i++) {
                    String text = found.getString(i + 2);
                    texts.add(text == null ? "" : text);
                }
                boolean exact = texts.stream().allMatch(text -> text.indexOf('\0') < 0);
                return exact && statement.getWarnings() == null ? texts : null;
            }
        }
    }

    /** Returns the keys of the rows behind {@code after}, in their order: at most {@code most}, the first {@code skip} left out. */
    List<Key> keys(@Nullable Key after, @Nullable Key upTo, String more, long skip, long most) throws SQLException {
        KeyOrder order = new KeyOrder(names, forms, keySize);
        String sql = "SELECT " + selected(keySize) + from(order, after, upTo, more) + " ORDER BY " + order.by()
                + " LIMIT " + most + " OFFSET " + skip;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            order.bind(statement, after, upTo);
            List<Key> keys = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    keys.add(key(found));
                }
            }
            return keys;
        }
    }

    /** Who takes rows. */
    interface Taker {
        void take(Row row) throws SQLException;
    }

    /** Reads all rows, one by one. */
    void each(Taker taker) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Streaming.on(statement, FETCHED);
            try (ResultSet found =
                    statement.executeQuery("SELECT " + selected(names.size()) + " FROM " + table + all())) {
                while (found.next()) {
                    taker.take(row(found));
                }
            } catch (SQLException e) {
                statement.cancel(); // else the driver reads the rest before it lets go
                throw e;
            }
        }
    }

    /** Counts the rows. */
    long count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT COUNT(*) FROM " + table + all())) {
            found.next();
            return found.getLong(1);
        }
    }

    /** Deletes the rows. */
    void deleteAll() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + table + all());
        }
    }

    private String all() {
        return where.isEmpty() ? "" : " WHERE " + where;
    }

    private String from(KeyOrder order, @Nullable Key after, @Nullable Key upTo, String more) {
        String keys = order.where(after, upTo);
        String narrowed = and(where) + and(more);
        String all = keys.isEmpty() ? narrowed.replaceFirst("^ AND", " WHERE") : keys + narrowed;
        return " FROM " + table + dialect.keyHint() + all;
    }

    private static String and(String condition) {
        return condition.isEmpty() ? "" : " AND (" + condition + ")";
    }

    /** Returns an expression that is 1 for the rows there are for Shunt, and 0 for others. */
    String own() {
        return where.isEmpty() ? "1" : "CASE WHEN " + where + " THEN 1 ELSE 0 END";
    }

    private Row row(ResultSet found) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            values.add(forms.get(i).read(found, i + 1));
        }
        return new Row(Key.of(values.subList(0, keySize)), Collections.unmodifiableList(values));
    }

    /** Reads the key in the first columns of the current row. */
    Key key(ResultSet found) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(keySize);
        for (int i = 0; i < keySize; i++) {
            values.add(forms.get(i).read(found, i + 1));
        }
        return Key.of(values);
    }

    String selected(int columns) {
        List<String> selected = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            selected.add(forms.get(i).select(names.get(i)));
        }
        return String.join(", ", selected);
    }

    List<Integer> keyPlaces() {
        List<Integer> places = new ArrayList<>(keySize);
        for (int i = 0; i < keySize; i++) {
            places.add(i);
        }
        return places;
    }

    /** Returns a condition that {@code count} tuples of values are compared by, in the columns at {@code places}. */
    String matches(List<Integer> places, int count) {
        List<String> columns = places.stream().map(names::get).toList();
        if (columns.size() == 1) {
            return columns.get(0) + " IN (" + String.join(", ", Collections.nCopies(count, "?")) + ")";
        }
        if (dialect.rowValues()) {
            String tuple = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
            return "(" + String.join(", ", columns) + ") IN (" + String.join(", ", Collections.nCopies(count, tuple))
                    + ")";
        }
        String equal = "(" + String.join(" = ? AND ", columns) + " = ?)";
        return "(" + String.join(" OR ", Collections.nCopies(count, equal)) + ")";
    }

    /** Binds keys from parameter {@code index} on and returns the next index. */
    int bindKeys(PreparedStatement statement, int index, Collection<Key> keys) throws SQLException {
        int next = index;
        for (Key key : keys) {
            if (key.values().size() != keySize) {
                throw new SQLException(
                        "a key of table " + table + " has " + key.values().size() + " values, not " + keySize, "07001");
            }
            for (int i = 0; i < keySize; i++) {
                forms.get(i).bind(statement, next++, key.values().get(i));
            }
        }
        return next;
    }
}
