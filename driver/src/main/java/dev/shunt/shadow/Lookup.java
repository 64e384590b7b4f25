package dev.shunt.shadow;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.ColumnInfo;
import dev.shunt.compare.Rules;
import dev.shunt.replay.Bindings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Rows of one table, asked for by their keys and in full. Immutable.
 *
 * @param keys a value for each of the key columns
 */
record Lookup(List<String> keyColumns, List<List<Object>> keys, Duration timeout, Rules rules) {
    private static final int MAX_ROWS = 100;

    /** Returns the query for the side that has answered so: names are as it spells them; empty where it does not tell them. */
    Optional<Query> on(Reading answered) {
        CapturedResult rows = answered.rows();
        List<ColumnInfo> columns = rows == null ? List.of() : rows.columns();
        List<ColumnInfo> shown = new ArrayList<>();
        for (String name : keyColumns) {
            columns.stream().filter(column -> column.shows(name)).findFirst().ifPresent(shown::add);
        }
        if (keys.isEmpty() || shown.isEmpty() || shown.size() < keyColumns.size()) {
            return Optional.empty();
        }
        return Optional.of(
                new Query(connection -> sql(shown, connection), bindings(), timeout, MAX_ROWS, MAX_ROWS, 0, rules));
    }

    private String sql(List<ColumnInfo> key, Connection connection) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        List<String> given = key.stream()
                .map(column -> quote + column.column() + quote + " = ?")
                .toList();
        String one = "(" + String.join(" AND ", given) + ")";
        return "SELECT * FROM " + quote + key.get(0).table() + quote + " WHERE "
                + String.join(" OR ", Collections.nCopies(keys.size(), one));
    }

    private Bindings bindings() {
        Bindings bindings = new Bindings();
        int index = 0;
        for (List<Object> key : keys) {
            for (Object value : key) {
                bindings.put(++index, value, (statement, at) -> statement.setObject(at, value));
            }
        }
        return bindings;
    }
}
