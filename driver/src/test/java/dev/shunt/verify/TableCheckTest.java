package dev.shunt.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.rowsync.Databases;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableCheckTest {
    private final Databases db = Databases.create();

    TableCheckTest() throws SQLException {}

    @AfterEach
    void drop() throws SQLException {
        db.close();
    }

    @Test
    void whateverDiffersAnywhereIsFoundAndMadeEqual() throws Exception {
        db.onBoth("CREATE TABLE t (a INT, b VARCHAR(10), c INT, v INT, PRIMARY KEY (a, b, c))");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            String row = "INSERT INTO t VALUES (" + i % 4 + ", 'k" + i % 7 + "', " + i + ", ";
            int where = random.nextInt(4);
            if (where != 0) {
                db.onPrimary(row + "1)");
            }
            if (where != 1) {
                db.onSecondary(row + where / 3 + ")");
            }
        }
        db.settle("t", 10);
        assertEquals(List.of(), db.differences("t"), "seed " + seed);
        assertEquals(List.of(), db.settle("t", 100));
    }

    @Test
    void anEmptyPrimaryEmptiesTheSecondary() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY)");
        fill(false, 2_500);
        db.settle("t", 10);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aLookEndsEarlyWhereTheSecondaryHasFarMoreRows() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY)");
        fill(false, 2_500);
        Checked checked = db.check.check("t", null, 10, false);
        assertNotNull(checked.reached(), "all in one look");
        assertTrue(checked.suspects().size() < 100, checked.suspects().size() + " suspects");
    }

    @Test
    void rowsThatOnlyTheSecondaryHasBeyondBothEndsAreFound() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY)");
        fill(true, 100);
        fill(false, 100);
        db.onSecondary("INSERT INTO t VALUES (-7), (1000)");
        assertTrue(db.settle("t", 30).containsAll(Set.of(Key.of(-7), Key.of(1000))));
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void fewDifferencesOfManyRowsCostFewSuspects() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY)");
        fill(true, 3_000);
        fill(false, 3_000);
        db.onSecondary("DELETE FROM t WHERE id IN (7, 1234)");
        db.onPrimary("DELETE FROM t WHERE id = 2999");
        Set<Key> suspects = new HashSet<>(db.settle("t", 3_000));
        assertTrue(suspects.containsAll(Set.of(Key.of(7), Key.of(1234), Key.of(2999))));
        assertTrue(suspects.size() < 120, suspects.size() + " suspects");
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void nearlyEqualRowsAreNotEqual() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), b VARCHAR(20), c VARBINARY(20))");
        List<String> rows = List.of(
                "NULL, NULL, NULL",
                "'', NULL, NULL",
                "NULL, '', NULL",
                "NULL, NULL, X''",
                "'-', NULL, NULL",
                "'a', 'b', NULL",
                "'b', 'a', NULL",
                "'a,b', '', NULL",
                "'a', ',b', NULL",
                "'a ', 'b', NULL",
                "'A', 'b', NULL",
                "'á', 'b', NULL",
                "'a', NULL, X'62'",
                "NULL, 'a', X'00'",
                "NULL, 'a', X'01'",
                "NULL, 'a', X'0000'");
        int id = 0;
        for (String there : rows) {
            for (String here : rows) {
                db.onPrimary("INSERT INTO t VALUES (" + id + ", " + there + ")");
                db.onSecondary("INSERT INTO t VALUES (" + id + ", " + here + ")");
                boolean found = !db.check
                        .check("t", Key.of(id - 1), 1, false)
                        .suspects()
                        .isEmpty();
                assertEquals(!there.equals(here), found, there + " and " + here);
                db.onBoth("DELETE FROM t");
                id++;
            }
        }
    }

    @Test
    void twoRowsThatHaveSwappedTheirValuesDiffer() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, v INT)");
        db.onPrimary("INSERT INTO t VALUES (1, 5), (2, 6)");
        db.onSecondary("INSERT INTO t VALUES (1, 6), (2, 5)");
        assertFalse(db.check.check("t", null, 10, false).suspects().isEmpty());
    }

    /** What a sync has read before the intent's commit and not yet brought is nothing that anybody would look at again. */
    @Test
    void aRowThatASyncHasInHandIsNotCalledEqual() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 5)");
        try (Connection sync = db.secondary.getConnection()) {
            sync.setAutoCommit(false);
            try (Statement statement = sync.createStatement()) {
                statement.executeUpdate("UPDATE t SET v = 4 WHERE id = 1");
            }
            assertThrows(SQLException.class, () -> db.check.check("t", null, 10, false), "both have a committed 5");
            sync.commit();
        }
        assertEquals(
                Set.of(Key.of(1)),
                new HashSet<>(db.check.check("t", null, 10, false).suspects()));
    }

    @Test
    void inDoubtARowThatAnOpenTransactionHasWrittenRefuses() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 5)");
        try (Connection old = db.primary.getConnection()) {
            old.setAutoCommit(false);
            try (Statement statement = old.createStatement()) {
                statement.executeUpdate("UPDATE t SET v = 4 WHERE id = 1");
            }
            assertTrue(db.check.check("t", null, 10, true).refused());
            assertTrue(db.check.check("t", null, 10, false).last());
            old.commit();
        }
        assertEquals(2, db.check.check("t", null, 10, true).suspects().size());
    }

    @Test
    void sidesThatSortDifferentlyAreCoveredWhole() throws Exception {
        boolean servers = Databases.onServers();
        db.onPrimary(
                "CREATE TABLE t (id VARCHAR(9) " + (servers ? "COLLATE utf8mb4_0900_as_ci" : "") + " PRIMARY KEY)");
        db.onSecondary("CREATE TABLE t (id " + (servers ? "VARCHAR(9) COLLATE utf8mb4_bin" : "VARCHAR_IGNORECASE(9)")
                + " PRIMARY KEY)");
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            char letter = (char) ((random.nextBoolean() ? 'a' : 'A') + i % 26);
            String row = "INSERT INTO t VALUES ('" + letter + i + "')";
            if (i % 3 != 0) {
                db.onPrimary(row);
            }
            if (i % 3 != 1) {
                db.onSecondary(row);
            }
        }
        db.settle("t", 10);
        assertEquals(List.of(), db.differences("t"));
        db.onSecondary("DELETE FROM t WHERE id LIKE 'a1%'");
        db.settle("t", 200);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aUniqueColumnShiftedByOneInAllRowsIsMadeEqual() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, u INT UNIQUE)");
        for (int i = 1; i <= 60; i++) {
            db.onPrimary("INSERT INTO t VALUES (" + i + ", " + i + ")");
        }
        db.settle("t", 10);
        db.onPrimary("UPDATE t SET u = u + 1000", "UPDATE t SET u = u - 999");
        db.settle("t", 10);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void tablesThatDoNotFitTogetherAreNotCompared() throws Exception {
        db.onPrimary("CREATE TABLE t (id INT PRIMARY KEY, v INT)");
        db.onSecondary("CREATE TABLE t (id INT PRIMARY KEY)");
        assertThrows(Shape.Mismatch.class, () -> db.check.check("t", null, 10, false));
        assertThrows(Shape.Mismatch.class, () -> db.check.check("nowhere", null, 10, false));
    }

    private void fill(boolean primary, int rows) throws SQLException {
        StringBuilder sql = new StringBuilder("INSERT INTO t VALUES (0)");
        for (int i = 1; i < rows; i++) {
            sql.append(", (").append(i).append(')');
        }
        if (primary) {
            db.onPrimary(sql.toString());
        } else {
            db.onSecondary(sql.toString());
        }
    }
}
