package dev.shunt.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tables from the information schema through one connection. Not thread-safe. */
final class TableReader {
    private final Connection connection;
    private final Queries queries;

    TableReader(Connection connection) throws SQLException {
        this.connection = connection;
        this.queries = Queries.of(Dialect.of(connection));
    }

    List<String> names() throws SQLException {
        return query(Queries.TABLES, null, row -> row.getString(1));
    }

    @Nullable
    Table read(String asked) throws SQLException {
        String name = name(asked);
        if (name == null) {
            return null;
        }
        List<Column> columns = query(queries.columns(), name, TableReader::column);
        Map<String, Index> indexes = indexes(name);
        List<Column> primary = List.of();
        List<UniqueKey> unique = new ArrayList<>();
        Set<String> indexed = new HashSet<>();
        for (Index index : indexes.values()) {
            List<Column> of = index.of(columns);
            if (index.primary) {
                primary = of;
            } else if (index.unique) {
                unique.add(new UniqueKey(index.name, of));
            }
            index.addLeading(indexed);
        }
        boolean triggers = !query(Queries.TRIGGERS, name, row -> 1).isEmpty();
        return new Table(
                name,
                List.copyOf(columns),
                primary,
                List.copyOf(unique),
                Set.copyOf(indexed),
                cascades(name),
                Set.copyOf(query(
                        queries.referenced(), name, row -> row.getString(1).toLowerCase(Locale.ROOT))),
                triggers,
                query(queries.engine(), name, row -> row.getString(1)).equals(List.of("InnoDB")));
    }

    private @Nullable String name(String asked) throws SQLException {
        List<String> names = query(Queries.TABLE, asked, row -> row.getString(1));
        return names.contains(asked) ? asked : names.isEmpty() ? null : names.get(0);
    }

    private static Column column(ResultSet row) throws SQLException {
        String type = row.getString(2).toUpperCase(Locale.ROOT);
        return new Column(
                row.getString(1),
                TypeNames.family(type),
                TypeNames.jdbcType(type),
                row.getInt(3) == 1 ? type + " UNSIGNED" : type,
                row.getLong(4),
                row.getInt(5) == 1,
                row.getInt(6) == 1,
                row.getInt(7) == 1,
                row.getInt(8) == 1);
    }

    private Map<String, Index> indexes(String table) throws SQLException {
        Map<String, Index> indexes = new LinkedHashMap<>();
        query(queries.indexes(), table, row -> {
            String name = row.getString(1);
            Index index = indexes.get(name);
            if (index == null) {
                index = new Index(name, row.getInt(2) == 1, row.getInt(3) == 1, new ArrayList<>());
                indexes.put(name, index);
            }
            index.parts.add(new Part(row.getString(4), row.getInt(5) == 1, row.getInt(6) == 1));
            return index;
        });
        return indexes;
    }

    private Set<String> cascades(String table) throws SQLException {
        Map<String, Set<String>> children = new LinkedHashMap<>();
        query(queries.cascades(), null, row -> children.computeIfAbsent(row.getString(2), parent -> new HashSet<>())
                .add(row.getString(1)));
        Set<String> found = new HashSet<>();
        Deque<String> parents = new ArrayDeque<>(List.of(table));
        while (!parents.isEmpty()) {
            for (String child : children.getOrDefault(parents.pop(), Set.of())) {
                if (found.add(child)) {
                    parents.push(child);
                }
            }
        }
        return Set.copyOf(found);
    }

    private <T> List<T> query(String sql, @Nullable String parameter, Mapper<T> mapper) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (parameter != null) {
                statement.setString(1, parameter);
            }
            List<T> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(mapper.map(rows));
                }
            }
            return all;
        }
    }

    private interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** A column of an index: null for an expression, not whole where only a prefix is in it. */
    private record Part(@Nullable String column, boolean whole, boolean ordered) {}

    private record Index(String name, boolean primary, boolean unique, List<Part> parts) {
        /** Returns its columns; none where it is over expressions or prefixes, but for the primary key. */
        List<Column> of(List<Column> columns) {
            List<Column> found = new ArrayList<>();
            for (Part part : parts) {
                if (part.column == null || !(part.whole || primary)) {
                    return List.of();
                }
                for (Column column : columns) {
                    if (column.name().equals(part.column)) {
                        found.add(column);
                    }
                }
            }
            return List.copyOf(found);
        }

        void addLeading(Set<String> names) {
            Part first = parts.get(0);
            if (first.column != null && first.ordered) {
                names.add(first.column.toLowerCase(Locale.ROOT));
            }
        }
    }
}
