package dev.shunt.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private static final String TYPES = """
            CREATE TABLE t (id BIGINT PRIMARY KEY, i INT, s SMALLINT, tiny TINYINT, bool BOOLEAN, dec DECIMAL(20, 5),
              r REAL, d DOUBLE, c CHAR(8), v VARCHAR(100), txt CLOB, bin VARBINARY(20), b BLOB, da DATE, ti TIME(6),
              ts TIMESTAMP(6), tz TIMESTAMP(6) WITH TIME ZONE, j JSON, u UUID, e ENUM('x', 'y'), a INTEGER ARRAY)""";
    private static final String ROW = """
            INSERT INTO t VALUES (1, -5, 7, 2, TRUE, 12.5, 0.1, 1e300, 'pad', 'Grüße 😀', 'long text', X'00FF', X'0102',
              DATE '2024-02-29', TIME '23:59:59.123456', TIMESTAMP '2024-03-31 02:30:00.000001',
              TIMESTAMP WITH TIME ZONE '2024-01-01 00:00:00+02:00', JSON '{"a": [1, 2.50]}',
              'b5a8a1de-5d7e-4d28-8d9c-0d1d5ad8f1c3', 'y', ARRAY[1, 2])""";

    private static final Rules RULES = Rules.exact(text -> text);

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:h2:mem:");
        statement = connection.createStatement();
        statement.execute(TYPES);
        statement.execute(ROW);
        statement.execute("INSERT INTO t (id) VALUES (2)");
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void everyTypeIsReadAndEqualToItself() throws SQLException {
        CapturedResult first = read("SELECT * FROM t", 10);
        for (Row row : first.rows()) {
            assertTrue(row.values().stream().noneMatch(Unread.class::isInstance), row.toString());
        }
        Outcome outcome = new Comparison(RULES)
                .compare(first, read("SELECT * FROM t ORDER BY id DESC", 10), RowOrder.NONE, List.of("id"));
        assertEquals(new Outcome(Outcome.Verdict.EQUAL, List.of(), 2, false), outcome);
    }

    @Test
    void everyChangedColumnIsFoundByItsName() throws SQLException {
        CapturedResult before = read("SELECT * FROM t", 10);
        String[][] changes = {
            {"I", "-4"},
            {"S", "8"},
            {"TINY", "3"},
            {"BOOL", "FALSE"},
            {"DEC", "12.50001"},
            {"R", "0.2"},
            {"D", "1e299"},
            {"C", "'pat'"},
            {"V", "'Grüsse 😀'"},
            {"TXT", "'long texT'"},
            {"BIN", "X'00FE'"},
            {"B", "X'010200'"},
            {"DA", "DATE '2024-03-01'"},
            {"TI", "TIME '23:59:59.123457'"},
            {"TS", "TIMESTAMP '2024-03-31 02:30:00.000002'"},
            {"TZ", "TIMESTAMP WITH TIME ZONE '2024-01-01 00:00:00+01:00'"},
            {"J", "JSON '{}'"},
            {"U", "RANDOM_UUID()"},
            {"E", "'x'"},
            {"A", "ARRAY[2, 1]"}
        };
        connection.setAutoCommit(false);
        for (String[] change : changes) {
            statement.executeUpdate("UPDATE t SET " + change[0] + " = " + change[1] + " WHERE id = 1");
            List<Difference> found = new Comparison(RULES)
                    .compare(before, read("SELECT * FROM t", 10), RowOrder.NONE, List.of("id"))
                    .differences();
            assertEquals(1, found.size(), change[0]);
            assertEquals(Difference.Kind.VALUE, found.get(0).kind());
            assertEquals("1", found.get(0).key());
            assertEquals(change[0], found.get(0).column());
            connection.rollback();
        }
    }

    @Test
    void theApplicationReadsTheSameValuesWithAndWithoutACapture() throws SQLException {
        try (ResultSet plain = statement.executeQuery("SELECT * FROM t");
                ResultSet teed = connection.createStatement().executeQuery("SELECT * FROM t")) {
            Capture capture = new Capture(10, RULES);
            while (plain.next()) {
                assertTrue(teed.next());
                capture.row(teed);
                for (int i = 1; i <= plain.getMetaData().getColumnCount(); i++) {
                    assertEquals(plain.getString(i), teed.getString(i));
                    assertEquals(plain.wasNull(), teed.wasNull());
                }
            }
            assertFalse(teed.next());
            assertEquals(2, capture.result(true).rows().size());
        }
    }

    @Test
    void aCaptureIsBoundedInRows() throws SQLException {
        assertTrue(read("SELECT * FROM SYSTEM_RANGE(1, 10)", 10).whole());
        CapturedResult cut = read("SELECT * FROM SYSTEM_RANGE(1, 11)", 10);
        assertEquals(10, cut.rows().size());
        assertTrue(cut.truncated());
        assertFalse(cut.whole());
    }

    @Test
    void whatIsNotKeptIsComparedByItsHashes() throws SQLException {
        String rows = "SELECT x AS id, 'row' || x AS name, x / 3e0 AS d FROM SYSTEM_RANGE(1, 1000)";
        CapturedResult first = read(rows, 10);
        assertEquals(10, first.rows().size());
        assertEquals(1_000, first.read());
        Comparison comparison = new Comparison(RULES);
        List<String> id = List.of("id");
        RowOrder byId = RowOrder.by("id");
        assertTrue(comparison
                .compare(first, read(rows + " ORDER BY x", 20), byId, id)
                .equal());
        assertTrue(comparison
                .compare(first, read(rows + " ORDER BY x DESC", 10), RowOrder.NONE, id)
                .equal());
        assertEquals(
                List.of(Difference.Kind.ORDER),
                kinds(comparison.compare(
                        first,
                        read(rows + " ORDER BY CASE x WHEN 500 THEN 501 WHEN 501 THEN 500 ELSE x END", 10),
                        byId,
                        id)));
        Outcome lacking = comparison.compare(first, read(rows.replace(", 1000", ", 999"), 10), RowOrder.NONE, id);
        assertEquals(List.of(Difference.Kind.REST), kinds(lacking));
        assertTrue(String.valueOf(lacking.differences().get(0).primaryValue()).startsWith("990 rows, hash "));
        String swapped = "CASE x WHEN 500 THEN 'row501' WHEN 501 THEN 'row500' ELSE 'row' || x END";
        Outcome other = comparison.compare(first, read(rows.replace("'row' || x", swapped), 10), RowOrder.NONE, id);
        assertEquals(List.of(Difference.Kind.REST), kinds(other), "each column has the same values");
        assertNull(other.differences().get(0).column());
        CapturedResult changed =
                read(rows.replace("'row' || x", "CASE x WHEN 998 THEN 'other' ELSE 'row' || x END"), 10);
        Outcome cell = comparison.compare(first, changed, byId, id);
        assertEquals(List.of(Difference.Kind.REST), kinds(cell));
        assertEquals("NAME", cell.differences().get(0).column());
    }

    @Test
    void aFloatBeyondTheKeptRowsThatHasAnotherHashLeavesTheResultUndecided() throws SQLException {
        String rows = "SELECT x AS id, CAST(x AS DOUBLE) / 3 AS d FROM SYSTEM_RANGE(1, 1000)";
        CapturedResult first = read(rows, 10);
        CapturedResult other = read(rows.replace("CAST(x", "CAST(NULLIF(x, 500)"), 10);
        assertEquals(
                Outcome.Verdict.INCOMPARABLE,
                new Comparison(RULES)
                        .compare(first, other, RowOrder.by("id"), List.of("id"))
                        .verdict());
    }

    @Test
    void theBeginningOfAnOrderedResultIsComparedByItsHashesToo() throws SQLException {
        String rows = "SELECT x AS id, 'row' || x AS name FROM SYSTEM_RANGE(1, 500)";
        Comparison comparison = new Comparison(RULES);
        List<String> id = List.of("id");
        RowOrder byId = RowOrder.by("id");
        CapturedResult begun = read(rows, 10, false);
        Outcome same = comparison.compare(begun, read(rows, 10, false), byId, id);
        assertEquals(new Outcome(Outcome.Verdict.EQUAL, List.of(), 500, true), same);
        String other = rows.replace("'row' || x", "CASE x WHEN 300 THEN 'other' ELSE 'row' || x END");
        assertEquals(List.of(Difference.Kind.REST), kinds(comparison.compare(begun, read(other, 10, false), byId, id)));
        CapturedResult shorter = read(rows.replace("500", "400"), 10);
        assertEquals(List.of(Difference.Kind.REST), kinds(comparison.compare(begun, shorter, byId, id)));
        assertEquals(
                List.of(),
                kinds(comparison.compare(begun, read(other, 10, false), RowOrder.NONE, id)),
                "which rows come first is not decided");
    }

    private static List<Difference.Kind> kinds(Outcome outcome) {
        return outcome.differences().stream().map(Difference::kind).toList();
    }

    @Test
    void aCaptureIsBoundedInBytes() throws SQLException {
        CapturedResult cut = read("SELECT x, REPEAT('x', 1000000) FROM SYSTEM_RANGE(1, 100)", 1000);
        assertTrue(cut.truncated());
        assertTrue(cut.rows().size() < 20, cut.rows().size() + " rows");
        CapturedResult huge = read("SELECT REPEAT('x', 1048577), CAST(REPEAT('x', 1048577) AS CLOB)", 10);
        assertEquals(
                List.of(Unread.TOO_LARGE, Unread.TOO_LARGE), huge.rows().get(0).values());
    }

    @Test
    void whatTheTypedGetterRefusesIsReadAsTextOrMarkedUnread() throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT ts, 'fine' FROM t WHERE id = 1")) {
            assertTrue(result.next());
            assertEquals(List.of("0000-00-00", "fine"), captured(failing(result, "getObject", "0000-00-00")));
            assertEquals(List.of(Unread.UNREADABLE, "fine"), captured(failing(result, "getObject", null)));
        }
    }

    private static List<?> captured(ResultSet row) {
        Capture capture = new Capture(1, RULES);
        capture.row(row);
        return capture.result(true).rows().get(0).values();
    }

    /** A result whose {@code method} throws, as a zero date does, and whose first column is {@code text} at best. */
    private static ResultSet failing(ResultSet result, String method, @Nullable String text) {
        return (ResultSet) Proxy.newProxyInstance(
                ResultSet.class.getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, called, arguments) -> {
                    boolean first = arguments != null && Integer.valueOf(1).equals(arguments[0]);
                    if (called.getName().equals(method) || (first && text == null)) {
                        throw new SQLException("zero date");
                    }
                    return first && called.getName().equals("getString") ? text : called.invoke(result, arguments);
                });
    }

    private CapturedResult read(String sql, int maxRows) throws SQLException {
        return read(sql, maxRows, true);
    }

    private CapturedResult read(String sql, int maxRows, boolean complete) throws SQLException {
        try (Statement other = connection.createStatement();
                ResultSet result = other.executeQuery(sql)) {
            Capture capture = new Capture(maxRows, RULES);
            while (result.next()) {
                capture.row(result);
            }
            return capture.result(complete);
        }
    }
}
