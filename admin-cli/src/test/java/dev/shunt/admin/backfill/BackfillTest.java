package dev.shunt.admin.backfill;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.tables.TwoDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class BackfillTest {
    @TempDir
    Path temp;

    private TwoDatabases db;

    @BeforeEach
    void tables() throws Exception {
        db = new TwoDatabases(temp);
        db.both(
                "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20))",
                "CREATE TABLE pair(a VARCHAR(5), b BINARY(2), c DECIMAL(5, 2), v DOUBLE, PRIMARY KEY (a, b, c))");
        TwoDatabases.execute(
                db.source,
                "INSERT INTO item SELECT x, 'item ' || x FROM SYSTEM_RANGE(1, 3000)",
                "INSERT INTO pair SELECT CHAR(65 + MOD(x, 7)), CAST(X'0102' AS BINARY(2)), x / 10.0, x"
                        + " FROM SYSTEM_RANGE(1, 700)");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    private void equal() {
        assertEquals(0, verify(), () -> db.out() + db.errors());
    }

    private int verify() {
        return db.shunt(
                "verify", "--settle", "10ms", "--report", db.path("report").toString());
    }

    private List<String> taints() throws Exception {
        return TwoDatabases.rows(db.source, "SELECT table_name FROM shunt_taint ORDER BY 1");
    }

    /** With the application stopped, these two commands move everything. */
    @Test
    void whatIsCopiedWithoutAMirrorIsTaintedUntilItIsVerified() throws Exception {
        assertEquals(0, db.shunt("backfill"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("3,700 rows copied"), db.out());
        assertTrue(db.out().contains("tainted until verified, since no instance"), db.out());
        assertEquals(List.of("ITEM", "PAIR"), taints());
        equal();
        assertEquals(List.of(), taints());
    }

    @Test
    void theSameCommandGoesOnWhereItEnded() throws Exception {
        assertEquals(0, db.shunt("backfill", "--limit", "500", "--parallel", "1"), db::errors);
        assertEquals(List.of("500"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item"));
        TwoDatabases.execute(db.target, "DELETE FROM item WHERE id = 100");
        assertEquals(0, db.shunt("backfill"), db::errors);
        assertTrue(db.out().contains("ITEM: goes on behind key 500"), db.out());
        assertEquals(List.of("2999"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item"));
        assertEquals(0, db.shunt("backfill"), db::errors);
        assertTrue(db.out().contains("was copied before"), db.out());
        assertEquals(0, db.shunt("backfill", "--restart"), db::errors);
        equal();
    }

    @Test
    void aPartIsCopiedByACondition() throws Exception {
        assertEquals(0, db.shunt("backfill", "item", "--where", "id <= 10", "--json"), db::errors);
        assertEquals(10, JSON.std.mapFrom(db.out()).get("rows"));
        assertEquals(List.of("10"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item"));
        assertEquals(0, db.shunt("backfill"), db::errors);
        equal();
    }

    @Test
    void aUniqueConflictIsReportedAndTheOtherRowsAreCopied() throws Exception {
        TwoDatabases.execute(db.target, "CREATE UNIQUE INDEX once ON item(name)");
        TwoDatabases.execute(db.source, "UPDATE item SET name = 'twice' WHERE id IN (70, 2500)");
        assertEquals(1, db.shunt("backfill", "item", "--parallel", "1"), db::errors);
        assertTrue(db.out().contains("refused: ITEM"), db.out());
        assertEquals(List.of("2999"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item"));
    }

    @Test
    void aTableWithoutAKeyIsSaidNotToBeCopied() throws Exception {
        db.both("CREATE TABLE keyless(v INT)");
        assertEquals(1, db.shunt("backfill"), db::errors);
        assertTrue(db.out().contains("table KEYLESS has no primary key"), db.out());
    }

    @Test
    void itBeginsOnlyWhenEveryInstanceMirrors() throws Exception {
        try (Connection application = db.application();
                Statement statement = application.createStatement()) {
            statement.execute("SELECT 1");
            assertEquals(0, db.shunt("set", "shadow.percent=1"), db::errors);
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> !TwoDatabases.rows(
                            db.source, "SELECT id FROM shunt_instance")
                    .isEmpty());
            assertEquals(1, db.shunt("backfill"));
            assertTrue(db.errors().contains("has mirror = off"), db.errors());
            assertEquals(0, db.shunt("backfill", "--before-mirroring"), db::errors);
            assertEquals(List.of("ITEM", "PAIR"), taints());
        }
    }

    /** What the transaction writes is not mirrored: a copy that did not wait for it would have the row from before. */
    @Test
    void itWaitsForTransactionsFromBeforeMirroring() throws Exception {
        try (Connection old = db.application();
                Statement late = old.createStatement();
                Connection application = db.application();
                Statement statement = application.createStatement()) {
            old.setAutoCommit(false);
            late.executeUpdate("UPDATE item SET name = 'late' WHERE id = 7");
            assertEquals(0, db.shunt("set", "mirror=async"), db::errors);
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> !TwoDatabases.rows(
                            db.source, "SELECT id FROM shunt_instance WHERE report LIKE '%async%'")
                    .isEmpty());
            CompletableFuture<Integer> backfill = CompletableFuture.supplyAsync(() -> db.shunt("backfill"));
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(30)).until(() -> !backfill.isDone());
            assertEquals(List.of("0"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item"));
            statement.executeUpdate("UPDATE item SET name = 'mirrored' WHERE id = 8");
            old.commit();
            assertEquals(0, backfill.get(), () -> db.out() + db.errors());
            assertFalse(db.out().contains("tainted"), db.out());
            assertEquals(
                    List.of("late", "mirrored"),
                    TwoDatabases.rows(db.target, "SELECT name FROM item WHERE id IN (7, 8) ORDER BY id"));
            equal();
        }
    }
}
