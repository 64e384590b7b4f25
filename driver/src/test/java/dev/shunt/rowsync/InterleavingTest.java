package dev.shunt.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others do at the worst moment, scripted. */
class InterleavingTest {
    private static final List<Key> ONE = List.of(Key.of(1));

    private final Databases db = Databases.create();

    InterleavingTest() throws SQLException {}

    @BeforeEach
    void table() throws SQLException {
        db.onBoth("CREATE TABLE t (id INT PRIMARY KEY, v INT, u INT UNIQUE)");
    }

    @AfterEach
    void drop() throws SQLException {
        db.close();
    }

    /** Returns a sync that acts as told once, after its first statement of that kind on a side. */
    private RowSync scripted(String primaryStatement, Step step, String secondaryStatement, Step secondaryStep) {
        Sessions primary = once(db.primary, primaryStatement, step);
        Sessions secondary = once(db.secondary, secondaryStatement, secondaryStep);
        return new RowSync(
                primary,
                new Catalog(db.primary, Duration.ofHours(1)),
                secondary,
                new Catalog(db.secondary, Duration.ofHours(1)));
    }

    private interface Step {
        void run() throws SQLException, RowSyncException;
    }

    private static Sessions once(Sessions sessions, String statement, Step step) {
        AtomicBoolean done = new AtomicBoolean();
        return sessions.after(sql -> {
            boolean ours = sql.toUpperCase(Locale.ROOT).startsWith(statement) && !sql.contains("INFORMATION_SCHEMA");
            if (ours && done.compareAndSet(false, true)) {
                try {
                    step.run();
                } catch (RowSyncException e) {
                    throw new SQLException(e);
                }
            }
        });
    }

    private CompletableFuture<SyncResult> syncInBackground() {
        return CompletableFuture.supplyAsync(() -> {
            while (true) {
                try {
                    return db.sync.sync("t", ONE, false);
                } catch (SQLException e) {
                    assertEquals(Failure.RETRYABLE, Failure.of(e), e.toString()); // it has waited for too long
                } catch (RowSyncException e) {
                    throw new CompletionException(e);
                }
            }
        });
    }

