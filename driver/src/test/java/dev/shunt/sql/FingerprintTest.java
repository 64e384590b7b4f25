package dev.shunt.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class FingerprintTest {
    private final SqlAnalyzer analyzer = new SqlAnalyzer();

    @Test
    void leavesLiteralsOut() {
        assertEquals(
                "SELECT a.b, count(*) FROM t WHERE x = ? AND y = ?",
                of("SELECT a.b, count(*) FROM t WHERE x = 5 AND y = 'it''s'"));
        assertEquals(of("SELECT * FROM t WHERE x = -5.5"), of("SELECT * FROM t WHERE x = ?"));
        assertEquals("SELECT ? FROM t WHERE a = b - ?", of("SELECT -1 FROM t WHERE a = b - 1"));
    }

    @Test
    void foldsListsOfValues() {
        assertEquals("DELETE FROM t WHERE id IN (?+)", of("DELETE FROM t WHERE id IN (1, 2, ?)"));
        assertEquals(of("DELETE FROM t WHERE id IN (1)"), of("DELETE FROM t WHERE id IN(1, 2, 3)"));
        assertEquals("INSERT INTO t (a, b) VALUES (?+)", of("INSERT INTO t (a, b) VALUES (1, 2), (?, 'x'), (3, 4)"));
        assertEquals("INSERT INTO t VALUES (?, NOW())", of("INSERT INTO t VALUES (1, NOW()), (2, NOW()), (3, NOW())"));
        assertEquals("SELECT abs(?)", of("SELECT abs(-5)"));
    }

    @Test
    void dropsCommentsAndFoldsWhiteSpace() {
        assertEquals(
                "SELECT * FROM t WHERE id = ?",
                of("/* shunt:key=7 */ SELECT *\n\tFROM t -- all of it\nWHERE id=/* the id */5 # end"));
    }

    @Test
    void tellsDifferentStatementsApart() {
        assertNotEquals(of("SELECT a FROM t"), of("SELECT b FROM t"));
        assertNotEquals(of("SELECT * FROM t WHERE a IS NULL"), of("SELECT * FROM t WHERE a = 5"));
    }

    private String of(String sql) {
        return analyzer.analyze(sql).fingerprint();
    }
}
