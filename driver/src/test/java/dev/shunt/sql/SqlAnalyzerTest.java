package dev.shunt.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SqlAnalyzerTest {
    private final SqlAnalyzer analyzer = new SqlAnalyzer();

    @Test
    void analysesATextOnce() {
        assertSame(analyzer.analyze(new String("SELECT 1")), analyzer.analyze(new String("SELECT 1")));
    }

    @Test
    void keepsWithinItsBound() {
        SqlAnalyzer small = new SqlAnalyzer(100_000);
        for (int i = 0; i < 5_000; i++) {
            small.analyze("SELECT " + i + " FROM t");
        }
        assertTrue(small.cachedChars() > 0 && small.cachedChars() <= 100_000, "chars " + small.cachedChars());
    }

    @Test
    void doesNotKeepLongTexts() {
        String sql = "INSERT INTO t VALUES ('" + "x".repeat(64 * 1024) + "')";
        assertNotSame(analyzer.analyze(sql), analyzer.analyze(sql));
        assertNotNull(analyzer.analyze(sql).write());
        assertEquals(0, analyzer.cachedChars());
    }

    @Test
    void findsTheRoutingKeyInACommentOnly() {
        assertEquals("a=b c", analyzer.analyze("SELECT 1 /*shunt:key=a=b c */").key());
        assertEquals(
                "1",
                analyzer.analyze("/* x *//* shunt:key=1 *//* shunt:key=2 */ SELECT 1")
                        .key());
        assertNull(analyzer.analyze("SELECT '/* shunt:key=1 */'").key());
        assertNull(analyzer.analyze("SELECT 1 /* shunt:key= */").key());
        assertNull(analyzer.analyze("SELECT 1 -- shunt:key=1").key());
    }

    @Test
    void columnsAreFoundWithoutRegardToCase() {
        Write.Update update = (Write.Update) analyzer.analyze("UPDATE t SET Name = ? WHERE ID = ? AND Id = 5")
                .write();
        assertNotNull(update);
        assertEquals(new Term.Param(1), update.assigned().get("nAME"));
        assertEquals(1, update.where().equalities().size());
        assertTrue(update.where().compared().contains("iD"));
    }
}
