package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A row that came by row sync is the same row, for every type: looked at inside both servers, as hexadecimal digits and
 * as text. Each value comes by an insert, by a change, and by a backfill.
 */
class ExactRowsTest {
    private static final String[] SHOWN = {"v IS NULL", "HEX(v)", "CAST(v AS CHAR)"};

    private final Path directory;
    private boolean maria;

    ExactRowsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** The values of each type, as literals. */
    private Map<String, List<String>> types() {
        Map<String, List<String>> types = new LinkedHashMap<>();
        types.put("TINYINT(1)", List.of("-128", "127", "0", "1", "2"));
        types.put("SMALLINT UNSIGNED", List.of("65535", "0"));
        types.put("MEDIUMINT", List.of("-8388608", "8388607"));
        types.put("INT ZEROFILL", List.of("7"));
        types.put("BIGINT", List.of("-9223372036854775808", "9007199254740993"));
        types.put("BIGINT UNSIGNED", List.of("18446744073709551615", "9223372036854775808", "0"));
        types.put(
                "DECIMAL(65, 30)",
                List.of(
                        "99999999999999999999999999999999999.999999999999999999999999999999",
                        "-0.000000000000000000000000000001",
                        "0"));
        types.put("FLOAT", List.of("1.1", "1e-40", "16777217", "-3.4e38", "-0e0"));
        types.put("DOUBLE", List.of("0.1", "1e300", "5e-324", "1.7976931348623157e308", "-0e0"));
        types.put("BIT(1)", List.of("b'1'", "b'0'"));
        types.put("BIT(13)", List.of("b'1000000000001'", "0"));
        types.put("BIT(64)", List.of("b'1" + "0".repeat(62) + "1'", "18446744073709551615", "39"));
        types.put("CHAR(5)", List.of("'a'", "'é€😀'", "''"));
        types.put(
                "VARCHAR(100)",
                List.of("''", "' a '", "'it''s \\\\ \\\" \\0 \\n \\r %_'", "'e\u0301 👩‍👩‍👧 \u200b'"));
        types.put("VARCHAR(100) CHARACTER SET latin1", List.of("'é'", "_latin1 X'80ff'"));
        types.put("VARCHAR(100) CHARACTER SET utf16", List.of("'é€😀'"));
        types.put("VARCHAR(100) CHARACTER SET ucs2", List.of("'é€'"));
        types.put("VARCHAR(20) COLLATE utf8mb4_bin", List.of("'aA'", "'a '"));
        types.put("LONGTEXT", List.of("REPEAT('x€', 50000)", "''"));
        types.put("BINARY(4)", List.of("X'00ff'", "X'2720'", "X'5c005c00'"));
        types.put("VARBINARY(100)", List.of("X''", "X'00ff275c2200'"));
        types.put("LONGBLOB", List.of("X'" + allBytes() + "'", "REPEAT(X'00ff27', 400000)"));
        types.put("DATE", List.of("'0000-00-00'", "'2024-00-10'", "'2023-02-31'", "'9999-12-31'", "'0001-01-01'"));
        types.put("TIME(6)", List.of("'-838:59:59'", "'00:00:00.000001'", "'838:59:59'", "'-00:00:01.5'"));
        types.put("DATETIME", List.of("'0000-00-00 00:00:00'", "'2024-03-31 02:30:00'", "'0001-01-01 00:00:00'"));
        types.put("DATETIME(6)", List.of("'2024-03-31 02:30:00.123456'", "'2024-01-01 00:00:00.1'"));
        types.put(
                "TIMESTAMP(6)",
                List.of("'0000-00-00 00:00:00'", "'2024-10-27 00:30:00.000001'", "'2024-10-27 01:30:00'"));
        types.put("TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", List.of("'2001-02-03 04:05:06'"));
        types.put("YEAR", List.of("0", "2155", "1901"));
        types.put(
                "JSON",
                List.of(
                        "'{\"b\": [1, 2.50, \"é😀\", null, 1e20], \"a\": \"\\\\\"q\\\\\"\", \"\": {}}'",
                        "'null'",
                        "'\"x\"'",
                        "'18446744073709551615'",
                        "'[ 1,2 ]'",
                        "'-0.0'"));
        types.put("ENUM('b', 'a', '1', '')", List.of("'a'", "'1'", "''", "1"));
        types.put("SET('x', 'y', 'z')", List.of("'x,z'", "''", "'y'"));
        types.put("POINT", List.of("ST_GeomFromText('POINT(1.5 2)', 4326)"));
        types.put("GEOMETRY", List.of("ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))')"));
        if (maria) {
            types.put("UUID", List.of("'6b1b3f5c-0000-4000-8000-00000000001f'"));
            types.put("INET4", List.of("'255.0.0.1'"));
            types.put("INET6", List.of("'2001:db8::ff00:42:8329'", "'::ffff:1.2.3.4'"));
        }
        return types;
    }

