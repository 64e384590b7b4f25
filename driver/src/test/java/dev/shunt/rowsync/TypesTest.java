package dev.shunt.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A row read and written back is the same row, for every type. */
class TypesTest {
    /**
     * Values of a type.
     *
     * @param shown what shows inside the database that two values are the same, $ being the column
     */
    record Type(String type, String shown, List<String> literals) {
        @Override
        public String toString() {
            return type;
        }
    }

    private static Type type(String type, String shown, String... literals) {
        return new Type(type, shown, List.of(literals));
    }

    private static final String PLAIN = "$";
    private static final String HEX = "HEX($)";

    private final Databases db = Databases.create();

    TypesTest() throws SQLException {}

    @AfterEach
    void drop() throws SQLException {
        db.close();
    }

    static Stream<Type> types() {
        return Databases.onServers() ? mysql() : h2();
    }

    private static Stream<Type> h2() {
        return Stream.of(
                type("BOOLEAN", PLAIN, "TRUE", "FALSE"),
                type("TINYINT", PLAIN, "-128", "127"),
                type("SMALLINT", PLAIN, "-32768", "0"),
                type("INTEGER", PLAIN, "-2147483648", "2147483647"),
                type("BIGINT", PLAIN, "-9223372036854775808", "9223372036854775807", "9007199254740993"),
                type("NUMERIC(30, 10)", PLAIN, "12345678901234567890.1234567891", "-0.0000000001", "100"),
                type("DECFLOAT(30)", PLAIN, "1.5E30", "CAST('NaN' AS DECFLOAT)", "1.10"),
                type("REAL", PLAIN, "1.1", "CAST('NaN' AS REAL)", "1e-40", "16777217"),
                type("DOUBLE PRECISION", PLAIN, "0.1", "CAST('-Infinity' AS DOUBLE PRECISION)", "1e300", "-0.0"),
                type("CHAR(5)", "RAWTOHEX($)", "'a'", "'é€😀'"),
                type("VARCHAR(100)", "RAWTOHEX($)", "''", "' a '", "'it''s \\ \"x\"'", "'é€😀'"),
                type("VARCHAR_IGNORECASE(20)", "RAWTOHEX($)", "'Ab'"),
                type("CLOB", "RAWTOHEX(CAST($ AS VARCHAR))", "REPEAT('x€', 5000)"),
                type("BINARY(4)", PLAIN, "X'00ff'", "X'01020304'"),
                type("VARBINARY(100)", PLAIN, "X''", "X'00ff27'"),
                type("BLOB", PLAIN, "X'00ff27'"),
                type("DATE", PLAIN, "DATE '0001-01-01'", "DATE '2024-02-29'", "DATE '9999-12-31'"),
                type("TIME(9)", PLAIN, "TIME '23:59:59.999999999'", "TIME '00:00:00'"),
                type("TIME(3) WITH TIME ZONE", PLAIN, "TIME WITH TIME ZONE '10:00:00.5+05:30'"),
                type(
                        "TIMESTAMP(9)",
                        PLAIN,
                        "TIMESTAMP '2024-03-31 02:30:00.123456789'",
                        "TIMESTAMP '2024-01-01 10:00:00.1'"),
                type(
                        "TIMESTAMP(6) WITH TIME ZONE",
                        PLAIN,
                        "TIMESTAMP WITH TIME ZONE '2024-10-27 02:30:00.000001+02:00'"),
                type("INTERVAL YEAR TO MONTH", PLAIN, "INTERVAL '-3-11' YEAR TO MONTH"),
                type("INTERVAL DAY TO SECOND(6)", PLAIN, "INTERVAL '3 10:11:12.000013' DAY TO SECOND"),
                type("UUID", PLAIN, "UUID '6b1b3f5c-0000-4000-8000-000000000001'"),
                type("JSON", PLAIN, "JSON '{\"a\": [1, 2.50, \"é\", null]}'", "JSON 'null'", "JSON '\"x\"'"),
                type("ENUM('b', 'a')", PLAIN, "'a'", "'b'"),
                type("INTEGER ARRAY", PLAIN, "ARRAY[1, NULL, 3]", "ARRAY[]"),
                type("VARCHAR(9) ARRAY", PLAIN, "ARRAY['a', '']"),
                type("GEOMETRY", PLAIN, "GEOMETRY 'SRID=4326;POINT (1.5 2)'"),
                type("JAVA_OBJECT", "CAST($ AS VARBINARY)", "X'aced000574000161'"));
    }

