package dev.shunt.admin.preflight;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads all tables of the schema that a connection is in. Not thread-safe. */
final class StructureReader {
    private static final Pattern MEMBER = Pattern.compile("'((?:[^']|'')*)'");

    private final Connection connection;
    private final Dialect dialect;
    private final StructureQueries queries;

    StructureReader(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
        this.queries = StructureQueries.of(dialect);
    }

    /** Returns the tables by their names, in any case where only one has it. */
    Map<String, TableFacts> read() throws SQLException {
        if (dialect == Dialect.MYSQL) {
            try (var statement = connection.createStatement()) { // else the next numbers may be those of yesterday
                statement.execute("SET SESSION information_schema_stats_expiry = 0");
            }
        }
        Map<String, List<ColumnFacts>> columns = columns();
        Map<String, List<TableFacts.Index>> indexes = indexes();
        Map<String, List<TableFacts.ForeignKey>> foreignKeys = foreignKeys();
        Map<String, List<TableFacts.Trigger>> triggers = byTable(
                rows(StructureQueries.TRIGGERS),
                row -> new TableFacts.Trigger(row.text(1), row.text(2) + " " + row.text(3)));
        Map<String, Map<String, String>> checks = new LinkedHashMap<>();
        for (Row row : rows(queries.checks())) {
            checks.computeIfAbsent(row.text(0), table -> new LinkedHashMap<>()).put(row.text(1), row.text(2));
        }
        Map<String, TableFacts> tables = new LinkedHashMap<>();
        for (Row row : rows(queries.tables())) {
            String name = row.text(0);
            tables.put(
                    name,
                    new TableFacts(
                            name,
                            row.text(1),
                            row.number(2),
                            row.number(3),
                            row.orNull(4) == null ? null : row.number(4),
                            columns.getOrDefault(name, List.of()),
                            indexes.getOrDefault(name, List.of()),
                            foreignKeys.getOrDefault(name, List.of()),
                            triggers.getOrDefault(name, List.of()),
                            checks.getOrDefault(name, Map.of())));
        }
        return tables;
    }

    private List<Row> rows(String sql) throws SQLException {
        return sql.isEmpty() ? List.of() : Row.all(connection, sql);
    }

    private static <T> Map<String, List<T>> byTable(List<Row> rows, Function<Row, T> mapper) {
        Map<String, List<T>> byTable = new LinkedHashMap<>();
        rows.forEach(row ->
                byTable.computeIfAbsent(row.text(0), table -> new ArrayList<>()).add(mapper.apply(row)));
        return byTable;
    }

    private Map<String, List<ColumnFacts>> columns() throws SQLException {
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (Row row : rows(queries.members())) {
            members.computeIfAbsent(row.text(0) + "." + row.text(1), column -> new ArrayList<>())
                    .add(row.text(2));
        }
        return byTable(rows(queries.columns()), row -> {
            String whole = row.text(3);
            List<String> own = whole.startsWith("enum(") || whole.startsWith("set(")
                    ? members(whole)
                    : members.getOrDefault(row.text(0) + "." + row.text(1), List.of());
            return column(row, own);
        });
    }

    private static List<String> members(String type) {
        return MEMBER.matcher(type)
                .results()
                .map(member -> member.group(1).replace("''", "'"))
                .toList();
    }

    private ColumnFacts column(Row row, List<String> members) {
        String dataType = row.text(2).toUpperCase(Locale.ROOT);
        return new ColumnFacts(
                row.text(1),
                dataType,
                dialect == Dialect.H2 ? h2Type(dataType, row, members) : row.text(3),
                row.number(4),
                (int) row.number(5),
                (int) row.number(6),
                (int) row.number(7),
                row.truth(8),
                row.orNull(9),
                row.text(10),
                row.orNull(11),
                row.orNull(12),
                row.orNull(13),
                members);
    }

    private static String h2Type(String dataType, Row row, List<String> members) {
        String name = dataType.toLowerCase(Locale.ROOT).replace("character varying", "varchar");
        if (!members.isEmpty()) {
            return name + "('" + String.join("','", members) + "')";
        }
        if (row.orNull(4) != null) {
            return name + "(" + row.text(4) + ")";
        }
        if (dataType.equals("NUMERIC") || dataType.equals("DECIMAL")) {
            return name + "(" + row.text(5) + "," + row.text(6) + ")";
        }
        return row.orNull(7) == null ? name : name + "(" + row.text(7) + ")";
    }

    private Map<String, List<TableFacts.Index>> indexes() throws SQLException {
        Map<String, Map<String, TableFacts.Index>> byTable = new LinkedHashMap<>();
        for (Row row : rows(queries.indexes())) {
            byTable.computeIfAbsent(row.text(0), table -> new LinkedHashMap<>())
                    .computeIfAbsent(
                            row.text(1),
                            name -> new TableFacts.Index(name, row.truth(2), row.truth(3), new ArrayList<>()))
                    .parts()
                    .add(row.text(4));
        }
        Map<String, List<TableFacts.Index>> lists = new LinkedHashMap<>();
        byTable.forEach((table, indexes) -> lists.put(table, List.copyOf(indexes.values())));
        return lists;
    }

    private Map<String, List<TableFacts.ForeignKey>> foreignKeys() throws SQLException {
        Map<String, Map<String, TableFacts.ForeignKey>> byTable = new LinkedHashMap<>();
        for (Row row : rows(queries.foreignKeys())) {
            TableFacts.ForeignKey key = byTable.computeIfAbsent(row.text(0), table -> new LinkedHashMap<>())
                    .computeIfAbsent(
                            row.text(1),
                            name -> new TableFacts.ForeignKey(
                                    name, new ArrayList<>(), row.text(3), new ArrayList<>(), row.text(5), row.text(6)));
            key.columns().add(row.text(2));
            key.referred().add(row.text(4));
        }
        Map<String, List<TableFacts.ForeignKey>> lists = new LinkedHashMap<>();
        byTable.forEach((table, keys) -> lists.put(table, List.copyOf(keys.values())));
        return lists;
    }
}
