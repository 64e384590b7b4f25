package dev.shunt.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Key;
import dev.shunt.verify.TableCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sources fill one table: shop 1 is ours, shop 2 is somebody else's. */
class NarrowedTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Databases db = Databases.create();
    private final Catalog from = new Catalog(db.primary, LONG, table -> "shop = 1");
    private final Catalog to = new Catalog(db.secondary, LONG);
    private final RowSync sync = new RowSync(db.primary, from, db.secondary, to);

    NarrowedTest() throws SQLException {}

    @BeforeEach
    void table() throws SQLException {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, shop INT, u INT UNIQUE)");
        db.onPrimary("INSERT INTO t VALUES (1, 1, 1), (2, 1, 2), (3, 2, 3)");
        db.onSecondary("INSERT INTO t VALUES (2, 1, 20), (4, 1, 4), (5, 2, 5), (6, 2, 6)");
    }

    @AfterEach
    void drop() throws SQLException {
        db.close();
    }

    private List<String> secondary() throws SQLException {
        return db.secondaryRows("SELECT id, shop, u FROM t ORDER BY id");
    }

    private static List<Key> keys(int... keys) {
        return java.util.Arrays.stream(keys).mapToObj(Key::of).toList();
    }

    @Test
    void rowsBeyondTheConditionAreNeitherCopiedNorDeleted() throws Exception {
        sync.sync("t", keys(1, 2, 3, 4, 5, 6), false);
        assertEquals(List.of("[1, 1, 1]", "[2, 1, 2]", "[5, 2, 5]", "[6, 2, 6]"), secondary());
    }

    @Test
    void aRowThatLeavesTheConditionLeavesTheSecondaryToo() throws Exception {
        sync.sync("t", keys(2), false);
        db.onPrimary("UPDATE t SET shop = 2 WHERE id = 2");
        assertEquals(1, sync.sync("t", keys(2), false).deleted());
        db.onPrimary("UPDATE t SET shop = 1 WHERE id = 2");
        assertEquals(1, sync.sync("t", keys(2), false).inserted());
    }

    @Test
    void aForeignRowThatHasTheKeyIsReportedAndStays() throws Exception {
        db.onPrimary("INSERT INTO t VALUES (5, 1, 55)");
        RowSyncException refused = assertThrows(RowSyncException.class, () -> sync.sync("t", keys(5), false));
        assertEquals(1, refused.conflicts().size());
        assertEquals(Key.of(5), refused.conflicts().get(0).other());
        assertEquals(List.of("[5, 2, 5]"), db.secondaryRows("SELECT id, shop, u FROM t WHERE id = 5"));
    }

    @Test
    void aForeignRowThatHasAUniqueValueIsReportedAndStays() throws Exception {
        db.onPrimary("UPDATE t SET u = 6 WHERE id = 1");
        RowSyncException refused = assertThrows(RowSyncException.class, () -> sync.sync("t", keys(1), false));
        UniqueConflict conflict = refused.conflicts().get(0);
        assertEquals(Key.of(1), conflict.key());
        assertEquals(Key.of(6), conflict.other());
        assertEquals(true, conflict.foreign());
        assertEquals(List.of("[6, 2, 6]"), db.secondaryRows("SELECT id, shop, u FROM t WHERE id = 6"));
    }

    @Test
    void aCopyOfARangeSeesOnlyWhatIsWithin() throws Exception {
        RangeCopy.Copied copied = new RangeCopy(db.primary, from, db.secondary, to, null, "").copy("t", null, null);
        assertEquals(new RangeCopy.Copied(2, 2, 1), copied); // 4 is ours, and left alone by a copy
        assertEquals(List.of("[1, 1, 1]", "[2, 1, 2]", "[4, 1, 4]", "[5, 2, 5]", "[6, 2, 6]"), secondary());
        assertEquals(
                1,
                new RangeCopy(db.primary, from, db.secondary, to, null, "u > 1")
                        .copy("t", null, null)
                        .rows());
    }

    @Test
    void aComparisonSeesOnlyWhatIsWithin() throws Exception {
        sync.sync("t", keys(1, 2, 4), false);
        TableCheck check = new TableCheck(db.primary, from, db.secondary, to);
        assertEquals(List.of(), check.check("t", null, 100, false).suspects());
        assertEquals(2, check.check("t", null, 100, false).secondaryRows());
        assertEquals(
                1, check.where("u = 1 OR u = 3").check("t", null, 100, false).rows());
        assertEquals(
                List.of(),
                new RowCompare(db.primary, from, db.secondary, to)
                        .compare("t", keys(3, 5, 6))
                        .different());
    }
}
