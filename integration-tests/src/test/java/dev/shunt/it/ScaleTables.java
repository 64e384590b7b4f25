package dev.shunt.it;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables much like those of TPC-C, with keys of every kind, and one with a column of every type, for MariaDB.
 *
 * @param columns each with two values of it, as SQL
 * @param other the key of a row that nobody has, made of one that somebody has
 * @param share of all rows, in percent
 * @param fill the values of row {@code seq}
 */
public record ScaleTables(
        String name,
        String ddl,
        List<String> key,
        Map<String, List<String>> columns,
        String other,
        int share,
        String fill) {

    public static final List<ScaleTables> ALL = List.of(
            new ScaleTables(
                    "item",
                    "i_id INT PRIMARY KEY, i_name VARCHAR(24), i_price DECIMAL(5, 2), i_data VARCHAR(50)",
                    List.of("i_id"),
                    Map.of("i_name", of("'x'", "'y'"), "i_price", of("1", "2"), "i_data", of("'x'", "NULL")),
                    "i_id + 900000000",
                    5,
                    "seq, CONCAT('item ', seq), MOD(seq, 900) / 10, REPEAT('d', MOD(seq, 50))"),
            new ScaleTables(
                    "stock",
                    "s_w_id INT, s_i_id INT, s_quantity INT, s_ytd DECIMAL(12, 2), s_dist CHAR(24),"
                            + " PRIMARY KEY (s_w_id, s_i_id)",
                    List.of("s_w_id", "s_i_id"),
                    Map.of("s_quantity", of("-1", "-2"), "s_ytd", of("-1", "-2"), "s_dist", of("'x'", "'X'")),
                    "s_w_id, s_i_id + 900000000",
                    20,
                    "MOD(seq, 10), seq, MOD(seq, 100), 0, CONCAT('dist ', seq)"),
            new ScaleTables(
                    "customer",
                    "c_w_id INT, c_d_id INT, c_id INT, c_last VARCHAR(16), c_balance DECIMAL(12, 2),"
                            + " c_since DATETIME(6), c_data TEXT, PRIMARY KEY (c_w_id, c_d_id, c_id)",
                    List.of("c_w_id", "c_d_id", "c_id"),
                    Map.of(
                            "c_last", of("'a'", "'A'"),
                            "c_balance", of("-1", "-2"),
                            "c_since", of("'2020-01-01 00:00:00.000001'", "'0000-00-00'"),
                            "c_data", of("'z'", "NULL")),
                    "c_w_id, c_d_id + 900000000, c_id",
                    10,
                    "MOD(seq, 10), MOD(seq, 7), seq, CONCAT('last ', MOD(seq, 99)), 10, NOW(6), REPEAT('c', MOD(seq,"
                            + " 80))"),
            new ScaleTables(
                    "orders",
                    "o_id BIGINT AUTO_INCREMENT PRIMARY KEY, o_c_id INT, o_entry TIMESTAMP(3) NULL, o_carrier TINYINT",
                    List.of("o_id"),
                    Map.of(
                            "o_c_id",
                            of("-1", "-2"),
                            "o_entry",
                            of("'2020-01-01'", "NULL"),
                            "o_carrier",
                            of("0", "NULL")),
                    "o_id + 900000000",
                    10,
                    "seq, MOD(seq, 1000), NOW(3), IF(MOD(seq, 3) = 0, NULL, 1)"),
            new ScaleTables(
                    "order_line",
                    "ol_o_id BIGINT, ol_number INT, ol_i_id INT, ol_amount DECIMAL(6, 2), PRIMARY KEY (ol_o_id,"
                            + " ol_number)",
                    List.of("ol_o_id", "ol_number"),
                    Map.of("ol_i_id", of("-1", "-2"), "ol_amount", of("-1", "-2")),
                    "ol_o_id, ol_number + 900000000",
                    40,
                    "seq DIV 8, MOD(seq, 8), MOD(seq, 1000), MOD(seq, 100)"),
            new ScaleTables(
                    "named",
                    "code VARCHAR(40) PRIMARY KEY, v INT",
                    List.of("code"),
                    Map.of("v", of("-1", "NULL")),
                    "CONCAT('~', code)",
                    5,
                    "CONCAT('code ', LPAD(seq, 9, '0')), seq"),
            new ScaleTables(
                    "tokens",
                    "id VARBINARY(16) PRIMARY KEY, v BLOB",
                    List.of("id"),
                    Map.of("v", of("X''", "X'00'")),
                    "CONCAT(X'FF', id)",
                    5,
                    "UNHEX(LPAD(HEX(seq), 8, '0')), RANDOM_BYTES(MOD(seq, 60) + 1)"),
            everyType());

    private static List<String> of(String one, String other) {
        return List.of(one, other);
    }

    private static ScaleTables everyType() {
        Map<String, List<String>> types = new LinkedHashMap<>();
        types.put("TINYINT", of("1", "NULL"));
        types.put("SMALLINT UNSIGNED", of("65535", "0"));
        types.put("MEDIUMINT", of("-8388608", "1"));
        types.put("BIGINT UNSIGNED", of("18446744073709551615", "18446744073709551614"));
        types.put("DECIMAL(30, 10)", of("0.0000000001", "0"));
        types.put("FLOAT", of("16777216", "16777218"));
        types.put("DOUBLE", of("0.1", "0.10000000000000002"));
        types.put("BIT(9)", of("b'100000000'", "b'0'"));
        types.put("CHAR(5)", of("'a'", "'A'"));
        types.put("VARCHAR(20) COLLATE utf8mb4_general_ci", of("'a'", "'á'"));
        types.put("VARCHAR(20) CHARACTER SET latin1", of("'é'", "'e'"));
        types.put("MEDIUMTEXT", of("''", "NULL"));
        types.put("BINARY(4)", of("X'00000000'", "X'00000001'"));
        types.put("LONGBLOB", of("X''", "X'00'"));
        types.put("DATE", of("'0000-00-00'", "'2020-01-01'"));
        types.put("DATETIME(6)", of("'2020-01-01'", "'2020-01-01 00:00:00.000001'"));
        types.put("TIME(6)", of("'-00:00:00.5'", "'00:00:00.5'"));
        types.put("YEAR", of("1901", "2155"));
        types.put("ENUM('b', 'a')", of("'a'", "'b'"));
        types.put("SET('x', 'y')", of("'x,y'", "'x'"));
        types.put("JSON", of("'{\"a\": 1}'", "'{\"a\": 1.0}'"));
        StringBuilder ddl = new StringBuilder("id BIGINT PRIMARY KEY");
        StringBuilder fill = new StringBuilder("seq");
        Map<String, List<String>> columns = new LinkedHashMap<>();
        types.forEach((type, values) -> {
            String name = "c" + columns.size();
            ddl.append(", ").append(name).append(' ').append(type).append(" NULL");
            fill.append(", IF(MOD(seq, 3) = 0, ")
                    .append(values.get(0))
                    .append(", ")
                    .append(values.get(1))
                    .append(')');
            columns.put(name, values);
        });
        return new ScaleTables(
                "every_type", ddl.toString(), List.of("id"), columns, "id + 900000000", 5, fill.toString());
    }

    /** Returns the statements that create all tables. */
    public static List<String> statements() {
        return ALL.stream().map(ScaleTables::create).toList();
    }

    /** Returns a value of the column, as SQL, that it does not have. */
    String other(String column) {
        List<String> values = columns.get(column);
        return name.equals("every_type")
                ? "IF(MOD(id, 3) = 0, " + values.get(1) + ", " + values.get(0) + ")"
                : values.get(0);
    }

    /** Returns the statements that fill all tables, together with {@code rows}. */
    public static List<String> fills(long rows) {
        List<String> fills = new ArrayList<>(List.of("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'"));
        ALL.forEach(table -> fills.add(table.fill(rows)));
        return fills;
    }

    /** Returns the statement that creates the table. */
    public String create() {
        return "CREATE TABLE " + name + " (" + ddl + ") CHARACTER SET utf8mb4";
    }

    /** Returns the statement that fills the table with its share of {@code rows}. */
    public String fill(long rows) {
        return "INSERT INTO " + name + " SELECT " + fill + " FROM seq_1_to_" + Math.max(10, rows * share / 100);
    }
}
