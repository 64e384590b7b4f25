package dev.shunt.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
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

    private record Head(String name, String engine, long rowBytes) {}

    /** Reads all tables, in the order of their names, by as many statements as one takes. */
    List<Table> all() throws SQLException {
        return tables(query(queries.tables().sql(false), null, TableReader::head), null);
    }

    @Nullable
    Table read(String asked) throws SQLException {
        List<Head> heads = query(queries.tables().sql(true), asked.toLowerCase(Locale.ROOT), TableReader::head);
        Head found = heads.isEmpty() ? null : heads.get(0);
        for (Head head : heads) {
            found = head.name.equals(asked) ? head : found;
        }
        return found == null ? null : tables(List.of(found), found.name).get(0);
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(row.getString(1), String.valueOf(row.getString(2)), row.getLong(3));
    }

    private List<Table> tables(List<Head> heads, @Nullable String only) throws SQLException {
        Map<String, List<Column>> columns = byTable(queries.columns(), only, TableReader::column);
        Map<String, List<IndexRow>> indexes = byTable(queries.indexes(), only, TableReader::index);
        Map<String, List<Integer>> triggers = byTable(Queries.TRIGGERS, only, row -> 1);
        Map<String, List<String>> referenced =
                byTable(queries.referenced(), only, row -> row.getString(2).toLowerCase(Locale.ROOT));
        Map<String, Set<String>> children = children();
        List<Table> tables = new ArrayList<>();
        for (Head head : heads) {
            String name = head.name;
            tables.add(table(
                    head,
                    columns.getOrDefault(name, List.of()),
                    Index.all(indexes.getOrDefault(name, List.of())),
                    cascades(name, children),
                    Set.copyOf(referenced.getOrDefault(name, List.of())),
                    triggers.containsKey(name)));
        }
        return tables;
    }

    private static Table table(
            Head head,
            List<Column> columns,
            Collection<Index> indexes,
            Set<String> cascades,
            Set<String> referenced,
            boolean triggers) {
        List<Column> primary = List.of();
        List<UniqueKey> unique = new ArrayList<>();
        Set<String> indexed = new HashSet<>();
        for (Index index : indexes) {
            List<Column> of = index.of(columns);
            if (index.primary) {
                primary = of;
            } else if (index.unique) {
                unique.add(new UniqueKey(index.name, of));
            }
            index.addLeading(indexed);
        }
        return new Table(
                head.name,
                List.copyOf(columns),
                primary,
                List.copyOf(unique),
                Set.copyOf(indexed),
                cascades,
                referenced,
                triggers,
                head.engine.equals("InnoDB"),
                head.rowBytes);
    }

    private static Column column(ResultSet row) throws SQLException {
        String type = row.getString(3).toUpperCase(Locale.ROOT);
        String charset = row.getString(10);
        return new Column(
                row.getString(2),
                TypeNames.family(type),
                TypeNames.jdbcType(type),
                row.getInt(4) == 1 ? type + " UNSIGNED" : type,
                row.getLong(5),
                row.getInt(6) == 1,
                row.getInt(7) == 1,
                row.getInt(8) == 1,
                row.getInt(9) == 1,
                charset == null ? "" : charset);
    }

    private static IndexRow index(ResultSet row) throws SQLException {
        return new IndexRow(
                row.getString(2),
                row.getInt(3) == 1,
                row.getInt(4) == 1,
                new Part(row.getString(5), row.getInt(6) == 1, row.getInt(7) == 1));
    }

    private Map<String, Set<String>> children() throws SQLException {
        Map<String, Set<String>> children = new HashMap<>();
        query(queries.cascades(), null, row -> children.computeIfAbsent(row.getString(2), parent -> new HashSet<>())
                .add(row.getString(1)));
        return children;
    }

    private static Set<String> cascades(String table, Map<String, Set<String>> children) {
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

    private <T> Map<String, List<T>> byTable(Queries.Query query, @Nullable String only, Mapper<T> mapper)
            throws SQLException {
        Map<String, List<T>> all = new HashMap<>();
        query(query.sql(only != null), only, row -> all.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                .add(mapper.map(row)));
        return all;
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

    private record IndexRow(String name, boolean primary, boolean unique, Part part) {}

    private record Index(String name, boolean primary, boolean unique, List<Part> parts) {
        static Collection<Index> all(List<IndexRow> rows) {
            Map<String, Index> indexes = new LinkedHashMap<>();
            for (IndexRow row : rows) {
                indexes.computeIfAbsent(row.name, name -> new Index(name, row.primary, row.unique, new ArrayList<>()))
                        .parts
                        .add(row.part);
            }
            return indexes.values();
        }

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
