package dev.shunt.admin.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.tables.TwoDatabases;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of an H2 database, made on another. */
@NullUnmarked
class SchemaTest {
    @TempDir
    Path temp;

    private TwoDatabases db;

    @BeforeEach
    void tables() throws Exception {
        db = new TwoDatabases(temp);
        TwoDatabases.execute(
                db.source,
                "CREATE TABLE child(id INT PRIMARY KEY, parent INT, price DECIMAL(10, 4) DEFAULT 1.5 NOT NULL,"
                        + " twice INT GENERATED ALWAYS AS (id * 2), kind ENUM('a', 'it''s'), CHECK (price > 0))",
                "CREATE TABLE parent(id BIGINT AUTO_INCREMENT PRIMARY KEY, child INT, name VARCHAR(20), UNIQUE(name))",
                "CREATE INDEX by_price ON child(price, parent)",
                "ALTER TABLE parent ADD CONSTRAINT down FOREIGN KEY (child) REFERENCES child(id)",
                "ALTER TABLE child ADD COLUMN up BIGINT",
                "ALTER TABLE child ADD CONSTRAINT up FOREIGN KEY (up) REFERENCES parent(id) ON DELETE CASCADE",
                "INSERT INTO parent(name) VALUES ('a'), ('b'), ('c')");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    private void same() {
        assertEquals(0, db.shunt("preflight"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("ready: no blocker, 0 warnings"), db.out());
    }

    @Test
    void appliedItMakesTablesInWhichPreflightFindsNothing() throws Exception {
        assertEquals(1, db.shunt("preflight"));
        assertEquals(0, db.shunt("schema", "--apply"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("2 tables created, 0 were there"), db.out());
        same();
        assertEquals(0, db.shunt("schema", "--apply"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("0 tables created, 2 were there"), db.out());
    }

    @Test
    void whatIsPrintedCanBeRunAsItIs() throws Exception {
        assertEquals(0, db.shunt("schema", "--print"), db::errors);
        TwoDatabases.execute(db.target, db.out());
        same();
        assertEquals(0, db.shunt("schema", "--print"), db::errors);
        assertEquals("-- every table is on the target\n", db.out());
    }

    @Test
    void theNextNumberGoesWithTheTable() throws Exception {
        assertEquals(0, db.shunt("schema", "--apply"), db::errors);
        TwoDatabases.execute(db.target, "INSERT INTO parent(name) VALUES ('d')");
        assertEquals(List.of("4"), TwoDatabases.rows(db.target, "SELECT id FROM parent"));
    }

    @Test
    void onlyWhatIsMissingIsCreatedAndNothingIsChanged() throws Exception {
        TwoDatabases.execute(db.target, "CREATE TABLE parent(id BIGINT PRIMARY KEY)", "INSERT INTO parent VALUES (7)");
        assertEquals(0, db.shunt("schema", "--apply"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("1 table created, 1 were there"), db.out());
        assertEquals(List.of("7"), TwoDatabases.rows(db.target, "SELECT * FROM parent"));
    }

    @Test
    void aTableIsMissingWhereTheTargetHasOnlyAnotherWhoseNameDiffersInCase() throws Exception {
        db.both("CREATE TABLE \"orders\"(id INT PRIMARY KEY)");
        TwoDatabases.execute(db.target, "CREATE TABLE \"alone\"(id INT PRIMARY KEY)");
        TwoDatabases.execute(
                db.source,
                "CREATE TABLE alone(id INT PRIMARY KEY)",
                "CREATE TABLE \"Orders\"(id INT PRIMARY KEY)",
                "CREATE TABLE \"line\"(id INT PRIMARY KEY REFERENCES \"Orders\"(id))");
        assertEquals(0, db.shunt("schema", "--apply", "line"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("is left out: Orders is not on the target"), db.out());
        assertEquals(0, db.shunt("schema", "--apply"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("created Orders"), db.out());
        assertTrue(db.out().contains("3 tables created, 3 were there"), db.out());
    }

    @Test
    void aForeignKeyToATableThatIsNotThereIsLeftOutAndSaid() throws Exception {
        assertEquals(0, db.shunt("schema", "--apply", "child"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("foreign key UP of CHILD is left out: PARENT is not on the target"), db.out());
        assertFalse(db.out().contains("created PARENT"), db.out());
    }

    @Test
    void aTableThatIsRefusedIsSaidAndTheOthersAreMade() throws Exception {
        TwoDatabases.execute(db.target, "CREATE VIEW child AS SELECT 1 AS one");
        assertEquals(1, db.shunt("schema", "--apply"), db::errors);
        assertTrue(db.out().contains("CHILD is not created: "), db.out());
        assertTrue(db.out().contains("created PARENT") || db.out().contains("PARENT lacks a part"), db.out());
        assertFalse(db.out().contains("\tat "), db.out());
    }

    @Test
    void aScriptIsToldInJson() throws Exception {
        assertEquals(0, db.shunt("schema", "--print", "--json"), db::errors);
        assertTrue(String.valueOf(JSON.std.mapFrom(db.out()).get("statements")).contains("CREATE"), db.out());
        TwoDatabases.execute(db.target, "CREATE VIEW child AS SELECT 1 AS one");
        assertEquals(1, db.shunt("schema", "--apply", "--json"), db::errors);
        assertTrue(String.valueOf(JSON.std.mapFrom(db.out()).get("problems")).contains("CHILD="), db.out());
        assertEquals(1, db.shunt("schema", "--apply", "--json"), db::errors);
        assertEquals(List.of(), JSON.std.mapFrom(db.out()).get("created"));
    }

    @Test
    void itWantsToKnowWhatToDoWithTheStatements() {
        assertEquals(2, db.shunt("schema"));
        assertEquals(2, db.shunt("schema", "--print", "--apply"));
    }
}
