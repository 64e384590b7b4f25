package dev.shunt.admin.repair;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.Shunt;
import dev.shunt.admin.tables.TwoDatabases;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.compare.Difference;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffLog;
import dev.shunt.diff.DiffRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.h2.tools.Server;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class RepairTest {
    @TempDir
    Path temp;

    private TwoDatabases db;

    @BeforeEach
    void damagedTables() throws Exception {
        db = new TwoDatabases(temp);
        db.both(
                "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(40), v DOUBLE, b VARBINARY(9))",
                "CREATE TABLE pair(a VARCHAR(5), b INT, v INT, PRIMARY KEY (a, b))",
                "INSERT INTO item SELECT x, 'item ' || x, x / 3.0, NULL FROM SYSTEM_RANGE(1, 300)",
                "INSERT INTO pair VALUES ('a', 1, 1), ('b', 2, 2)");
        TwoDatabases.execute(
                db.source,
                "UPDATE item SET name = 'it''s \\ ' || CHAR(10) || 'two', v = -0.0, b = X'00ff' WHERE id = 17");
        TwoDatabases.execute(
                db.target,
                "DELETE FROM item WHERE id = 123",
                "INSERT INTO item VALUES (0, 'rogue', NULL, NULL), (-1, 'rogue', NULL, NULL)",
                "UPDATE pair SET v = 0 WHERE b = 2");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    private String report() {
        return db.path("report").toString();
    }

    private int verify() {
        return db.shunt("verify", "--settle", "10ms", "--report", report());
    }

    @Test
    void whatVerifyFoundIsBroughtUpToDate() {
        assertEquals(1, verify());
        assertEquals(0, db.shunt("repair", "--from", report()), () -> db.out() + db.errors());
        assertTrue(db.out().contains("5 rows written, of which 2 deleted"), db.out());
        assertEquals(0, verify(), db::out);
    }

    @Test
    void onlyTheNamedRowsAreTouched() {
        assertEquals(0, db.shunt("repair", "pair", "--key", "b,2"), () -> db.out() + db.errors());
        assertEquals(1, verify());
        assertTrue(db.out().contains("4 differing"), db.out());
        assertEquals(2, db.shunt("repair", "pair", "--key", "b"));
        assertEquals(2, db.shunt("repair", "item", "--key", "x"));
        assertEquals(2, db.shunt("repair", "--key", "1"));
    }

    /** The row that is in the way was not named, so nobody has said that it may be deleted. */
    @Test
    void aRowThatOnlyTheTargetHasIsNotDeletedForTheUniqueValueThatItHolds() throws Exception {
        db.both("CREATE TABLE account(id INT PRIMARY KEY, name VARCHAR(9) UNIQUE)");
        TwoDatabases.execute(db.source, "INSERT INTO account VALUES (7, 'x')");
        TwoDatabases.execute(db.target, "INSERT INTO account VALUES (99, 'x')");
        assertEquals(1, db.shunt("repair", "account", "--key", "7"), db::out);
        assertTrue(db.out().contains("0 rows written, of which 0 deleted"), db.out());
        assertEquals(List.of("99,x"), TwoDatabases.rows(db.target, "SELECT * FROM account"));
        assertEquals(1, verify());
        assertEquals(0, db.shunt("repair", "account", "--from", report()), db::out);
        assertTrue(db.out().contains("2 rows written, of which 1 deleted"), db.out());
        assertEquals(List.of("7,x"), TwoDatabases.rows(db.target, "SELECT * FROM account"));
    }

    @Test
    void moreDeletesThanAllowedAreAskedFor() throws Exception {
        assertEquals(1, verify());
        assertEquals(1, db.shunt("repair", "--from", report(), "--max-deletes", "1"));
        assertTrue(db.errors().contains("2 rows would be deleted"), db.errors());
        assertEquals(List.of("2"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item WHERE id < 1"));
        assertEquals(0, db.shunt("repair", "--from", report(), "--max-deletes", "1", "--yes"), db::errors);
        assertEquals(0, verify(), db::out);
    }

    @Test
    void aScriptIsToldThatNothingWasDoneAndWhy() throws Exception {
        assertEquals(1, verify());
        assertEquals(1, db.shunt("repair", "--from", report(), "--max-deletes", "1", "--json"));
        Map<String, Object> json = JSON.std.mapFrom(db.out());
        assertEquals(0, json.get("written"));
        assertEquals(2, json.get("would_delete"));
        assertEquals(List.of("2"), TwoDatabases.rows(db.target, "SELECT COUNT(*) FROM item WHERE id < 1"));
    }

    @Test
    void ofTablesWhoseNamesDifferInCaseOnlyTheNamedOneIsRepaired() throws Exception {
        for (String name : List.of("\"orders\"", "\"Orders\"")) {
            db.both("CREATE TABLE " + name + "(id INT PRIMARY KEY)");
            TwoDatabases.execute(db.source, "INSERT INTO " + name + " VALUES (1)");
        }
        assertEquals(1, verify());
        assertEquals(0, db.shunt("repair", "orders", "--from", report()), db::errors);
        assertTrue(db.out().contains("1 row written"), db.out());
        assertEquals(List.of("1"), TwoDatabases.rows(db.target, "SELECT id FROM \"orders\""));
        assertEquals(List.of(), TwoDatabases.rows(db.target, "SELECT id FROM \"Orders\""));
        assertEquals(0, db.shunt("repair", "pair", "--from", report()), db::errors);
        assertTrue(db.out().contains("1 row written"), db.out());
    }

    /** Runs what was printed; returns what takes it back, the last first. */
    private List<String> runPrinted() throws Exception {
        assertEquals(1, verify());
        assertEquals(0, db.shunt("repair", "--from", report(), "--print-sql"), db::errors);
        List<String> repairs = new ArrayList<>();
        List<String> undos = new ArrayList<>();
        for (String line : db.out().lines().toList()) {
            if (line.startsWith("-- undo: ")) {
                undos.add(0, line.substring("-- undo: ".length()));
            } else if (!line.startsWith("--") && !line.matches("BEGIN;|COMMIT;")) {
                repairs.add(line);
            }
        }
        assertFalse(undos.isEmpty());
        TwoDatabases.execute(db.target, repairs.toArray(String[]::new));
        return undos;
    }

    @Test
    void thePrintedStatementsDoTheSameAndTheirUndoTakesItBack() throws Exception {
        List<String> before = TwoDatabases.rows(db.target, "SELECT * FROM item ORDER BY id");
        List<String> undos = runPrinted();
        assertEquals(0, verify(), db::out);
        TwoDatabases.execute(db.target, undos.toArray(String[]::new));
        assertEquals(before, TwoDatabases.rows(db.target, "SELECT * FROM item ORDER BY id"));
        assertEquals(1, verify());
        assertTrue(db.out().contains("5 differing"), db.out());
    }

    @Test
    void printedStatementsSwapUniqueValuesAndBack() throws Exception {
        db.both("CREATE TABLE seat(id INT PRIMARY KEY, place INT UNIQUE)", "INSERT INTO seat VALUES (1, 1), (2, 2)");
        TwoDatabases.execute(db.target, "INSERT INTO seat VALUES (3, 3)");
        TwoDatabases.execute(
                db.source,
                "UPDATE seat SET place = NULL",
                "UPDATE seat SET place = 2 WHERE id = 1",
                "UPDATE seat SET place = 1 WHERE id = 2",
                "INSERT INTO seat VALUES (4, 3)");
        List<String> before = TwoDatabases.rows(db.target, "SELECT * FROM seat ORDER BY id");
        List<String> undos = runPrinted();
        assertEquals(0, verify(), db::out);
        TwoDatabases.execute(db.target, undos.toArray(String[]::new));
        assertEquals(before, TwoDatabases.rows(db.target, "SELECT * FROM seat ORDER BY id"));
    }

    @Test
    void aRowThatHealsWhileItsRepairIsPrintedIsNotPrintedAsDeletedOnly() throws Exception {
        db.both("CREATE TABLE seat(id INT PRIMARY KEY, place INT UNIQUE)", "INSERT INTO seat VALUES (1, 1), (2, 2)");
        TwoDatabases.execute(db.source, "UPDATE seat SET place = 5 WHERE id = 1");
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            private boolean healed;

            @Override
            public void flush() {
                if (!healed && toString(StandardCharsets.UTF_8).contains("DELETE FROM")) {
                    healed = true;
                    assertDoesNotThrow(() -> TwoDatabases.execute(db.target, "UPDATE seat SET place = 5 WHERE id = 1"));
                }
            }
        };
        PrintWriter errors = new PrintWriter(out, true, StandardCharsets.UTF_8);
        String[] command = {"repair", "-f", db.file().toString(), "seat", "--key", "1", "--print-sql"};
        assertEquals(0, Shunt.run(Terminal.of(out, "", Map.of()), errors, command));
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(printed.matches("(?s).*\\RDELETE FROM.*\\RINSERT INTO.*"), printed);
        assertEquals(List.of("1,5"), TwoDatabases.rows(db.target, "SELECT * FROM seat WHERE id = 1"));
    }

    @Test
    void aKeyOfBytesIsFoundAsItIsShown() throws Exception {
        db.both("CREATE TABLE bk(id BINARY(4) PRIMARY KEY, v INT)");
        TwoDatabases.execute(db.source, "INSERT INTO bk VALUES (X'00000001', 1)");
        assertEquals(1, verify());
        assertTrue(db.out().contains("BK 0x00000001 missing"), db.out());
        assertEquals(0, db.shunt("repair", "bk", "--key", "0x00000001"), db::errors);
        assertEquals(List.of("1"), TwoDatabases.rows(db.target, "SELECT v FROM bk"));
        assertEquals(2, db.shunt("repair", "bk", "--key", "0x1"));
    }

    @Test
    void whatCannotBeRepairedStopsNothingElse() throws Exception {
        assertEquals(1, verify());
        TwoDatabases.execute(db.source, "CREATE TABLE lost(id INT PRIMARY KEY)");
        Files.writeString(db.path("report"), """
                {"type":"difference","table":"ITEM","key":["n:none"]}
                {"type":"difference","table":"LOST","key":["n:1"]}
                """, StandardOpenOption.APPEND);
        assertEquals(1, db.shunt("repair", "--from", report(), "--print-sql"), db::errors);
        assertTrue(db.out().contains("-- refused: LOST: "), db.out());
        assertEquals(1, db.shunt("repair", "--from", report()), db::errors);
        assertTrue(db.out().contains("of ITEM: its key cannot be read"), db.out());
        assertTrue(db.out().contains("refused: LOST: "), db.out());
        assertTrue(db.out().contains("5 rows written, of which 2 deleted"), db.out());
    }

    @Test
    void aDifferenceOfTheLogWithAKeyThatDoesNotFitStopsNothingElse() throws Exception {
        try (DiffLog log =
                new DiffLog(Files.createDirectories(db.path("state")).resolve(DiffLog.FILE), () -> 1 << 20)) {
            log.append(diff("A1", "x"));
            log.append(diff("A2", "123"));
        }
        assertEquals(1, db.shunt("repair", "--from-diffs"), db::errors);
        assertTrue(db.out().contains("refused: difference A1 of ITEM: the key x is no value"), db.out());
        assertEquals(List.of("123"), TwoDatabases.rows(db.target, "SELECT id FROM item WHERE id = 123"));
    }

    @Test
    void ofManyRefusalsTheFirstAreToldAndTheOthersCounted() {
        Refusals refusals = new Refusals();
        IntStream.rangeClosed(1, 1_500).forEach(i -> refusals.add("row " + i));
        List<String> told = new ArrayList<>();
        refusals.tell(told::add);
        assertEquals(1_001, told.size());
        assertEquals("and 500 more are refused", told.get(1_000));
    }

    @Test
    void aTableWithoutKeyIsRefusedWithWhatCanBeDone() throws Exception {
        db.both("CREATE TABLE keyless(v INT)");
        TwoDatabases.execute(db.source, "INSERT INTO keyless VALUES (1)");
        assertEquals(1, verify());
        assertEquals(1, db.shunt("repair", "--from", report()), db::errors);
        assertTrue(db.out().contains("refused: KEYLESS: it differs, and has no primary key"), db.out());
        assertTrue(db.out().contains("5 rows written, of which 2 deleted"), db.out());
        for (String how : List.of("--from-diffs", "--yes")) {
            assertEquals(1, db.shunt("repair", "keyless", "--from", report(), how), db::errors);
            assertTrue(db.out().contains("shunt backfill KEYLESS --restart copies it anew"), db.out());
        }
        assertEquals(2, db.shunt("repair", "keyless", "--key", "1"));
        assertTrue(db.errors().contains("shunt backfill KEYLESS --restart copies it anew"), db.errors());
    }

    @Test
    void aNamedRowThatOnlyTheTargetHasIsDeletedAndNotRefused() throws Exception {
        assertEquals(0, db.shunt("repair", "item", "--key", "0"), db::out);
        assertTrue(db.out().contains("1 row written, of which 1 deleted"), db.out());
        assertEquals(List.of("-1"), TwoDatabases.rows(db.target, "SELECT id FROM item WHERE id < 1"));
    }

    @Test
    void aNamedRowThatIsNowhereIsRefusedAndTheOthersAreRepaired() {
        String[] both = {"pair", "--key", "b,2", "--key", "b,3"};
        assertEquals(1, db.shunt("repair", "pair", "--key", "b,3", "--print-sql"), db::errors);
        assertTrue(db.out().contains("-- refused: PAIR b,3: there is no such row on either side"), db.out());
        assertEquals(1, db.shunt("repair", both), db::errors);
        assertTrue(db.out().contains("refused: PAIR b,3: there is no such row on either side"), db.out());
        assertTrue(db.out().contains("1 row written"), db.out());
    }

    @Test
    void ofANamedRowBeyondTheConditionOfItsTableItIsNotSaidThatItIsNowhere() throws Exception {
        Files.writeString(db.file(), "table.pair.where = b < 2\n", StandardOpenOption.APPEND);
        assertEquals(1, db.shunt("repair", "pair", "--key", "b,2"), db::errors);
        assertTrue(db.out().contains("refused: PAIR b,2: it does not belong to this migration"), db.out());
        assertEquals(List.of("0"), TwoDatabases.rows(db.target, "SELECT v FROM pair WHERE b = 2"));
    }

    @Test
    void aScriptIsToldInJson() throws Exception {
        String[] command = {"pair", "--key", "b,2", "--key", "b,3", "--json"};
        assertEquals(1, db.shunt("repair", command), db::errors);
        Map<String, Object> json = JSON.std.mapFrom(db.out());
        assertEquals(1, json.get("written"));
        assertEquals(List.of("PAIR b,3: there is no such row on either side"), json.get("refused"));
        assertEquals(2, db.shunt("repair", "--json", "--print-sql"));
    }

    /** A function of the target, called with each row that is written. */
    public static final class Outage {
        private static final AtomicInteger HANG_UPS = new AtomicInteger();

        private static Runnable first = () -> {};

        /** Hangs up for so many rows that are read. */
        public static int read(int id) throws SQLException {
            if (HANG_UPS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new SQLNonTransientConnectionException("gone with row " + id, "08006");
            }
            return id;
        }

        public static int gone(int id) throws SQLException {
            if (id == 1) {
                first.run();
                throw new SQLNonTransientConnectionException("gone with row " + id, "08006");
            }
            return id;
        }
    }

    private void hangUpAtRowOne() throws Exception {
        TwoDatabases.execute(
                db.target,
                "DELETE FROM pair",
                "CREATE ALIAS gone FOR '" + Outage.class.getName() + ".gone'",
                "ALTER TABLE pair ADD COLUMN g INT GENERATED ALWAYS AS (gone(b))");
    }

    @Test
    void aRowAtWhichTheServerHangsUpIsRefusedAndTheOthersAreRepaired() throws Exception {
        hangUpAtRowOne();
        String[] both = {"pair", "--key", "a,1", "--key", "b,2"};
        assertEquals(1, db.shunt("repair", both), () -> db.out() + db.errors());
        assertTrue(db.out().contains("refused: PAIR a,1: "), db.out());
        assertTrue(db.out().contains("1 row written"), db.out());
        assertEquals(List.of("b,2,2,2"), TwoDatabases.rows(db.target, "SELECT * FROM pair"));
    }

    @Test
    void aRowThatCouldNotBeLookedAtCountsAsOneThatMayBeDeleted() throws Exception {
        TwoDatabases.execute(db.target, "INSERT INTO pair VALUES ('c', 3, 3)");
        db.both("CREATE ALIAS reading FOR '" + Outage.class.getName() + ".read'");
        Files.writeString(db.file(), "table.pair.where = reading(b) > 0\n", StandardOpenOption.APPEND);
        Outage.HANG_UPS.set(1);
        try {
            assertEquals(1, db.shunt("repair", "pair", "--key", "c,3", "--max-deletes", "0"), db::out);
            assertEquals(0, Outage.HANG_UPS.get());
            assertTrue(
                    db.errors()
                            .contains(
                                    "nothing was done: 0 rows would be deleted from the target, and perhaps 1 row that"
                                            + " could not be looked at, more than --max-deletes 0"),
                    db.errors());
            assertEquals(List.of("3"), TwoDatabases.rows(db.target, "SELECT b FROM pair WHERE b = 3"));
            assertEquals(0, db.shunt("repair", "pair", "--key", "c,3", "--max-deletes", "1"), db::out);
            assertEquals(List.of(), TwoDatabases.rows(db.target, "SELECT b FROM pair WHERE b = 3"));
        } finally {
            Outage.HANG_UPS.set(0);
        }
    }

    @Test
    void aDatabaseThatIsGoneMeanwhileEndsItAndIsNamed() throws Exception {
        hangUpAtRowOne();
        Server server = Server.createTcpServer("-tcpPort", "0").start();
        Outage.first = server::stop;
        try {
            String there = db.target.replace("mem:", "tcp://localhost:" + server.getPort() + "/mem:");
            Files.writeString(db.file(), Files.readString(db.file()).replace(db.target, there));
            String[] both = {"pair", "--key", "a,1", "--key", "b,2"};
            assertEquals(3, db.shunt("repair", both), () -> db.out() + db.errors());
            assertTrue(db.errors().contains("a database cannot be reached any more"), db.errors());
        } finally {
            Outage.first = () -> {};
            server.stop();
        }
    }

    private static DiffRecord diff(String id, String key) {
        Instant now = Instant.now();
        return new DiffRecord(
                id,
                now,
                now,
                "shop-1",
                "SELECT",
                "SELECT",
                null,
                Difference.Kind.VALUE,
                "item",
                key,
                "name",
                "a",
                "b",
                1,
                1,
                Side.SOURCE,
                1,
                DiffValues.FULL,
                null);
    }
}
