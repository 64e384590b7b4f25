package dev.shunt.rowsync;

import dev.shunt.schema.Key;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes rows of the secondary, by key and by plain INSERT only: nothing that could touch another row. */
final class Writer {
    /** Conditions in one look for other rows. */
    private static final int BATCH = 200;

    private final SideTable side;
    private final List<List<Integer>> uniques;

    /** {@code uniques} are the places of the columns of each unique key. */
    Writer(SideTable side, List<List<Integer>> uniques) {
        this.side = side;
        this.uniques = new ArrayList<>(uniques);
        if (!side.where.isEmpty()) {
            this.uniques.add(side.keyPlaces()); // a row that is not there for us may have the key
        }
    }

    void delete(Collection<Key> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        String sql = "DELETE FROM " + side.table + " WHERE " + side.matches(side.keyPlaces(), keys.size());
        try (PreparedStatement statement = side.connection.prepareStatement(sql)) {
            side.bindKeys(statement, 1, keys);
            int deleted = statement.executeUpdate();
            if (deleted != keys.size()) {
                throw new SQLException("deleted " + deleted + " of " + keys.size() + " locked rows of " + side.table);
            }
        }
    }

    void update(Collection<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        StringBuilder sql = new StringBuilder("UPDATE ").append(side.table).append(" SET ");
        for (int i = side.keySize; i < side.names.size(); i++) {
            sql.append(i == side.keySize ? "" : ", ")
                    .append(side.names.get(i))
                    .append(" = ")
                    .append(side.forms.get(i).placeholder());
        }
        // every column is set, so none that updates itself does
        sql.append(" WHERE ").append(side.matches(side.keyPlaces(), 1));
        try (PreparedStatement statement = side.connection.prepareStatement(sql.toString())) {
            for (Row row : rows) {
                int next = bind(statement, row.values(), side.keySize);
                side.bindKeys(statement, next, List.of(row.key()));
                statement.addBatch();
            }
            for (int count : statement.executeBatch()) {
                if (count == 0) {
                    // H2 loses a lock where it has found a deadlock: the transaction begins again
                    throw new SQLException(
                            "a locked row of " + side.table + " was not found by its key", "40001", 40001);
                }
            }
        }
    }

    void insert(Collection<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<String> parameters =
                side.forms.stream().map(form -> form.placeholder()).toList();
        String sql = "INSERT INTO " + side.table + " (" + String.join(", ", side.names) + ")"
                + side.dialect.overriding() + " VALUES (" + String.join(", ", parameters) + ")";
        try (PreparedStatement statement = side.connection.prepareStatement(sql)) {
            for (Row row : rows) {
                bind(statement, row.values(), 0);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * Returns the keys of rows that have a unique value of one of {@code rows}.
     *
     * @throws RowSyncException if one of them is not there for us
     */
    Set<Key> holders(List<Row> rows) throws SQLException, RowSyncException {
        Set<Key> holders = new LinkedHashSet<>();
        for (List<Integer> places : uniques) {
            List<Row> valued = rows.stream().filter(row -> valued(row, places)).toList();
            for (int from = 0; from < valued.size(); from += BATCH) {
                Map<Key, Boolean> found = holders(places, valued.subList(from, Math.min(from + BATCH, valued.size())));
                if (found.containsValue(false)) {
                    throw new RowSyncException(
                            "a row of " + side.table + " on the secondary that is beyond the table's where has the key,"
                                    + " or a unique value, of one that the primary has",
                            conflicts(rows));
                }
                holders.addAll(found.keySet());
            }
        }
        return holders;
    }

    /** Returns who stands in the way of {@code rows}, as it is now: rows that are there, and others of them. */
    List<UniqueConflict> conflicts(Collection<Row> rows) throws SQLException {
        List<UniqueConflict> conflicts = new ArrayList<>();
        for (List<Integer> places : uniques) {
            List<String> columns = places.stream().map(side.names::get).toList();
            Map<Key, Key> taken = new HashMap<>();
            for (Row row : rows) {
                if (!valued(row, places)) {
                    continue;
                }
                Map<Key, Boolean> found = holders(places, List.of(row));
                Key values = Key.of(places.stream().map(row.values()::get).toList());
                Key first = taken.putIfAbsent(values, row.key());
                if (first != null && found.isEmpty()) {
                    conflicts.add(new UniqueConflict(row.key(), first, columns, false));
                }
                found.forEach((key, own) -> {
                    if (!own || !key.equals(row.key())) {
                        conflicts.add(new UniqueConflict(row.key(), key, columns, !own));
                    }
                });
            }
        }
        return conflicts;
    }

    private static boolean valued(Row row, List<Integer> places) {
        return places.stream().allMatch(place -> row.values().get(place) != null);
    }

    /** Returns, by their keys, whether those rows are there for us. */
    private Map<Key, Boolean> holders(List<Integer> places, List<Row> rows) throws SQLException {
        String sql = "SELECT " + side.selected(side.keySize) + ", " + side.own() + " FROM " + side.table + " WHERE "
                + side.matches(places, rows.size());
        Map<Key, Boolean> holders = new LinkedHashMap<>();
        try (PreparedStatement statement = side.connection.prepareStatement(sql)) {
            int next = 1;
            for (Row row : rows) {
                for (int place : places) {
                    side.forms.get(place).bind(statement, next++, row.values().get(place));
                }
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    holders.put(side.key(found), found.getInt(side.keySize + 1) == 1);
                }
            }
        }
        return holders;
    }

    private int bind(PreparedStatement statement, List<@Nullable Object> values, int from) throws SQLException {
        int next = 1;
        for (int i = from; i < values.size(); i++) {
            side.forms.get(i).bind(statement, next++, values.get(i));
        }
        return next;
    }
}