    private static Stream<Type> mysql() {
        return Stream.of(
                type("TINYINT(1)", PLAIN, "-128", "127", "1", "2"),
                type("BOOLEAN", PLAIN, "TRUE"),
                type("SMALLINT UNSIGNED", PLAIN, "65535"),
                type("MEDIUMINT", PLAIN, "-8388608"),
                type("INT ZEROFILL", PLAIN, "7"),
                type("BIGINT", PLAIN, "-9223372036854775808", "9007199254740993"),
                type("BIGINT UNSIGNED", PLAIN, "18446744073709551615", "0"),
                type(
                        "DECIMAL(65, 30)",
                        PLAIN,
                        "12345678901234567890123456789012345.123456789012345678901234567891",
                        "0"),
                type("FLOAT", "$ + 0e0", "1.1", "1e-40", "16777217", "-3.4e38"),
                type("FLOAT(7, 3)", "$ + 0e0", "1.123"),
                type("DOUBLE", "$ + 0e0", "0.1", "1e300", "5e-324", "1.7976931348623157e308"),
                type("BIT(1)", "$ + 0", "b'1'", "b'0'"),
                type("BIT(64)", "$ + 0", "b'1111111111111111111111111111111111111111111111111111111111111111'", "5"),
                type("CHAR(5)", HEX, "'a'", "'é€😀'"),
                type("VARCHAR(100)", HEX, "''", "' a '", "'it''s \\\\ \\\" \\0 \\n'", "'é€😀'"),
                type("VARCHAR(100) CHARACTER SET latin1", HEX, "'é'", "_latin1 X'80ff'"),
                type("VARCHAR(20) COLLATE utf8mb4_bin", HEX, "'aA'"),
                type("LONGTEXT", HEX, "REPEAT('x€', 50000)"),
                type("BINARY(4)", HEX, "X'00ff'", "X'2720'"),
                type("VARBINARY(100)", HEX, "X''", "X'00ff275c22'"),
                type("LONGBLOB", HEX, "REPEAT(X'00ff27', 50000)"),
                type("DATE", "CAST($ AS CHAR)", "'0000-00-00'", "'2024-00-10'", "'2023-02-31'", "'9999-12-31'"),
                type("TIME(6)", "CAST($ AS CHAR)", "'-838:59:59'", "'00:00:00.000001'", "'838:59:59'"),
                type("DATETIME", "CAST($ AS CHAR)", "'0000-00-00 00:00:00'", "'2024-03-31 02:30:00'"),
                type("DATETIME(6)", "CAST($ AS CHAR)", "'2024-03-31 02:30:00.123456'", "'2024-01-01 00:00:00.100000'"),
                type(
                        "TIMESTAMP(6)",
                        "CAST($ AS CHAR)",
                        "'0000-00-00 00:00:00'",
                        "'2024-10-27 00:30:00.000001'",
                        "'2024-10-27 01:30:00'",
                        "'2038-01-19 03:14:07.999999'"),
                type("YEAR", "CAST($ AS CHAR)", "0", "'0000'", "2155", "'2000'"),
                type(
                        "JSON",
                        "CONCAT(JSON_TYPE($), CAST($ AS CHAR))",
                        "'{\"b\": [1, 2.50, \"é😀\", null, 1e20], \"a\": \"\\\\\"q\\\\\"\"}'",
                        "'null'",
                        "'\"x\"'",
                        "'18446744073709551615'",
                        "'1.0'"),
                type("ENUM('b', 'a', '1', '')", "CONCAT($ + 0, '|', $)", "'a'", "'1'", "''", "1"),
                type("SET('x', 'y', 'z')", "CONCAT($ + 0, '|', $)", "'x,z'", "''", "'y'"),
                type("POINT", "CONCAT(ST_SRID($), HEX(ST_AsBinary($)))", "ST_GeomFromText('POINT(1.5 2)', 4326)"),
                type(
                        "GEOMETRY",
                        "CONCAT(ST_SRID($), HEX(ST_AsBinary($)))",
                        "ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))')"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void aRowReadAndWrittenBackIsTheSameRow(Type type) throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, v " + type.type + " NULL)", "INSERT INTO t VALUES (-1, NULL)");
        List<String> literals = new ArrayList<>(type.literals);
        literals.add("NULL");
        for (int i = 0; i < literals.size(); i++) {
            db.onPrimary("INSERT INTO t VALUES (" + i + ", " + literals.get(i) + ")");
        }
        db.onPrimary("UPDATE t SET v = " + literals.get(0) + " WHERE id = -1");
        List<Key> keys = IntStream.range(-1, literals.size()).mapToObj(Key::of).toList();

        SyncResult written = db.sync.sync("t", keys, false);
        assertEquals(1, written.updated());
        assertEquals(literals.size(), written.inserted(), "also the row with id 0");
        String shown = "SELECT id, " + type.shown.replace("$", "v") + " FROM t ORDER BY id";
        assertEquals(db.primaryRows(shown), db.secondaryRows(shown));
        SyncResult again = db.sync.sync("t", keys, false);
        assertEquals(0, again.written(), "equal rows are seen to be equal");
        assertEquals(keys.size(), again.unchanged());
    }

    @ParameterizedTest
    @MethodSource("types")
    void aChecksumTellsAllValuesApart(Type type) throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, w VARCHAR(9) NULL, v " + type.type + " NULL)");
        List<String> literals = new ArrayList<>(type.literals);
        literals.add("NULL");
        int count = literals.size();
        for (int i = 0; i < count * count; i++) {
            db.onPrimary("INSERT INTO t VALUES (" + i + ", NULL, " + literals.get(i / count) + ")");
            db.onSecondary("INSERT INTO t VALUES (" + i + ", NULL, " + literals.get(i % count) + ")");
        }
        for (int i = 0; i < count * count; i++) {
            String shown = "SELECT v IS NULL, " + type.shown.replace("$", "v") + " FROM t WHERE id = " + i;
            boolean equal = db.primaryRows(shown).equals(db.secondaryRows(shown));
            assertEquals(
                    equal,
                    db.check.check("t", Key.of(i - 1), 1, false).suspects().isEmpty(),
                    shown);
        }
    }

    static Stream<Type> keyTypes() {
        return types().filter(type -> type.literals.size() > 1).filter(type -> Stream.of(
                        "LOB", "TEXT", "JSON", "ARRAY", "GEOMETRY", "POINT", "DECFLOAT", "REAL", "DOUBLE PRECISION")
                .noneMatch(type.type::contains));
    }

    @ParameterizedTest
    @MethodSource("keyTypes")
    void rowsAreFoundAndWalkedByKeysOfTheType(Type type) throws Exception {
        db.onBoth("CREATE TABLE t (k " + type.type + " NOT NULL, n INT NOT NULL, v INT, PRIMARY KEY (k, n))");
        for (String literal : type.literals) {
            for (int n = 0; n < 3; n++) {
                String row = "INSERT INTO t VALUES (" + literal + ", " + n + ", ";
                if (!literal.equals("'0000'")) { // the same year as 0
                    db.onPrimary(row + "1)");
                    db.onSecondary(row + (n == 1 ? "1)" : "2)"));
                }
            }
        }
        db.onPrimary("DELETE FROM t WHERE n = 2");
        db.onSecondary("DELETE FROM t WHERE n = 0");
        db.settle("t", 2);
        assertEquals(List.of(), db.differences("t"));
        assertEquals(List.of(), db.settle("t", 2));
    }
}
