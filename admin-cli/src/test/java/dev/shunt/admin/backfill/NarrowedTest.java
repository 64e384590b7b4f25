package dev.shunt.admin.backfill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.tables.TwoDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target's table has rows of another source too. */
@NullUnmarked
class NarrowedTest {
    @TempDir
    Path temp;

    private TwoDatabases db;

    private void tables(String where) throws Exception {
        db = new TwoDatabases(temp, "table.item.where = " + where);
        db.both(
                "CREATE TABLE item(id INT PRIMARY KEY, shop INT, name VARCHAR(20))",
                "CREATE TABLE log(shop INT, line VARCHAR(20))");
        TwoDatabases.execute(
                db.source, "INSERT INTO item SELECT x, MOD(x, 3), 'item ' || x FROM SYSTEM_RANGE(1, 2100)");
        TwoDatabases.execute(
                db.target,
                "INSERT INTO item SELECT x, 2, 'theirs ' || x FROM SYSTEM_RANGE(2000, 4000) WHERE MOD(x, 3) = 2");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    private int verify() {
        return db.shunt(
                "verify",
                "item",
                "--settle",
                "10ms",
                "--report",
                db.path("report").toString());
    }

    private String theirs() throws Exception {
        return TwoDatabases.rows(db.target, "SELECT COUNT(*), SUM(id) FROM item WHERE name LIKE 'theirs%'")
                .get(0);
    }

    @Test
    void backfillVerifyAndRepairSeeNothingBeyondTheCondition() throws Exception {
        tables("shop = 1");
        String theirs = theirs();
        assertEquals(0, db.shunt("backfill", "item"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("700 rows copied"), db.out());
        assertEquals(List.of("700"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item WHERE shop = 1"));
        assertEquals(0, verify(), () -> db.out() + db.errors());
        TwoDatabases.execute(
                db.target,
                "UPDATE item SET name = 'changed' WHERE id = 4",
                "DELETE FROM item WHERE id = 7",
                "INSERT INTO item VALUES (5000, 1, 'extra')");
        assertEquals(1, verify());
        assertTrue(
                db.out().contains("1 missing, 1 extra, 1 changed") || db.out().contains("3"), db.out());
        assertEquals(0, db.shunt("repair", "--from", db.path("report").toString()), () -> db.out() + db.errors());
        assertEquals(0, verify(), () -> db.out() + db.errors());
        assertEquals(theirs, theirs());
    }

    @Test
    void aRowOfAnotherSourceWithTheSameKeyIsReportedAndStays() throws Exception {
        tables("shop = 1");
        TwoDatabases.execute(db.target, "INSERT INTO item VALUES (10, 2, 'theirs')");
        assertEquals(1, db.shunt("backfill", "item"), db::errors);
        assertTrue(
                db.out()
                        .contains(
                                "refused: ITEM 10: row 10 of the target has the same \"ID\", and is beyond the table's where"),
                db.out());
        assertEquals(List.of("theirs"), TwoDatabases.rows(db.target, "SELECT name FROM item WHERE id = 10"));
        assertEquals(List.of("699"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item WHERE shop = 1"));
    }

    @Test
    void anotherConditionBeginsFromTheStart() throws Exception {
        tables("shop = 1");
        assertEquals(0, db.shunt("backfill", "item"), () -> db.out() + db.errors());
        Files.writeString(db.file(), Files.readString(db.file()).replace("shop = 1", "shop IN (0, 1)"));
        assertEquals(0, db.shunt("backfill", "item"), () -> db.out() + db.errors());
        assertTrue(
                db.out().contains("ITEM: begins from the start, what was copied before was by another condition"),
                db.out());
        assertEquals(List.of("1400"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item WHERE shop < 2"));
        assertEquals(0, db.shunt("backfill", "item"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("ITEM: was copied before"), db.out());
    }

    @Test
    void aConditionThatIsNoSqlIsSaidBeforeAnythingIsDone() throws Exception {
        tables("shopp = 1");
        for (String command : List.of("backfill", "verify", "repair")) {
            assertEquals(2, db.shunt(command, "item"));
            assertTrue(
                    db.errors().contains("table.ITEM.where = shopp = 1 is no condition for table ITEM on the primary"),
                    db.errors());
        }
        assertEquals(2, db.shunt("backfill", "log", "--where", "lin = 'x'"));
        assertTrue(db.errors().contains("--where = lin = 'x' is no condition for table LOG"), db.errors());
    }
}
