package dev.shunt.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A range is copied while somebody writes, at each moment where a careless copy would lose. */
class RangeCopyTest {
    private final Databases db = Databases.create();

    RangeCopyTest() throws SQLException {}

    @BeforeEach
    void table() throws SQLException {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(10), u INT UNIQUE)");
        for (int i = 1; i <= 10; i++) {
            db.onPrimary("INSERT INTO t VALUES (" + i + ", 'v" + i + "', " + i + ")");
        }
    }

    @AfterEach
    void drop() throws SQLException {
        db.close();
    }

    private RangeCopy copy(Sessions primary, @Nullable Sessions replica, String where) {
        return new RangeCopy(
                primary,
                new Catalog(db.primary, Duration.ofHours(1)),
                db.secondary,
                new Catalog(db.secondary, Duration.ofHours(1)),
                replica,
                where);
    }

    private interface Step {
        void run() throws SQLException, RowSyncException;
    }

    /** After the first read of the rows. */
    private Sessions then(Sessions sessions, Step step) {
        AtomicBoolean done = new AtomicBoolean();
        return sessions.after(sql -> {
            boolean ours = sql.toUpperCase(Locale.ROOT).startsWith("SELECT") && !sql.contains("INFORMATION_SCHEMA");
            if (ours && done.compareAndSet(false, true)) {
                try {
                    step.run();
                } catch (RowSyncException e) {
                    throw new SQLException(e);
                }
            }
        });
    }

    @Test
    void anEmptyTargetGetsTheRangeAndNoMore() throws Exception {
        RangeCopy copy = copy(db.primary, null, "");
        Key third = copy.bound("t", null, 3);
        assertEquals(Key.of(3), third);
        assertEquals(new RangeCopy.Copied(3, 3, 0), copy.copy("t", null, third));
        assertEquals(List.of("[3]"), db.secondaryRows("SELECT COUNT(*) FROM t"));
        assertEquals(7, copy.copy("t", third, null).written());
        assertEquals(List.of(), db.differences("t"));
        assertEquals(0, copy.copy("t", null, null).written());
        assertNull(copy.bound("t", third, 8));
    }

    @Test
    void aRowDeletedAfterItWasReadDoesNotComeBack() throws Exception {
        copy(
                        then(db.primary, () -> {
                            db.onPrimary("DELETE FROM t WHERE id = 5");
                            assertEquals(
                                    0,
                                    db.sync.sync("t", List.of(Key.of(5)), false).written());
                        }),
                        null,
                        "")
                .copy("t", null, null);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aNewerRowIsNotOverwritten() throws Exception {
        copy(
                        then(db.primary, () -> {
                            db.onPrimary("UPDATE t SET v = 'new' WHERE id = 5");
                            db.sync.sync("t", List.of(Key.of(5)), false); // may meet the copy's insert, or precede it
                        }),
                        null,
                        "")
                .copy("t", null, null);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void whatALateReplicaSaysIsCheckedOnThePrimary() throws Exception {
        db.onSecondary("INSERT INTO t VALUES (4, 'v4', 4)");
        try (Databases replica = Databases.create()) {
            replica.onPrimary(
                    "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(10), u INT UNIQUE)",
                    "INSERT INTO t VALUES (1, 'old', 1)",
                    "INSERT INTO t VALUES (4, 'old', 4)",
                    "INSERT INTO t VALUES (99, 'gone', 99)");
            copy(db.primary, replica.primary, "").copy("t", null, null);
        }
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void rowsThatOnlyTheSecondaryHasStay() throws Exception {
        db.onSecondary("INSERT INTO t VALUES (77, 'theirs', 77)");
        assertEquals(new RangeCopy.Copied(10, 10, 1), copy(db.primary, null, "").copy("t", null, null));
        assertEquals(List.of("S [77, theirs, 77]"), db.differences("t"));
    }

    /** Statistics know the average only: long rows may lie together. */
    @Test
    void aRangeOfLongRowsOnEitherSideIsTooMuchAtOnce() throws Exception {
        db.onBoth("CREATE TABLE doc (id INT PRIMARY KEY, v LONGTEXT)");
        for (int i = 1; i <= 10; i++) {
            db.onPrimary("INSERT INTO doc VALUES (" + i + ", REPEAT('x', " + (i > 4 && i < 8 ? 1_000_000 : 10) + "))");
        }
        RangeCopy copy = copy(db.primary, null, "");
        assertTrue(copy.fits("doc", null, Key.of(6), 6));
        assertFalse(copy.fits("doc", null, Key.of(7), 7));
        assertTrue(copy.fits("doc", Key.of(7), null, 3));
        db.onSecondary("INSERT INTO doc VALUES (9, REPEAT('x', 3000000))");
        assertFalse(copy.fits("doc", Key.of(7), null, 3));
        assertTrue(copy(db.primary, null, "id <> 6").fits("doc", null, Key.of(7), 6));
    }

    @Test
    void onlyRowsThatMeetTheConditionAreCopied() throws Exception {
        assertEquals(4, copy(db.primary, null, "u > 6").copy("t", null, null).rows());
        assertEquals(List.of("[7]"), db.secondaryRows("SELECT MIN(id) FROM t"));
    }

    @Test
    void whatTheSecondaryRefusesLeavesNothing() throws Exception {
        db.onSecondary("INSERT INTO t VALUES (77, 'theirs', 5)");
        assertThrows(SQLException.class, () -> copy(db.primary, null, "").copy("t", null, null));
        assertEquals(List.of("[1]"), db.secondaryRows("SELECT COUNT(*) FROM t"));
    }
}
