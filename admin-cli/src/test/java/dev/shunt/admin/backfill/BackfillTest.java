package dev.shunt.admin.backfill;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.tables.TwoDatabases;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.api.Trigger;
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

    @Test
    void whatOthersReferToIsCopiedBeforeThem() throws Exception {
        db.both(
                "CREATE TABLE zone(id INT PRIMARY KEY)",
                "CREATE TABLE part(id INT PRIMARY KEY, zone INT NOT NULL REFERENCES zone(id), up INT, twin INT)",
                "CREATE TABLE aside(id INT PRIMARY KEY, part INT NOT NULL REFERENCES part(id))",
                "ALTER TABLE zone ADD COLUMN first INT",
                "ALTER TABLE zone ADD FOREIGN KEY (first) REFERENCES aside(id)", // a circle
                "ALTER TABLE part ADD FOREIGN KEY (up) REFERENCES part(id)");
        TwoDatabases.execute(
                db.source,
                "INSERT INTO zone(id) SELECT x FROM SYSTEM_RANGE(1, 300)",
                "INSERT INTO part SELECT x, 301 - x, NULLIF(x - 1, 0), 0 FROM SYSTEM_RANGE(1, 300)",
                "INSERT INTO aside SELECT x, 301 - x FROM SYSTEM_RANGE(1, 300)");
        assertEquals(0, db.shunt("backfill", "--parallel", "3"), () -> db.out() + db.errors());
        assertFalse(db.out().contains("refused"), db.out());
        equal();
    }

    @Test
    void whatTheTargetRefusesIsCountedAndTheFirstOfItNamed() throws Exception {
        db.both("CREATE TABLE zone(id INT PRIMARY KEY)", "CREATE TABLE part(id INT PRIMARY KEY, zone INT NOT NULL)");
        TwoDatabases.execute(db.target, "ALTER TABLE part ADD FOREIGN KEY (zone) REFERENCES zone(id)");
        TwoDatabases.execute(db.source, "INSERT INTO part SELECT x, x FROM SYSTEM_RANGE(1, 500)");
        assertEquals(1, db.shunt("backfill", "part"), () -> db.out() + db.errors());
        assertEquals(
                101,
                db.out().lines().filter(line -> line.contains("refused: PART")).count(),
                db.out());
        assertTrue(db.out().contains("0 rows copied"), db.out());
        assertTrue(db.out().contains("500 rows refused by the target"), db.out());
        TwoDatabases.execute(db.target, "INSERT INTO zone SELECT x FROM SYSTEM_RANGE(1, 500)");
        assertEquals(0, db.shunt("backfill", "part"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("500 rows copied"), db.out());
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
        assertTrue(db.out().contains("3,700 rows had been copied before, none now"), db.out());
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
        assertTrue(db.out().contains("refused: ITEM 2500: row 70 of the target has the same \"NAME\""), db.out());
        assertEquals(List.of("2999"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item"));
    }

    /** The range of the thread that has failed stays a gap: nobody may wait for it. */
    @Test
    void whereTheMemoryOfAThreadDoesNotSufficeTheRunEndsAndNamesTheTable() throws Exception {
        TwoDatabases.execute(
                db.target, "INSERT INTO item VALUES (9999, 'item 5')", "CREATE UNIQUE INDEX once ON item(name)");
        Failing out = new Failing("refused: ITEM", new CountDownLatch(0), "ITEM: not copied", new CountDownLatch(1));
        int code = assertTimeoutPreemptively(
                Duration.ofMinutes(3), () -> db.shunt(out, "backfill", "--max-rate", "2000", "item"));
        String told = out.toString(StandardCharsets.UTF_8);
        assertEquals(1, code, told);
        assertTrue(told.contains("ITEM: not copied: OutOfMemoryError: as in a heap that is full"), told);
        assertTrue(told.contains("take a smaller --parallel, or SHUNT_MEMORY=512m"), told);
        assertTrue(told.contains("stopped before the end"), told);
    }

    /** No average tells of them. */
    @Test
    void ofLongRowsThatLieTogetherFewAreCopiedAtATime() throws Exception {
        db.both("CREATE TABLE doc(id INT PRIMARY KEY, v VARCHAR)");
        TwoDatabases.execute(
                db.source,
                "INSERT INTO doc SELECT x, REPEAT('x', CASE WHEN x BETWEEN 100 AND 107 THEN 1000000 ELSE 10 END)"
                        + " FROM SYSTEM_RANGE(1, 500)");
        TwoDatabases.execute(db.target, "ALTER TABLE doc ADD COLUMN came VARCHAR DEFAULT TRANSACTION_ID()");
        assertEquals(0, db.shunt("backfill", "doc"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("500 rows copied"), db.out());
        assertEquals(List.of("8"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM doc WHERE LENGTH(v) = 1000000"));
        assertEquals(
                List.of(),
                TwoDatabases.rows(db.target, "SELECT came FROM doc GROUP BY came HAVING SUM(LENGTH(v)) > 4194304"),
                "transactions with more than 4 MiB");
    }

    /** Such a range may take long. */
    @Test
    void anEndIsHeardInTheMiddleOfARangeThatIsCopiedAFewRowsAtATime() throws Exception {
        db.both("CREATE TABLE doc(id INT PRIMARY KEY, v VARCHAR)");
        TwoDatabases.execute(db.source, "INSERT INTO doc SELECT x, REPEAT('x', 1000000) FROM SYSTEM_RANGE(1, 8)");
        TwoDatabases.execute(
                db.target,
                "INSERT INTO item VALUES (9999, 'item 5')",
                "CREATE UNIQUE INDEX once ON item(name)",
                "CREATE TRIGGER waits BEFORE INSERT ON doc FOR EACH ROW CALL '" + Waits.class.getName() + "'");
        Waits.ended = new CountDownLatch(1);
        Waits.begun = new CountDownLatch(1);
        Failing out = new Failing("refused: ITEM", Waits.begun, "ITEM: not copied", Waits.ended);
        assertEquals(1, db.shunt(out, "backfill", "--parallel", "2", "doc", "item"), out::toString);
        assertEquals(0, Waits.ended.getCount());
        assertEquals(List.of("4"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM doc"));
        TwoDatabases.execute(db.target, "DELETE FROM item WHERE id = 9999");
        assertEquals(0, db.shunt("backfill"), db::errors);
        equal();
    }

    /** Has the first row wait until another thread has ended the run. */
    public static final class Waits implements Trigger {
        private static CountDownLatch begun;
        private static CountDownLatch ended;

        @Override
        public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
            begun.countDown();
            waitFor(ended);
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertTrue(latch.await(3, TimeUnit.MINUTES));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A terminal on which the first line that has some text fails as in a heap that is full, once that is wanted. */
    private static final class Failing extends ByteArrayOutputStream {
        private final String failing;
        private final String last;
        private final CountDownLatch wanted;
        private final CountDownLatch told;
        private boolean failed;

        Failing(String failing, CountDownLatch wanted, String last, CountDownLatch told) {
            this.failing = failing;
            this.wanted = wanted;
            this.last = last;
            this.told = told;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            String text = new String(bytes, from, length, StandardCharsets.UTF_8);
            if (!failed && text.contains(failing)) {
                failed = true;
                waitFor(wanted);
                throw new OutOfMemoryError("as in a heap that is full");
            }
            super.write(bytes, from, length);
            if (toString(StandardCharsets.UTF_8).contains(last)) {
                told.countDown();
            }
        }
    }

    @Test
    void aRowThatOnlyTheTargetHasStaysEvenWithAUniqueValueOfAnother() throws Exception {
        TwoDatabases.execute(
                db.target, "CREATE UNIQUE INDEX once ON item(name)", "INSERT INTO item VALUES (9999, 'item 5')");
        assertEquals(1, db.shunt("backfill", "item"), db::errors);
        assertTrue(db.out().contains("refused: ITEM 5: row 9999 of the target has the same \"NAME\""), db.out());
        assertEquals(List.of("9999"), TwoDatabases.rows(db.target, "SELECT id FROM item WHERE name = 'item 5'"));
        assertEquals(List.of("3000"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item"));
    }

    @Test
    void aRefusedRowIsNotForgottenByARunThatGoesOn() throws Exception {
        TwoDatabases.execute(db.target, "CREATE UNIQUE INDEX once ON item(name)");
        TwoDatabases.execute(db.source, "UPDATE item SET name = 'twice' WHERE id IN (70, 90)");
        assertEquals(1, db.shunt("backfill", "item", "--limit", "500", "--parallel", "1"), db::errors);
        assertEquals(1, db.shunt("backfill", "item"), db::errors);
        assertTrue(db.out().contains("goes on behind key 500; refused before: 1 row"), db.out());
        assertTrue(db.out().contains("1 row refused by the target"), db.out());
        TwoDatabases.execute(db.target, "DROP INDEX once");
        assertEquals(0, db.shunt("backfill"), () -> db.out() + db.errors());
        equal();
    }

    @Test
    void aTableWithoutAKeyIsCopiedAndComparedAsAWhole() throws Exception {
        db.both("CREATE TABLE keyless(v INT, w VARCHAR(20))");
        TwoDatabases.execute(db.source, "INSERT INTO keyless SELECT MOD(x, 7), 'same' FROM SYSTEM_RANGE(1, 1200)");
        assertEquals(1, db.shunt("backfill", "--max-keyless", "1000"), db::errors);
        assertTrue(db.out().contains("KEYLESS: not copied: it has no primary key and about 1,200 rows"), db.out());
        assertEquals(1, db.shunt("backfill", "--limit", "10"), db::errors);
        assertEquals(List.of("0"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM keyless"));
        assertEquals(0, db.shunt("backfill"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("KEYLESS: no primary key, so copied whole: 1,200 rows"), db.out());
        equal();
        assertEquals(List.of(), taints());
        TwoDatabases.execute(db.source, "UPDATE keyless SET v = 8 WHERE v = 3");
        assertEquals(1, verify());
        assertTrue(db.out().contains("KEYLESS: not compared: it differs, and has no primary key"), db.out());
        assertEquals(0, db.shunt("backfill"), db::errors);
        assertTrue(db.out().contains("KEYLESS: was copied before"), db.out());
        assertEquals(0, db.shunt("backfill", "keyless", "--restart"), db::errors);
        assertTrue(db.out().contains("1,200 rows in the place of 1,200"), db.out());
        equal();
    }

    @Test
    void itIsPausedRetunedAndResumedWhileItRuns() throws Exception {
        assertEquals(0, db.shunt("backfill", "--pause"), db::errors);
        TwoDatabases.Running backfill = db.start("backfill", "--max-rate", "10");
        await().atMost(Duration.ofSeconds(60)).until(() -> backfill.out().contains("paused: shunt backfill --resume"));
        assertEquals(List.of("0"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item"));
        assertEquals(0, db.shunt("backfill", "--resume"), db::errors);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !TwoDatabases.rows(db.target, "SELECT 1 FROM item").isEmpty());
        assertEquals(2, db.shunt("backfill", "--retune"));
        assertEquals(0, db.shunt("backfill", "--retune", "--max-rate", "0"), db::errors);
        assertEquals(0, backfill.code().get(3, TimeUnit.MINUTES), backfill::out); // at 10 rows per second: 6 minutes
        equal();
    }

    @Test
    void whatAReplicaSaysIsCheckedOnThePrimary() throws Exception {
        String replica = "jdbc:h2:mem:backfill_replica;MODE=MySQL;DB_CLOSE_DELAY=-1";
        TwoDatabases.execute(
                replica,
                "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20))",
                "CREATE TABLE pair(a VARCHAR(5), b BINARY(2), c DECIMAL(5, 2), v DOUBLE, PRIMARY KEY (a, b, c))",
                "INSERT INTO item VALUES (7, 'late'), (9999, 'gone')");
        assertEquals(0, db.shunt("backfill", "--read-from", replica), () -> db.out() + db.errors());
        assertTrue(db.out().contains("does not say that it is a replica"), db.out());
        equal();
        assertEquals(2, db.shunt("backfill", "--lag-of", replica));
        TwoDatabases.execute(replica, "SHUTDOWN");
    }

    /** What is written in between is mirrored by nobody. */
    @Test
    void whatWasCopiedBeforeMirroringStaysTaintedUntilItIsVerified() throws Exception {
        try (Connection application = db.application();
                Statement statement = application.createStatement()) {
            assertEquals(0, db.shunt("backfill"), db::errors);
            statement.executeUpdate("UPDATE item SET name = 'unseen' WHERE id = 7");
            assertEquals(0, db.shunt("set", "mirror=async"), db::errors);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> !TwoDatabases.rows(
                            db.source, "SELECT id FROM shunt_instance WHERE report LIKE '%async%'")
                    .isEmpty());
            assertEquals(0, db.shunt("backfill"), () -> db.out() + db.errors());
            assertTrue(
                    db.out().contains("ITEM: was copied before, but is tainted: shunt verify and shunt repair"),
                    db.out());
            assertEquals(List.of("ITEM", "PAIR"), taints());
            assertEquals(1, verify());
            assertEquals(List.of("ITEM"), taints());
            assertEquals(0, db.shunt("repair", "--from", db.path("report").toString()), () -> db.out() + db.errors());
            equal();
            assertEquals(List.of(), taints());
        }
    }

    @Test
    void itBeginsOnlyWhenEveryInstanceMirrors() throws Exception {
        try (Connection application = db.application();
                Statement statement = application.createStatement()) {
            statement.execute("SELECT 1");
            assertEquals(0, db.shunt("set", "shadow.percent=1"), db::errors);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> !TwoDatabases.rows(
                            db.source, "SELECT id FROM shunt_instance")
                    .isEmpty());
            assertEquals(1, db.shunt("backfill"));
            assertTrue(db.errors().contains("has mirror = off"), db.errors());
            assertEquals(0, db.shunt("backfill", "--before-mirroring"), db::errors);
            assertEquals(List.of("ITEM", "PAIR"), taints());
        }
    }

    /** What it writes to such a table it neither mirrors nor taints. */
    @Test
    void anInstanceThatLeavesTheTableOutHoldsItBack() throws Exception {
        Path narrow = Files.writeString(
                db.path("narrow.properties"),
                Files.readString(db.file()).replace("state.dir = ", "state.dir = " + db.path("narrow"))
                        + "tables = *, !pair\nmirror = async\n");
        try (Connection application = db.application(narrow);
                Statement statement = application.createStatement()) {
            statement.executeUpdate("UPDATE item SET name = 'mirrored' WHERE id = 8");
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> !TwoDatabases.rows(
                            db.source, "SELECT id FROM shunt_instance WHERE report LIKE '%async%' AND older_open = 0")
                    .isEmpty());
            assertEquals(1, db.shunt("backfill", "--wait", "100ms"), db::out);
            assertTrue(db.errors().contains("leaves table PAIR out"), db.errors());
            assertEquals(0, db.shunt("backfill", "item"), db::errors);
            assertFalse(db.out().contains("tainted"), db.out());
        }
    }

    /** It may hang, and write again. */
    @Test
    void anInstanceThatIsSilentHoldsItBackUntilItIsForgotten() throws Exception {
        try (Connection application = db.application();
                Statement statement = application.createStatement()) {
            statement.execute("SELECT 1");
            assertEquals(0, db.shunt("set", "mirror=async"), db::errors);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> !TwoDatabases.rows(
                            db.source, "SELECT id FROM shunt_instance WHERE report LIKE '%async%' AND older_open = 0")
                    .isEmpty());
            TwoDatabases.execute(
                    db.source,
                    "CREATE TABLE copy AS SELECT * FROM shunt_instance",
                    "UPDATE copy SET id = 'silent', run = 'silent', heartbeat = heartbeat - 600000, clean = 1",
                    "INSERT INTO shunt_instance SELECT * FROM copy",
                    "DROP TABLE copy");
            assertEquals(1, db.shunt("backfill", "item", "--wait", "100ms"), db::out);
            assertTrue(db.errors().contains("instance silent on "), db.errors());
            assertTrue(db.errors().contains("if it is gone for good, shunt control forget silent"), db.errors());
            assertEquals(0, db.shunt("control", "forget", "silent"), db::errors);
            assertEquals(0, db.shunt("backfill", "item"), db::errors);
            assertFalse(db.out().contains("tainted"), db.out());
        }
    }

    @Test
    void keysAreHiddenWhereValuesAre() throws Exception {
        TwoDatabases.execute(db.target, "CREATE UNIQUE INDEX once ON item(name)");
        TwoDatabases.execute(db.source, "UPDATE item SET name = 'twice' WHERE id IN (70, 90)");
        Files.writeString(db.file(), Files.readString(db.file()) + "\ndiff.values = masked\n");
        assertEquals(1, db.shunt("backfill", "item", "--limit", "500", "--parallel", "1"), db::errors);
        assertTrue(db.out().contains("refused: ITEM ***: row *** of the target has the same \"NAME\""), db.out());
        assertEquals(1, db.shunt("backfill", "item"), db::errors);
        assertTrue(db.out().contains("goes on behind key ***"), db.out());
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
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> !TwoDatabases.rows(
                            db.source, "SELECT id FROM shunt_instance WHERE report LIKE '%async%'")
                    .isEmpty());
            CompletableFuture<Integer> backfill = CompletableFuture.supplyAsync(() -> db.shunt("backfill"));
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(60)).until(() -> !backfill.isDone());
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
