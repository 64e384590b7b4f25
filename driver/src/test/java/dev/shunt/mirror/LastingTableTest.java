package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is synced of a table without transactions: nothing proves that nothing was written to it. */
class LastingTableTest extends TrackerBed {
    LastingTableTest() throws Exception {}

    @Test
    void whatATableWithoutTransactionsKeepsOfAFailedStatementIsSynced() throws Exception {
        assertThrows(SQLException.class, () -> write("INSERT INTO kept VALUES (1, 1, 1), (2, 1, 200)"));
        assertEquals(Set.of("KEPT 1", "KEPT 2"), pending());
        write("INSERT INTO kept VALUES (3, 1, 1)");
        assertEquals(Set.of("KEPT 3"), pending());
        assertThrows(SQLException.class, () -> write("UPDATE kept SET v = 200 WHERE grp = 1"));
        assertEquals(Set.of("walk KEPT"), pending());
    }

    @Test
    void whatATableWithoutTransactionsKeepsOfARollbackIsSynced() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("INSERT INTO kept VALUES (5, 1, 1)");
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        tracker.rollback(connection::rollback);
        assertTrue(pending().contains("KEPT 5"));
        writeInTransaction("DELETE FROM kept LIMIT 1");
        tracker.rollback(connection::rollback);
        assertEquals(Set.of("walk KEPT"), pending());
    }

    @Test
    void aStatementThatNothingTakesBackIsNotRunAgain() throws Exception {
        write("INSERT INTO kept VALUES (1, 1, 1)");
        pending();
        int[] runs = {0};
        write("DELETE FROM kept WHERE grp = 1", false, () -> {
            runs[0]++;
            other("INSERT INTO kept VALUES (" + (9 + runs[0]) + ", 1, 1)");
            return sql("DELETE FROM kept WHERE grp = 1");
        });
        assertEquals(1, runs[0]);
        assertEquals(Set.of("walk KEPT"), pending());
    }
}