    private static String allBytes() {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            hex.append(String.format(Locale.ROOT, "%02x", i));
        }
        return hex.toString();
    }

    @Test
    void everyValueOfEveryTypeIsTheSameInBothServers() throws Exception {
        try (Pair pair = Pair.servers()) {
            maria = isMaria(pair);
            Map<String, List<String>> types = types();
            pair.onBoth(tables(types.keySet().stream()
                    .map(type ->
                            "(id INT PRIMARY KEY, v " + nullable(type) + ", calm INT INVISIBLE, twice INT AS (id * 2)"
                                    + " VIRTUAL, thrice INT AS (id * 3) STORED)")
                    .toList()));
            try (Shunted shunted = Shunted.start(pair, directory, Map.of("mirror", "async"));
                    Connection connection = shunted.connect()) {
                insertAll(connection, types);
                shunted.awaitDrained(Duration.ofSeconds(60));
                same(pair, types, "inserted");
                changeAll(connection, types);
                shunted.awaitDrained(Duration.ofSeconds(60));
                same(pair, types, "changed");
                List<String> empty = new ArrayList<>();
                for (int i = 0; i < types.size(); i++) {
                    empty.add("TRUNCATE TABLE t" + i);
                }
                pair.onTarget(empty);
                CommandLine cli = new CommandLine(directory, false);
                assertEquals(0, cli.run("backfill"), cli::said);
                same(pair, types, "copied");
            }
        }
    }

    private static String nullable(String type) {
        return type.contains("DEFAULT") ? type.replace("TIMESTAMP DEFAULT", "TIMESTAMP NULL DEFAULT") : type + " NULL";
    }

    private static List<String> tables(List<String> columns) {
        List<String> tables = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            tables.add("CREATE TABLE t" + i + " " + columns.get(i));
        }
        return tables;
    }

    private static boolean isMaria(Pair pair) throws SQLException {
        try (Connection connection = pair.source()) {
            return connection.getMetaData().getDatabaseProductVersion().contains("Maria");
        }
    }

    /** As old applications do: anything goes. */
    private static void anything(Connection connection) throws SQLException {
        WriteCase.run(
                connection, "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+02:00'");
    }

    private static void insertAll(Connection connection, Map<String, List<String>> types) throws SQLException {
        anything(connection);
        int table = 0;
        for (List<String> literals : types.values()) {
            for (int i = 0; i < literals.size(); i++) {
                WriteCase.run(
                        connection,
                        "INSERT INTO t" + table + " (id, v, calm) VALUES (" + i + ", " + literals.get(i) + ", 5)");
            }
            WriteCase.run(connection, "INSERT INTO t" + table++ + " (id, v) VALUES (-1, NULL)");
        }
    }

    /** Each row gets the value of the next, the last one NULL, and the one without gets the first. */
    private static void changeAll(Connection connection, Map<String, List<String>> types) throws SQLException {
        int table = 0;
        for (List<String> literals : types.values()) {
            for (int i = -1; i < literals.size(); i++) {
                String next = i + 1 < literals.size() ? literals.get(i + 1) : "NULL";
                WriteCase.run(connection, "UPDATE t" + table + " SET v = " + next + " WHERE id = " + i);
            }
            table++;
        }
    }

    private static void same(Pair pair, Map<String, List<String>> types, String when) throws SQLException {
        try (Connection source = pair.source();
                Connection target = pair.target()) {
            int table = 0;
            for (String type : types.keySet()) {
                boolean spatial = type.equals("POINT") || type.equals("GEOMETRY");
                String shown = spatial
                        ? "HEX(v), ST_SRID(v), ST_AsText(v)"
                        : type.equals("FLOAT") || type.equals("DOUBLE")
                                ? "HEX(v), CAST(v AS CHAR), v + 0e0, FORMAT(v, 30)"
                                : String.join(", ", SHOWN);
                String sql = "SELECT id, " + shown + ", calm, twice, thrice FROM t" + table++ + " ORDER BY id";
                String expected = rows(source, sql);
                assertEquals(expected, rows(target, sql), type + ", " + when);
            }
        }
    }

    private static String rows(Connection connection, String sql) throws SQLException {
        WriteCase.run(connection, "SET SESSION time_zone = '+00:00'");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return Outcome.rows(rows);
        }
    }
}
