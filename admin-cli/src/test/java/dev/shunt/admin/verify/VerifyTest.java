package dev.shunt.admin.verify;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.tables.TwoDatabases;
import dev.shunt.cluster.ControlTables;
import dev.shunt.schema.Dialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class VerifyTest {
    private static final int STAYS = 3_600_000;
    private static final int PASSES = 20;

    /** Less than the milliseconds between three looks at the register: what differs for longer may be taken for a difference. */
    private static final int MOMENT = 350;

    private static final String VOIDED =
            "SELECT table_name, CASE WHEN voided > began THEN 1 ELSE 0 END FROM shunt_verified";

    @TempDir
    Path temp;

    private TwoDatabases db;
    private Beats instance;

    @BeforeEach
    void tables() throws Exception {
        db = new TwoDatabases(temp);
        db.both(
                "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20), price DECIMAL(10, 2), at TIMESTAMP)",
                "CREATE INDEX item_at ON item(at)",
                "CREATE TABLE pair(a VARCHAR(5), b BINARY(2), v DOUBLE, PRIMARY KEY (a, b))",
                "INSERT INTO item SELECT x, 'item ' || x, x / 10.0, TIMESTAMP '2020-01-01 00:00:00'"
                        + " FROM SYSTEM_RANGE(1, 3000)",
                "INSERT INTO pair VALUES ('a', X'0001', 0.1), ('a', X'0002', NULL), ('b', X'0001', -0.0)");
    }

    @AfterEach
    void close() throws Exception {
        if (instance != null) {
            instance.close();
        }
        db.close();
    }

    private int verify(String... arguments) {
        return db.verify(arguments);
    }

    private List<Map<String, Object>> report(String type) throws Exception {
        return db.report(type);
    }

    private void damage() throws SQLException {
        TwoDatabases.execute(
                db.target,
                "UPDATE item SET price = price + 1 WHERE id = 17",
                "DELETE FROM item WHERE id = 1234",
                "INSERT INTO item VALUES (0, 'rogue', 1, NULL)",
                "UPDATE pair SET v = 5 WHERE a = 'b'");
    }

    @Test
    void equalTablesAreSaidToBeSo() {
        assertEquals(0, verify(), () -> db.out() + db.errors());
        assertTrue(db.out().contains("3,003 rows compared on both sides, 0 differing: 100 % consistent"), db.out());
    }

    @Test
    void everyDifferenceIsFoundWithItsKeyKindAndColumns() throws Exception {
        damage();
        assertEquals(1, verify("--json", "--html", db.path("page").toString()), () -> db.out() + db.errors());
        Map<String, Object> json = JSON.std.mapFrom(db.out());
        assertEquals(4, json.get("differing"));
        assertEquals("99.8667 %", json.get("consistent"));
        TreeSet<String> found = new TreeSet<>();
        for (Map<String, Object> line : report("difference")) {
            found.add(line.get("table") + " " + line.get("key") + " " + line.get("kind") + " " + line.get("columns"));
        }
        assertEquals(
                new TreeSet<>(List.of(
                        "ITEM [n:17] changed [PRICE]",
                        "ITEM [n:1234] missing []",
                        "ITEM [n:0] extra []",
                        "PAIR [t:b, x:0001] changed [V]")),
                found);
        String page = Files.readString(db.path("page"));
        for (String piece : new String[] {
            "4 differing: 99.8667 % consistent",
            "<td>ITEM</td><td>1234</td><td class=\"yellow\">missing</td><td></td>",
            "<td>PAIR</td><td>b, 0001</td><td class=\"yellow\">changed</td><td>V</td>",
            "<pre>shunt repair --from " + db.path("report")
        }) {
            assertTrue(page.contains(piece), () -> "no '" + piece + "' in\n" + page);
        }
    }

    @Test
    void noKeyAndNoValueIsShownWhereTheyAreMasked() throws Exception {
        db.close();
        db = new TwoDatabases(temp, "diff.values = masked");
        db.both("CREATE TABLE secret(name VARCHAR(20) PRIMARY KEY, v VARCHAR(20))");
        TwoDatabases.execute(db.source, "INSERT INTO secret VALUES ('alice', 'knows'), ('bob', 'knows')");
        TwoDatabases.execute(db.target, "INSERT INTO secret VALUES ('alice', 'nothing')");
        assertEquals(1, verify("--html", db.path("page").toString()));
        assertTrue(db.out().contains("SECRET *** changed: V"), db.out());
        String shown = db.out()
                + Files.readString(db.path("page"))
                + report("difference").stream().map(line -> line.get("primary")).toList();
        assertFalse(shown.matches("(?s).*(alice|bob|knows|nothing).*"), shown);
    }

    @Test
    void aRunIsGoneOnWithOnlyForTheSameRows() throws Exception {
        assertEquals(0, verify("item", "--where", "id > 5"));
        assertEquals(2, verify("item", "--resume"));
        assertTrue(db.errors().contains("--where 'id > 5'"), db.errors());
        assertEquals(0, verify("item", "--where", "id > 5", "--resume"), db::errors);
    }

    @Test
    void extraRowsAreSaidToBeMirroredByNobody() throws Exception {
        damage();
        assertEquals(1, verify("item"));
        assertTrue(db.out().contains("ITEM 0 extra") && db.out().contains("wrong side"), db.out());
    }

    @Test
    void whatDiffersInATableThatWasEqualWasWrittenPastShuntAndStatusSaysSo() throws Exception {
        TwoDatabases.execute(db.source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        TwoDatabases.execute(db.source, "INSERT INTO shunt_control VALUES (1, 1, 'source', 'open', 0, 0)");
        assertEquals(0, verify("item"), () -> db.out() + db.errors());
        damage();
        for (int run = 0; run < 2; run++) { // the second knows it from the first
            assertEquals(1, verify());
            assertTrue(db.out().contains("ITEM 17 changed: PRICE past Shunt"), db.out());
            assertTrue(db.out().contains("3 of them written past Shunt"), db.out());
            assertEquals(
                    List.of(true, true, true, false),
                    report("difference").stream()
                            .map(line -> line.get("past_shunt"))
                            .sorted(Comparator.comparing(value -> value.equals(false)))
                            .toList());
        }
        assertEquals(List.of("ITEM,1"), TwoDatabases.rows(db.source, VOIDED));
        assertEquals(1, db.shunt("status"));
        assertTrue(
                db.out().contains("table ITEM differed") && db.out().contains("1 row only on the target, 1 changed"),
                db.out());
        assertTrue(db.out().contains("so something writes past Shunt"), db.out());
        assertEquals(0, db.shunt("repair", "--from", db.path("report").toString()), db::errors);
        assertEquals(0, verify());
        assertEquals(3, db.shunt("status"), "nobody is there");
        assertFalse(db.out().contains("ITEM"), db.out());
    }

    @Test
    void aTaintLeavesOpenWhereADifferenceIsFrom() throws Exception {
        TwoDatabases.execute(db.source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        TwoDatabases.execute(db.source, "INSERT INTO shunt_control VALUES (1, 1, 'source', 'open', 0, 0)");
        assertEquals(0, verify());
        TwoDatabases.execute(
                db.source, "INSERT INTO shunt_taint VALUES ('item', 'i1', '', 'own', 9000000000000, 'ddl')");
        damage();
        assertEquals(1, verify());
        assertTrue(db.out().contains("1 of them written past Shunt"), db.out());
        assertFalse(db.out().contains("ITEM 17 changed: PRICE past Shunt"), db.out());
    }

    @Test
    void aResumedRunSaysWhatItDoesNotLookAtAgain() throws Exception {
        damage();
        assertEquals(1, verify("--parallel", "1"));
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(db.path("report"))) {
            if (line.contains("\"type\":\"table\"")) {
                break;
            }
            lines.add(line);
        }
        Files.write(db.path("report"), lines);
        Files.writeString(db.path("report"), "{\"type\":\"dif", StandardOpenOption.APPEND);
        assertEquals(1, verify("--resume"));
        assertTrue(db.out().contains("not looked at again, since it was before: up to key"), db.out());
        assertTrue(db.out().contains("3,003 rows compared on both sides, 4 differing"), db.out());
    }

    @Test
    void aTableWithoutKeyThatDiffersStaysADifferenceInARunThatIsResumed() throws Exception {
        TwoDatabases.execute(db.source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        TwoDatabases.execute(db.source, "INSERT INTO shunt_control VALUES (1, 1, 'source', 'open', 0, 0)");
        db.both("CREATE TABLE keyless(v INT)", "INSERT INTO keyless VALUES (1)");
        assertEquals(0, verify(), db::out);
        TwoDatabases.execute(db.target, "UPDATE keyless SET v = 2");
        assertEquals(1, verify("--json", "keyless"));
        assertEquals(
                List.of("KEYLESS,1"),
                TwoDatabases.rows(db.source, VOIDED + " WHERE table_name = 'KEYLESS'"),
                "a rogue");
        assertEquals(1, verify("--json", "--resume", "keyless"));
        assertTrue(db.out().contains("\"clean\":false"), db.out());
    }

    @Test
    void theMarkOnAllTablesStaysWhereAnInstanceMirrorsOthersThanWereCompared() throws Exception {
        instance(new AtomicBoolean(), PASSES);
        TwoDatabases.execute(db.source, "UPDATE shunt_instance SET mirrored = 'ITEM' || CHAR(10) || 'ELSEWHERE'");
        TwoDatabases.execute(db.source, "INSERT INTO shunt_taint VALUES ('*', 'i1', '', 'own', 1000, 'crash')");
        assertEquals(0, verify(), () -> db.out() + db.errors());
        assertEquals(List.of("*"), TwoDatabases.rows(db.source, "SELECT table_name FROM shunt_taint"));
    }

    @Test
    void onlyTaintsFromBeforeAreTakenOffAndOnlyFromEqualTables() throws Exception {
        TwoDatabases.execute(db.source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        TwoDatabases.execute(
                db.source,
                "INSERT INTO shunt_control VALUES (1, 1, 'source', 'open', 0, 0)",
                "INSERT INTO shunt_taint VALUES ('item', 'i1', '', 'own', 1000, 'ddl')",
                "INSERT INTO shunt_taint VALUES ('item', 'i2', '', 'own', 9000000000000, 'came meanwhile')",
                "INSERT INTO shunt_taint VALUES ('pair', 'i1', '', 'own', 1000, 'ddl')",
                "INSERT INTO shunt_taint VALUES ('*', 'i1', '', 'own', 1000, 'crash')");
        TwoDatabases.execute(db.target, "DELETE FROM pair WHERE a = 'b'");
        assertEquals(1, verify());
        assertEquals(
                List.of("*,i1", "item,i2", "pair,i1"),
                TwoDatabases.rows(db.source, "SELECT table_name, instance_id FROM shunt_taint ORDER BY 1"));
        TwoDatabases.execute(db.target, "INSERT INTO pair VALUES ('b', X'0001', -0.0)");
        assertEquals(0, verify(), () -> db.out() + db.errors());
        assertEquals(
                List.of("item,i2"),
                TwoDatabases.rows(db.source, "SELECT table_name, instance_id FROM shunt_taint ORDER BY 1"));
    }

    @Test
    void onlyAWholeTableThatIsEqualCountsAsVerified() throws Exception {
        TwoDatabases.execute(db.source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        TwoDatabases.execute(db.source, "INSERT INTO shunt_control VALUES (1, 1, 'source', 'open', 0, 0)");
        TwoDatabases.execute(db.target, "DELETE FROM pair WHERE a = 'b'");
        String verified = "SELECT table_name, compared FROM shunt_verified ORDER BY 1";
        assertEquals(0, verify("--where", "1 = 1", "item"), () -> db.out() + db.errors());
        assertEquals(List.of(), TwoDatabases.rows(db.source, verified));
        assertEquals(1, verify());
        assertEquals(List.of("ITEM,3000"), TwoDatabases.rows(db.source, verified));
    }

    /** What an open transaction has written before the table was tainted is seen by nobody until it commits. */
    @Test
    void aTaintStaysUntilTransactionsOfBeforeAreOver() throws Exception {
        TwoDatabases.execute(db.source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        TwoDatabases.execute(db.source, "INSERT INTO shunt_taint VALUES ('item', 'i1', '', 'own', 1000, 'call')");
        try (Connection old = DriverManager.getConnection(db.source);
                Statement statement = old.createStatement()) {
            old.setAutoCommit(false);
            statement.execute("UPDATE item SET name = 'late' WHERE id = 5");
            CompletableFuture<Integer> verify = CompletableFuture.supplyAsync(() -> verify("item"));
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(60)).until(() -> !verify.isDone());
            old.commit();
            assertEquals(1, verify.get());
        }
        assertTrue(db.out().contains("ITEM 5 changed: NAME"), db.out());
        assertEquals(List.of("item"), TwoDatabases.rows(db.source, "SELECT table_name FROM shunt_taint"));
    }

    /**
     * An instance as the register has it: it beats all the time, and has a row of ITEM pending, or not.
     *
     * @param oldest how old that is in milliseconds: {@link #STAYS}, or {@link #PASSES} where others take its place
     */
    private void instance(AtomicBoolean pending, int oldest) throws SQLException {
        TwoDatabases.execute(db.source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        TwoDatabases.execute(
                db.source,
                "INSERT INTO shunt_control VALUES (1, 1, 'source', 'open', 0, 1)",
                "INSERT INTO shunt_instance VALUES ('i1', 'r1', 'h', 1, 'v', 'd', 'file', 0, 0, 0, 0, 'ITEM', 0, 0, 0, "
                        + oldest + ", '{}')");
        String beat = "UPDATE shunt_instance SET heartbeat = DATEDIFF('MILLISECOND', TIMESTAMP WITH TIME ZONE"
                + " '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP), ";
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> beats = clock.scheduleAtFixedRate(
                () -> {
                    try {
                        TwoDatabases.execute(
                                db.source,
                                pending.get()
                                        ? beat + "pending = 1, report = '{\"backlog\":{\"item\":{\"oldest_ms\":'"
                                                + " || oldest_ms || '}},\"backlog_more\":0}'"
                                        : beat + "pending = 0, report = '{}'");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                0,
                50,
                TimeUnit.MILLISECONDS);
        instance = new Beats(clock, beats);
    }

    private record Beats(ScheduledExecutorService clock, ScheduledFuture<?> beats) {
        void close() {
            assertFalse(beats.isDone(), "a heartbeat has failed");
            clock.shutdownNow();
        }
    }

    @Test
    void aDifferenceWaitsForWritesThatAreOlderThanTheLookAtIt() throws Exception {
        AtomicBoolean pending = new AtomicBoolean(true);
        instance(pending, STAYS);
        damage();
        CompletableFuture<Integer> verify = CompletableFuture.supplyAsync(() -> verify("--json"));
        // of PAIR, which waits for less
        await().atMost(Duration.ofSeconds(60)).until(() -> !report("difference").isEmpty());
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> !verify.isDone()
                        && report("difference").stream()
                                .allMatch(line -> line.get("table").equals("PAIR")));
        TwoDatabases.execute(db.target, "UPDATE item SET price = price - 1 WHERE id = 17"); // it was late only
        pending.set(false);
        assertEquals(1, verify.get());
        assertEquals(3, JSON.std.mapFrom(db.out()).get("differing"), db.out());
        assertEquals(0, JSON.std.mapFrom(db.out()).get("pending"), db.out());
    }

    /** As of a row that is written again and again while the mirror is always a little late. */
    @Test
    void aRowThatIsEqualNowAndThenIsNoDifference() throws Exception {
        instance(new AtomicBoolean(true), PASSES);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger flips = new AtomicInteger();
        AtomicLong flipped = new AtomicLong(System.nanoTime());
        AtomicLong longest = new AtomicLong();
        CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> {
            try {
                while (!done.get()) {
                    int even = flips.getAndIncrement() % 2;
                    TwoDatabases.execute(db.target, "UPDATE item SET price = 1.7 + " + (1 - even) + " WHERE id = 17");
                    long now = System.nanoTime();
                    longest.accumulateAndGet(now - flipped.getAndSet(now), Math::max);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(even == 0 ? 120 : 60));
                }
                TwoDatabases.execute(db.target, "UPDATE item SET price = 1.7 WHERE id = 17");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        int judged = 0;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        for (int run = 0; run < 8 || judged < 3 && System.nanoTime() < end && !writes.isDone(); run++) {
            longest.set(0);
            int code = verify("item");
            long held = Math.max(longest.get(), System.nanoTime() - flipped.get());
            if (held < TimeUnit.MILLISECONDS.toNanos(MOMENT)) { // else it has stayed as it was
                assertEquals(0, code, () -> db.out());
                judged++;
            }
        }
        done.set(true);
        writes.get();
        assertTrue(judged >= 3 && flips.get() > 8, judged + " judged, " + flips + " flips");
    }

    @Test
    void aDifferenceThatHasWaitedLongEnoughIsOneThatMayBeLate() throws Exception {
        instance(new AtomicBoolean(true), STAYS);
        damage();
        assertEquals(1, verify("item", "--wait", "500ms"));
        assertTrue(db.out().contains("3 differing") && db.out().contains("3 of them may be late only"), db.out());
    }

    @Test
    void itGoesOnUntilSoManyPassesWereClean() throws Exception {
        damage();
        CompletableFuture<Integer> verify = CompletableFuture.supplyAsync(() -> verify("--until-clean", "2"));
        await().atMost(Duration.ofSeconds(60)).until(() -> !report("difference").isEmpty());
        TwoDatabases.execute(
                db.target,
                "UPDATE item SET price = price - 1 WHERE id = 17",
                "INSERT INTO item VALUES (1234, 'item 1234', 123.4, TIMESTAMP '2020-01-01 00:00:00')",
                "DELETE FROM item WHERE id = 0",
                "UPDATE pair SET v = -0.0 WHERE a = 'b'");
        assertEquals(0, verify.get());
    }

    @Test
    void recentRowsPartsAndSamplesAreNoProofForTheWholeTable() throws Exception {
        TwoDatabases.execute(db.source, "UPDATE item SET name = 'new', at = CURRENT_TIMESTAMP WHERE id = 9");
        TwoDatabases.execute(db.target, "UPDATE item SET name = 'wrong' WHERE id = 8");
        assertEquals(1, verify("item", "--since", "30d", "--column", "at"), db::errors);
        assertTrue(db.out().contains("ITEM 9"), db.out());
        assertFalse(db.out().contains("ITEM 8"), db.out());
        assertEquals(1, verify("pair", "--since", "30d"));
        assertTrue(db.out().contains("no indexed time column"), db.out());
        assertEquals(0, verify("item", "--where", "id > 100"), db::out);
    }

    /** A slice has a thousand rows at first; those of one time are not taken apart by it. */
    @Test
    void recentRowsAreComparedInTheOrderOfTheirTimes() throws Exception {
        db.both(
                "UPDATE item SET at = DATEADD('SECOND', MOD(id, 900) - 5000, LOCALTIMESTAMP(0)) WHERE id > 100",
                "UPDATE item SET at = DATEADD('SECOND', -40, LOCALTIMESTAMP(0)) WHERE id > 1500");
        TwoDatabases.execute(db.source, "CREATE TABLE times AS SELECT id, at FROM item");
        TwoDatabases.execute(
                db.target,
                "CREATE LINKED TABLE times('org.h2.Driver', '" + db.source + "', '', '', 'TIMES')",
                "UPDATE item SET at = (SELECT at FROM times WHERE times.id = item.id)",
                "UPDATE item SET name = 'wrong' WHERE id IN (7, 150, 1700, 3000)",
                "DELETE FROM item WHERE id = 800",
                "INSERT INTO item VALUES (-5, 'extra', 1, LOCALTIMESTAMP)");
        assertEquals(1, verify("item", "--since", "1d", "--column", "at", "--json"), db::errors);
        assertEquals(5, JSON.std.mapFrom(db.out()).get("differing"), db.out());
        assertEquals(2_900, JSON.std.mapFrom(db.out()).get("rows"), db.out());
        List<String> lines = new ArrayList<>(Files.readAllLines(db.path("report")));
        lines.removeIf(line -> line.contains("\"type\":\"table\""));
        Files.write(db.path("report"), lines);
        assertTrue(report("range").size() > 0, "no slice was noted");
        assertEquals(1, verify("item", "--since", "1d", "--column", "at", "--json", "--resume"), db::errors);
        assertEquals(5, JSON.std.mapFrom(db.out()).get("differing"), db.out());
    }

    @Test
    void itIsPausedAndGoesOn() throws Exception {
        assertEquals(0, db.shunt("verify", "--pause"), db::errors);
        assertTrue(db.out().contains("shunt verify --unpause goes on"), db.out());
        TwoDatabases.Running verify =
                db.start("verify", "item", "--report", db.path("report").toString());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> verify.out().contains("paused: shunt verify --unpause goes on"));
        assertEquals(0, db.shunt("verify", "--retune", "--max-rate", "5000"), db::errors);
        assertEquals(0, db.shunt("verify", "--unpause"), db::errors);
        assertEquals(0, verify.code().get(3, TimeUnit.MINUTES), verify::out);
    }

    @Test
    void namedQueriesAreComparedOnBothSides() throws Exception {
        Path checks = Files.writeString(db.path("checks.properties"), """
                total = SELECT SUM(price) FROM item
                broken = SELECT nothing FROM item
                count = SELECT COUNT(*) FROM pair
                """);
        TwoDatabases.execute(db.target, "UPDATE item SET price = price + 1 WHERE id = 17");
        assertEquals(1, verify("pair", "--checks", checks.toString()));
        assertTrue(db.out().contains("check count: equal"), db.out());
        assertTrue(db.out().contains("check total: row 1: primary [450150]"), db.out());
        assertTrue(db.out().contains("check broken: could not be run"), db.out());
        Files.writeString(checks, "many = SELECT x FROM SYSTEM_RANGE(1, 10001)\ntotal = SELECT SUM(price) FROM item");
        Files.writeString(db.file(), "diff.values = none\n", StandardOpenOption.APPEND);
        assertEquals(1, verify("pair", "--checks", checks.toString()));
        assertTrue(db.out().contains("check many: could not be run: SQLException: it gives more than 10000"), db.out());
        assertTrue(db.out().contains("check total: row 1 differs"), db.out());
    }

    @Test
    void aTableThatCannotBeComparedIsNoCleanOne() throws Exception {
        TwoDatabases.execute(db.source, "CREATE TABLE lost(id INT PRIMARY KEY)", "CREATE TABLE keyless(v INT)");
        assertEquals(1, verify());
        assertTrue(db.out().contains("table LOST does not exist on the secondary"), db.out());
        assertEquals(2, verify("nothing"));
    }
}
