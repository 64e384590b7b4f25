package dev.shunt.mirror;

import dev.shunt.replay.Bindings;
import dev.shunt.schema.Column;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import dev.shunt.sql.Term;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keys that the database made for the rows of plain INSERTs, without taking them from the application. */
final class GeneratedKeys {
    private GeneratedKeys() {}

    /** One inserted row: its key's terms, null where the generated value goes, and what they are bound to. */
    record Row(List<@Nullable Term> terms, @Nullable Bindings bindings) {}

    /** Returns the keys of the rows, in order; null where the driver does not tell as many as there are rows. */
    static @Nullable Set<Key> read(Statement statement, Table table, List<Row> rows) throws SQLException {
        List<Object> numbers = numbers(statement, table);
        if (numbers.size() != rows.size()) {
            return null;
        }
        Set<Key> keys = new LinkedHashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            List<Object> values = new ArrayList<>();
            for (Term term : rows.get(i).terms()) {
                Object value = term == null
                        ? numbers.get(i)
                        : KeyValues.value(term, rows.get(i).bindings());
                if (value == null) {
                    return null;
                }
                values.add(value);
            }
            keys.add(Key.of(values));
        }
        return keys;
    }

    private static List<Object> numbers(Statement statement, Table table) throws SQLException {
        List<Object> numbers = new ArrayList<>();
        ResultSet generated = statement.getGeneratedKeys();
        int index = index(generated.getMetaData(), table);
        while (index > 0 && generated.next()) {
            numbers.add(generated.getBigDecimal(index));
        }
        rewind(generated);
        return numbers;
    }

    /** Some drivers give the application this same object; those that make a new one need not be able to rewind. */
    private static void rewind(ResultSet generated) {
        try {
            generated.beforeFirst();
        } catch (SQLException e) {
            // the application gets rows of its own
        }
    }

    /** The vendors call the column by its name or, when there is only one, as they like. */
    private static int index(ResultSetMetaData columns, Table table) throws SQLException {
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            Column column = table.column(columns.getColumnLabel(i));
            if (column != null && column.autoIncrement()) {
                return i;
            }
        }
        return columns.getColumnCount() == 1 ? 1 : 0;
    }
}
