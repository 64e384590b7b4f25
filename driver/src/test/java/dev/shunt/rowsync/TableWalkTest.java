package dev.shunt.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.shunt.schema.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableWalkTest {
    private final Databases db = Databases.create();

    TableWalkTest() throws SQLException {}

    @AfterEach
    void drop() throws SQLException {
        db.close();
    }

    private TableWalk.Walked walk(String table) throws SQLException, RowSyncException {
        return new TableWalk(db.sync, 10).walk(table, null, null, (total, reached) -> true);
    }

    @Test
    void aWalkMakesWholeTablesEqual() throws Exception {
        db.onBoth("CREATE TABLE t (a INT, b VARCHAR(10), c INT, v INT, PRIMARY KEY (a, b, c))");
        Random random = new Random(1);
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
        TableWalk.Walked walked = walk("t");
        assertEquals(List.of(), db.differences("t"));
        assertNull(walked.reached());
        assertEquals(0, walk("t").total().written());
    }

    @Test
    void anEmptyPrimaryEmptiesTheSecondary() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY)");
        for (int i = 0; i < 35; i++) {
            db.onSecondary("INSERT INTO t VALUES (" + i + ")");
        }
        assertEquals(35, walk("t").total().deleted());
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aRangeLeavesTheRestAlone() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY)");
        for (int i = 1; i <= 50; i++) {
            db.onPrimary("INSERT INTO t VALUES (" + i + ")");
        }
        db.onSecondary("INSERT INTO t VALUES (0), (-5)");
        new TableWalk(db.sync, 10).walk("t", Key.of(-3), Key.of(25), (total, reached) -> true);
        assertEquals(
                List.of("[-5, 1]", "[1, 25]"),
                List.of(
                        db.secondaryRows("SELECT MIN(id), 1 FROM t").get(0),
                        db.secondaryRows("SELECT MIN(id), MAX(id) FROM t WHERE id > -5")
                                .get(0)));
    }

    @Test
    void aStoppedWalkGoesOnWhereItWas() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY)");
        for (int i = 1; i <= 35; i++) {
            db.onPrimary("INSERT INTO t VALUES (" + i + ")");
        }
        TableWalk walk = new TableWalk(db.sync, 10);
        List<Key> reached = new ArrayList<>();
        TableWalk.Walked stopped = walk.walk("t", null, null, (total, at) -> {
            if (at != null) {
                reached.add(at);
            }
            return reached.size() < 2;
        });
        assertEquals(Key.of(20), stopped.reached());
        assertEquals(20, stopped.total().inserted());
        assertEquals(
                15,
                walk.walk("t", stopped.reached(), null, (total, at) -> true)
                        .total()
                        .inserted());
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
        walk("t");
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aKeyInAnotherCaseIsTheSameRowWhereTheServerSaysSo() throws Exception {
        String type = Databases.onServers() ? "VARCHAR(9)" : "VARCHAR_IGNORECASE(9)";
        db.onBoth("CREATE TABLE t (id " + type + " PRIMARY KEY, v INT)");
        db.onPrimary("INSERT INTO t VALUES ('Ab', 1), ('X', 1)");
        db.onSecondary("INSERT INTO t VALUES ('Ab', 2), ('x', 1)");
        db.sync.sync("t", List.of(Key.of("aB"), Key.of("X")), false);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aUniqueColumnShiftedByOneInAllRowsIsWalked() throws Exception {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, u INT UNIQUE)");
        try (Connection connection = db.application()) {
            for (int i = 1; i <= 60; i++) {
                Databases.execute(connection, "INSERT INTO t VALUES (" + i + ", " + i + ")");
            }
        }
        walk("t");
        db.onPrimary("UPDATE t SET u = u + 1000", "UPDATE t SET u = u - 999");
        walk("t");
        assertEquals(List.of(), db.differences("t"));
    }
}
