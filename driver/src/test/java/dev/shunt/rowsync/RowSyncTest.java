package dev.shunt.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowSyncTest {
    private final Databases db = Databases.create();

    RowSyncTest() throws SQLException {}

    @AfterEach
    void drop() throws SQLException {
        db.close();
    }

    @BeforeEach
    void tables() throws Exception {
        db.onBoth(
                "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(40), code INT UNIQUE)",
                "CREATE TABLE pair (a INT, b VARCHAR(20), v INT, PRIMARY KEY (a, b))");
    }

    private SyncResult sync(String table, Object... keys) throws Exception {
        return db.sync.sync(table, Arrays.stream(keys).map(Key::of).toList(), false);
    }

    @Test
    void missingRowsAreInsertedOthersUpdatedAndSurplusOnesDeleted() throws Exception {
        db.onPrimary("INSERT INTO item VALUES (1, 'new', 1), (2, 'changed', 2), (3, 'same', 3)");
        db.onSecondary("INSERT INTO item VALUES (2, 'old', 2), (3, 'same', 3), (4, 'surplus', 4)");
        SyncResult result = sync("item", 1, 2, 3, 4, 5);
        assertEquals(List.of(), db.differences("item"));
        assertEquals(1, result.inserted());
        assertEquals(1, result.updated());
        assertEquals(1, result.deleted());
        assertEquals(1, result.unchanged());
        assertTrue(result.differed().containsAll(List.of(Key.of(1), Key.of(2), Key.of(4))));
    }

    @Test
    void rowsThatNobodyAskedForStayAsTheyAre() throws Exception {
        db.onPrimary("INSERT INTO item VALUES (1, 'a', 1), (2, 'b', 2)");
        sync("item", 1);
        assertEquals(List.of("P [2, b, 2]"), db.differences("item"));
    }

    @Test
    void manyKeysGoInChunks() throws Exception {
        List<Key> keys = new ArrayList<>();
        try (Connection connection = db.application();
                var insert = connection.prepareStatement("INSERT INTO item VALUES (?, 'x', ?)")) {
            for (int i = 1; i <= 1001; i++) {
                insert.setInt(1, i);
                insert.setInt(2, i);
                insert.addBatch();
                keys.add(Key.of(i));
            }
            insert.executeBatch();
        }
        assertEquals(1001, db.sync.sync("item", keys, false).inserted());
        assertEquals(List.of(), db.differences("item"));
    }

    /** Both sides have them in memory: what a table's statistics say of its rows bounds how many these are. */
    @Test
    void ofLongRowsFewAreSyncedAtATime() throws Exception {
        try (Databases h2 = Databases.h2()) { // where the statistics are what the test makes of them
            h2.onBoth("CREATE TABLE item (id INT PRIMARY KEY)");
            h2.onPrimary("INSERT INTO item SELECT x FROM SYSTEM_RANGE(1, 20)");
            List<Long> asked = new ArrayList<>();
            Sessions primary = h2.primary
                    .instead(sql -> sql.replace("'InnoDB', 0 ", "'InnoDB', 2000000 "))
                    .after(sql -> asked.add(sql.chars().filter(c -> c == '?').count()));
            RowSync sync = new RowSync(
                    primary,
                    new Catalog(primary, Duration.ofHours(1)),
                    h2.secondary,
                    new Catalog(h2.secondary, Duration.ofHours(1)));
            List<Key> keys = LongStream.rangeClosed(1, 20).mapToObj(Key::of).toList();
            assertEquals(20, sync.sync("item", keys, false).inserted());
            assertEquals(List.of(), h2.differences("item"));
            assertEquals(4, Collections.max(asked), "8 MiB of them");
        }
    }

    /** Where long rows lie together the average is short. */
    @Test
    void ofLongRowsThatComeTogetherFewAreSyncedAtATime() throws Exception {
        db.onBoth("CREATE TABLE doc (id INT PRIMARY KEY, v LONGTEXT)");
        for (int i = 1; i <= 10; i++) {
            db.onPrimary("INSERT INTO doc VALUES (" + i + ", REPEAT('x', 1000000))");
        }
        List<Long> read = new ArrayList<>();
        Sessions primary = db.primary.after(sql -> {
            if (!sql.contains("OCTET_LENGTH")) {
                read.add(sql.chars().filter(c -> c == '?').count());
            }
        });
        RowSync sync = new RowSync(
                primary,
                new Catalog(primary, Duration.ofHours(1)),
                db.secondary,
                new Catalog(db.secondary, Duration.ofHours(1)));
        List<Key> keys = LongStream.rangeClosed(1, 10).mapToObj(Key::of).toList();
        assertEquals(10, sync.sync("doc", keys, false).inserted());
        assertEquals(List.of(), db.differences("doc"));
        assertEquals(4, Collections.max(read), "4 MiB of them");
        db.onPrimary("UPDATE doc SET v = 'y'");
        read.clear();
        assertEquals(10, sync.sync("doc", keys, false).updated());
        assertEquals(4, Collections.max(read), "those of the secondary are as long");
    }

    @Test
    void aTableIsNotBroughtIntoAnotherWhoseNameDiffersInCaseOnly() throws Exception {
        try (Databases h2 = Databases.h2()) {
            h2.onPrimary("CREATE TABLE \"orders\" (id INT PRIMARY KEY, v INT)");
            h2.onPrimary("CREATE TABLE \"Orders\" (id INT PRIMARY KEY, v INT)");
            h2.onSecondary("CREATE TABLE \"orders\" (id INT PRIMARY KEY, v INT)");
            h2.onBoth("INSERT INTO \"orders\" VALUES (1, 1)");
            List<Key> keys = List.of(Key.of(1));
            RowSyncException refused = assertThrows(RowSyncException.class, () -> h2.sync.sync("Orders", keys, false));
            assertEquals("table Orders does not exist on the secondary", refused.getMessage());
            assertEquals(1, h2.sync.sync("orders", keys, false).unchanged());
            h2.onPrimary("CREATE TABLE \"lines\" (id INT PRIMARY KEY, v INT)", "INSERT INTO \"lines\" VALUES (1, 1)");
            h2.onSecondary("CREATE TABLE LINES (id INT PRIMARY KEY, v INT)");
            assertEquals(1, h2.sync.sync("lines", keys, false).inserted(), "there is no other");
        }
    }

    @Test
    void compositeKeysWork() throws Exception {
        db.onPrimary("INSERT INTO pair VALUES (1, 'x', 1), (1, 'y', 2), (2, 'x', 3)");
        db.onSecondary("INSERT INTO pair VALUES (1, 'y', 9), (2, 'y', 9)");
        db.sync.sync("pair", List.of(Key.of(1, "x"), Key.of(1, "y"), Key.of(2, "x"), Key.of(2, "y")), false);
        assertEquals(List.of(), db.differences("pair"));
    }

    @Test
    void twoRowsThatSwappedAUniqueValueAreBroughtOverByTheKeyOfOne() throws Exception {
        db.onPrimary("INSERT INTO item VALUES (1, 'a', 20), (2, 'b', 10)");
        db.onSecondary("INSERT INTO item VALUES (1, 'a', 10), (2, 'b', 20)");
        sync("item", 1);
        assertEquals(List.of(), db.differences("item"));
    }

    @Test
    void threeRowsThatPassedAUniqueValueRoundAreBroughtOverByTheKeyOfOne() throws Exception {
        db.onPrimary("INSERT INTO item VALUES (1, 'a', 20), (2, 'b', 30), (3, 'c', 10)");
        db.onSecondary("INSERT INTO item VALUES (1, 'a', 10), (2, 'b', 20), (3, 'c', 30)");
        sync("item", 2);
        assertEquals(List.of(), db.differences("item"));
    }

    @Test
    void aLongChainOfUniqueValuesIsBroughtOverByTheKeyOfOne() throws Exception {
        StringBuilder primary = new StringBuilder("INSERT INTO item VALUES (1, 'r', 2)");
        StringBuilder secondary = new StringBuilder("INSERT INTO item VALUES (1, 'r', 1)");
        for (int i = 2; i <= 120; i++) {
            primary.append(", (").append(i).append(", 'r', ").append(i + 1).append(")");
            secondary.append(", (").append(i).append(", 'r', ").append(i).append(")");
        }
        db.onPrimary(primary.toString());
        db.onSecondary(secondary.toString());
        sync("item", 1);
        assertEquals(List.of(), db.differences("item"));
    }

    @Test
    void aReplaceThatDeletedAnotherRowIsBroughtOverByTheNewKey() throws Exception {
        db.onBoth("INSERT INTO item VALUES (1, 'a', 10)");
        db.onPrimary("DELETE FROM item WHERE id = 1", "INSERT INTO item VALUES (2, 'b', 10)");
        sync("item", 2);
        assertEquals(List.of(), db.differences("item"));
    }

    @Test
    void aChangedKeyIsBroughtOverByBothKeys() throws Exception {
        db.onBoth("INSERT INTO item VALUES (1, 'a', 10)");
        db.onPrimary("UPDATE item SET id = 7 WHERE id = 1");
        sync("item", 1, 7);
        assertEquals(List.of(), db.differences("item"));
    }

    @Test
    void whatTheSecondaryForbidsIsAnErrorThatNamesTheTable() throws Exception {
        db.onBoth("CREATE TABLE loose (id INT PRIMARY KEY, v INT)");
        db.onSecondary("CREATE UNIQUE INDEX loose_v ON loose (v)");
        db.onPrimary("INSERT INTO loose VALUES (1, 5), (2, 5)");
        RowSyncException refused = assertThrows(RowSyncException.class, () -> sync("loose", 1, 2));
        assertTrue(refused.toString().toLowerCase(Locale.ROOT).contains("loose"), refused.toString());
    }

    @Test
    void whatIsMissingOnASideIsNamed() throws Exception {
        db.onPrimary("CREATE TABLE alone (id INT PRIMARY KEY)", "CREATE TABLE wide (id INT PRIMARY KEY, extra INT)");
        db.onSecondary("CREATE TABLE wide (id INT PRIMARY KEY)");
        db.onBoth("CREATE TABLE keyless (v INT)");
        assertMessage("table alone does not exist on the secondary", "alone");
        assertMessage("column extra of table wide does not exist on the secondary", "wide");
        assertMessage("table keyless has no primary key on the primary", "keyless");
        assertMessage("table nowhere does not exist on the primary", "nowhere");
    }

    private void assertMessage(String expected, String table) {
        RowSyncException error = assertThrows(RowSyncException.class, () -> sync(table, 1));
        assertTrue(expected.equalsIgnoreCase(error.getMessage()), error.getMessage());
    }

    @Test
    void generatedColumnsAreLeftToTheDatabaseAndExtraOnesAreLeftAlone() throws Exception {
        db.onPrimary("CREATE TABLE gen (id INT PRIMARY KEY, v INT, twice INT GENERATED ALWAYS AS (v * 2))");
        db.onSecondary("CREATE TABLE gen (id INT PRIMARY KEY, v INT, twice INT GENERATED ALWAYS AS (v * 2),"
                + " note VARCHAR(10) DEFAULT 'kept')");
        db.onPrimary("INSERT INTO gen (id, v) VALUES (1, 5)");
        sync("gen", 1);
        assertEquals(List.of("[1, 5, 10, kept]"), db.secondaryRows("SELECT * FROM gen"));
    }

    @Test
    void inDoubtIsRefusedWhileTheOldTransactionLivesAndSettledAfterIt() throws Exception {
        db.onBoth("INSERT INTO item VALUES (1, 'a', 10)");
        try (Connection old = db.application()) {
            old.setAutoCommit(false);
            Databases.execute(old, "UPDATE item SET name = 'b' WHERE id = 1");
            SyncResult refused = db.sync.sync("item", List.of(Key.of(1)), true);
            assertTrue(refused.refused());
            assertEquals(0, refused.written());
            old.commit();
        }
        SyncResult settled = db.sync.sync("item", List.of(Key.of(1)), true);
        assertFalse(settled.refused());
        assertEquals(List.of(), db.differences("item"));
    }

    @Test
    void aTableOfKeysOnlyIsSynced() throws Exception {
        db.onBoth("CREATE TABLE tag (a INT, b INT, PRIMARY KEY (b, a))");
        db.onPrimary("INSERT INTO tag VALUES (1, 2)");
        db.onSecondary("INSERT INTO tag VALUES (1, 3)");
        db.sync.sync("tag", List.of(Key.of(2, 1), Key.of(3, 1)), false);
        assertEquals(List.of(), db.differences("tag"));
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
}