    @Test
    void aRowDeletedWhileItIsMissingOnTheSecondaryDoesNotComeBack() throws Exception {
        db.onPrimary("INSERT INTO t VALUES (1, 1, 1)");
        RowSync first = scripted(
                "SELECT",
                () -> {
                    db.onPrimary("DELETE FROM t WHERE id = 1");
                    assertEquals(0, db.sync.sync("t", ONE, false).written());
                },
                "NOTHING",
                () -> {});
        first.sync("t", ONE, false);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aRowChangedWhileItIsMissingOnTheSecondaryIsNotLeftOld() throws Exception {
        db.onPrimary("INSERT INTO t VALUES (1, 1, 1)");
        RowSync first = scripted(
                "SELECT",
                () -> {
                    db.onPrimary("UPDATE t SET v = 2 WHERE id = 1");
                    db.sync.sync("t", ONE, false); // the first one's insert meets its row
                },
                "NOTHING",
                () -> {});
        first.sync("t", ONE, false);
        assertEquals(List.of(), db.differences("t"));
    }

    /** It could not be locked, and nobody would look at it again should the second look fail. */
    @Test
    void aRowThatStoodInTheWayAndIsGoneIsNotBroughtBackByWhoItStoodInTheWayOf() throws Exception {
        db.onPrimary("INSERT INTO t VALUES (1, 1, 1), (2, 2, 2)");
        db.onSecondary("INSERT INTO t VALUES (2, 2, 1)");
        AtomicBoolean done = new AtomicBoolean();
        Sessions secondary = db.secondary.after(sql -> {
            boolean holders =
                    sql.startsWith("SELECT") && !sql.contains("FOR UPDATE") && !sql.contains("INFORMATION_SCHEMA");
            if (holders && done.compareAndSet(false, true)) {
                db.onSecondary("DELETE FROM t WHERE id = 2");
            }
        });
        new RowSync(
                        db.primary,
                        new Catalog(db.primary, Duration.ofHours(1)),
                        secondary,
                        new Catalog(db.secondary, Duration.ofHours(1)))
                .sync("t", ONE, false);
        assertTrue(done.get());
        assertEquals(1, db.differences("t").size(), "its own sync brings it");
        db.sync.sync("t", List.of(Key.of(2)), false);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aRowThatIsOnBothSidesIsReadAfterItIsLocked() throws Exception {
        db.onBoth("INSERT INTO t VALUES (1, 1, 1)");
        RowSync first = scripted("NOTHING", () -> {}, "SELECT", () -> db.onPrimary("UPDATE t SET v = 2 WHERE id = 1"));
        first.sync("t", ONE, false);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aSecondSyncOfALockedRowWaitsAndThenReads() throws Exception {
        db.onBoth("INSERT INTO t VALUES (1, 1, 1)");
        db.onPrimary("UPDATE t SET v = 2 WHERE id = 1");
        List<CompletableFuture<SyncResult>> second = new CopyOnWriteArrayList<>();
        RowSync first = scripted(
                "SELECT",
                () -> {
                    db.onPrimary("UPDATE t SET v = 3 WHERE id = 1");
                    second.add(syncInBackground());
                },
                "NOTHING",
                () -> {});
        first.sync("t", ONE, false);
        assertTrue(second.get(0).get(60, TimeUnit.SECONDS).written() <= 1);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aRowDeletedWhileItsInsertIsNotCommittedDoesNotComeBack() throws Exception {
        db.onPrimary("INSERT INTO t VALUES (1, 1, 1)");
        List<CompletableFuture<SyncResult>> second = new CopyOnWriteArrayList<>();
        AtomicBoolean inserted = new AtomicBoolean();
        Sessions secondary = db.secondary.after(sql -> {
            if (sql.startsWith("INSERT")) {
                inserted.set(true);
            }
        });
        // after the read that follows the insert: the worst moment, for it has seen the row
        AtomicBoolean done = new AtomicBoolean();
        Sessions primary = db.primary.after(sql -> {
            if (inserted.get() && done.compareAndSet(false, true)) {
                db.onPrimary("DELETE FROM t WHERE id = 1");
                second.add(syncInBackground());
                if (!Databases.onServers()) {
                    second.get(0).join(); // H2 does not wait for the insert: this one has come and gone
                }
            }
        });
        RowSync first = new RowSync(
                primary,
                new Catalog(db.primary, Duration.ofHours(1)),
                secondary,
                new Catalog(db.secondary, Duration.ofHours(1)));
        first.sync("t", ONE, false);
        second.get(0).get(60, TimeUnit.SECONDS);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aUniqueValueThatMovesOnBetweenTheReadsIsFollowed() throws Exception {
        db.onPrimary("INSERT INTO t VALUES (1, 1, 10), (2, 2, 20)");
        db.onSecondary("INSERT INTO t VALUES (2, 2, 20)");
        RowSync first = scripted(
                "SELECT",
                () -> db.onPrimary(
                        "UPDATE t SET u = 99 WHERE id = 2",
                        "UPDATE t SET u = 20 WHERE id = 1",
                        "UPDATE t SET u = 10 WHERE id = 2"),
                "NOTHING",
                () -> {});
        first.sync("t", ONE, false);
        assertEquals(List.of(), db.differences("t"));
    }

    @Test
    void aDeadlockIsTriedAgain() throws Exception {
        db.onPrimary("INSERT INTO t VALUES (1, 1, 1)");
        AtomicBoolean done = new AtomicBoolean();
        Sessions secondary = db.secondary.after(sql -> {
            if (sql.startsWith("INSERT") && done.compareAndSet(false, true)) {
                throw new SQLException("Deadlock found", "40001", 1213);
            }
        });
        RowSync first = new RowSync(
                db.primary,
                new Catalog(db.primary, Duration.ofHours(1)),
                secondary,
                new Catalog(db.secondary, Duration.ofHours(1)));
        assertEquals(1, first.sync("t", ONE, false).inserted());
        assertTrue(done.get());
        assertEquals(List.of(), db.differences("t"));
    }
}
