package dev.shunt.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.cluster.FleetBench.Someone;
import dev.shunt.journal.Taint;
import dev.shunt.schema.Dialect;
import dev.shunt.session.Fence;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What heartbeats leave in the register, one by one. Time passes where the test makes heartbeats older. */
class HeartbeatTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private FleetBench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new FleetBench();
    }

    @AfterEach
    void close() throws SQLException {
        bench.close();
    }

    private List<Member> members() throws SQLException {
        return bench.store().members();
    }

    private Set<String> tainted(boolean unclean) throws SQLException {
        return bench.store().taints().stream()
                .filter(taint -> taint.unclean() == unclean)
                .map(taint -> taint.taint().table())
                .collect(Collectors.toSet());
    }

    @Test
    void theClockIsTheSameInEveryTimeZoneOfASession() throws SQLException {
        String clock = "VALUES (" + ControlTables.clock(Dialect.H2) + ")";
        long now = System.currentTimeMillis();
        for (String zone : List.of("UTC", "+05:30", "-08:00")) {
            try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:;TIME ZONE=" + zone);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(clock)) {
                assertTrue(row.next());
                assertTrue(Math.abs(row.getLong(1) - now) < 600_000, zone);
            }
        }
    }

    @Test
    void atRestNothingIsCreated() throws SQLException {
        Someone a = bench.instance("a", "1", "file");
        a.beat();
        assertFalse(a.heartbeat.state().registered());
        assertNull(a.heartbeat.state().problem());
        bench.execute("CREATE TABLE shunt_control(other INT)"); // it would fail if it were there
    }

    @Test
    void anInstanceAtRestJoinsTheRegisterThatAnotherHasMade() throws SQLException {
        Someone a = bench.instance("a", "1", "file");
        Someone b = bench.instance("b", "1", "file");
        b.beat();
        a.beat("ORDERS");
        for (int i = 0; i <= 10; i++) {
            b.beat();
        }
        assertTrue(b.heartbeat.state().registered());
        assertEquals(2, members().size());
    }

    @Test
    void anothersWriteHasArrivedOnceALaterHeartbeatThanTheNextTellsNoneAsPending() throws SQLException {
        Someone a = bench.instance("a", "1", "file");
        Someone b = bench.instance("b", "1", "file");
        a.beat("T");
        assertTrue(a.heartbeat.lag("T") < Duration.ofSeconds(20).toNanos(), "nobody else is there");
        String backlog = "{\"backlog\":{\"t\":{\"pending\":1,\"oldest_ms\":90000}},\"backlog_more\":0}";
        for (int i = 0; i < 3; i++) {
            b.report = new Report(true, Set.of("T", "U"), 10, 0, 0, 1, 90_000, backlog);
            b.heartbeat.beat(Set.of());
            bench.silent("b", Duration.ofMillis(100 - 30L * i)); // so that no two are of the same millisecond
            a.beat("T");
            boolean known = i > 0;
            assertTrue(a.heartbeat.lag("T") > Duration.ofSeconds(89).toNanos());
            assertEquals(known, a.heartbeat.lag("U") < Duration.ofSeconds(20).toNanos(), "after " + i);
        }
        b.beat("T");
        a.beat("T");
        assertTrue(a.heartbeat.lag("T") < Duration.ofSeconds(20).toNanos(), "it has arrived");
        b.report = new Report(true, Set.of("T"), 10, 0, 0, 1, 90_000, "{}");
        b.heartbeat.beat(Set.of());
        a.beat("T");
        assertTrue(a.heartbeat.lag("U") > Duration.ofSeconds(89).toNanos(), "of which table it does not tell");
        bench.silent("b", Duration.ofMinutes(1));
        a.beat("T");
        assertTrue(a.heartbeat.lag("U") < Duration.ofSeconds(20).toNanos(), "it is gone");
    }

    @Test
    void theRowTellsWhatTheInstanceReports() throws SQLException {
        Someone a = bench.instance("a", "1", "file");
        a.report = new Report(true, Set.of("ORDERS"), 1_000, null, 0, 7, 900, "{\"x\":1}");
        a.heartbeat.beat(Set.of());
        Member member = members().get(0);
        assertEquals(a.self, member.self());
        assertFalse(member.clean());
        assertEquals(Set.of("ORDERS"), member.mirrored());
        assertNull(member.olderOpen());
        assertEquals(7, member.pending());
        assertEquals(900, member.oldestMillis());
        assertEquals("{\"x\":1}", member.details());
        assertTrue(member.appliedMillis() >= 1_000 && member.appliedMillis() < 100_000, member::toString);
        assertTrue(member.ageMillis() >= 0 && member.ageMillis() < 100_000, member::toString);
        a.report = new Report(true, Set.of("ORDERS"), 2_000, 3, 0, 0, 0, "{}");
        a.heartbeat.beat(Set.of());
        assertEquals(3, members().get(0).olderOpen());
        assertEquals(1, a.heartbeat.state().epoch());
        bench.execute("UPDATE shunt_control SET epoch = 7");
        a.heartbeat.beat(Set.of());
        assertEquals(7, a.epoch);
    }

    @Test
    void aTaintThatSomebodyTakesOutOfTheRegisterIsTakenOff() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.patient("b", "1", "file");
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "it had to be"));
        a.beat("ORDERS");
        a.beat("ORDERS");
        b.beat("ORDERS");
        assertEquals(1, bench.store().untaint("ORDERS"));
        a.beat("ORDERS");
        b.beat("ORDERS");
        assertEquals(List.of(), a.taints);
        assertEquals(Set.of(), b.fleet.keySet());
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "again"));
        a.beat("ORDERS");
        b.beat("ORDERS");
        assertEquals("again", b.fleet.get("ORDERS").by());
    }

    @Test
    void aTableThatIsTaintedAgainBeforeItsMarkIsTakenOffStaysTainted() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.patient("b", "1", "file");
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "it had to be"));
        a.taintings = 1;
        a.beat("ORDERS");
        a.beat("ORDERS");
        assertEquals(1, bench.store().untaint("ORDERS"));
        a.taintings = 2;
        a.beat("ORDERS");
        b.beat("ORDERS");
        assertEquals(1, a.taints.size());
        assertEquals(Set.of("ORDERS"), b.fleet.keySet());
        a.beat("ORDERS");
        assertEquals(1, bench.store().untaint("ORDERS"));
        a.beat("ORDERS");
        b.beat("ORDERS");
        assertEquals(List.of(), a.taints);
        assertEquals(Set.of(), b.fleet.keySet());
    }

    @Test
    void aTaintThatItsInstanceTakesOffIsTakenOutOfTheRegister() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "it had to be"));
        a.beat("ORDERS");
        a.taints.clear();
        a.beat("ORDERS");
        assertEquals(Set.of(), tainted(false));
    }

    @Test
    void tablesThatAreDroppedAreMadeAnewWithAllTaints() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "it had to be"));
        a.beat("ORDERS");
        a.beat("ORDERS");
        bench.execute("DROP TABLE shunt_control, shunt_instance, shunt_taint, shunt_verified");
        for (int i = 0; i < 30 && !(a.heartbeat.state().registered() && i > 0); i++) {
            try {
                a.beat("ORDERS");
            } catch (SQLException e) {
                a.heartbeat.failed(e);
            }
        }
        assertEquals(Set.of("ORDERS"), tainted(false));
        assertEquals(1, a.taints.size());
    }

    @Test
    void aTaintThatDiedInMemoryStaysInTheRegister() throws SQLException {
        Someone a = bench.instance("a", "1", "memory");
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "it had to be"));
        a.beat("ORDERS");
        Someone again = bench.instance("a", "2", "memory");
        again.beat("ITEM");
        again.beat("ITEM");
        assertEquals(Set.of("ORDERS"), tainted(false));
        assertTrue(again.fleet.containsKey("ORDERS"));
    }

    @Test
    void whatOneInstanceTaintsIsTaintedForTheOthers() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.patient("b", "1", "file");
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "it had to be"));
        a.beat("ORDERS");
        b.beat("ORDERS");
        assertEquals("it had to be", b.fleet.get("ORDERS").by());
        a.beat("ORDERS");
        assertEquals(Set.of(), a.fleet.keySet(), "its own it has");
    }

    @Test
    void onlyWhatBeganBeforeTheLastLookIsSettled() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.report = new Report(true, Set.of("ORDERS"), 10, 1, 0, 0, 0, "{}");
        a.heartbeat.beat(Set.of());
        assertEquals(0, a.settled);
        a.beat("ORDERS");
        assertEquals(1, a.settled);
    }

    @Test
    void anUncleanInstanceThatIsGoneTaintsWhatItMirrored() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.instance("b", "1", "file");
        a.beat("ORDERS", "ITEM");
        b.beat("ORDERS");
        assertEquals(Set.of(), tainted(true));
        bench.silent("a", LONG);
        b.beat("ORDERS");
        assertEquals(Set.of("ORDERS", "ITEM"), tainted(true));
        assertEquals(Set.of("ORDERS", "ITEM"), b.fleet.keySet());
        assertTrue(b.fleet.get("ITEM").by().contains("instance a"), () -> b.fleet.toString());
    }

    @Test
    void aCleanInstanceThatIsGoneTaintsNothing() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.instance("b", "1", "file");
        b.beat("ORDERS");
        a.beat();
        bench.silent("a", LONG);
        b.beat("ORDERS");
        assertEquals(Set.of(), tainted(true));
    }

    @Test
    void anInstanceThatWasOnlySilentTakesTheTaintsBack() throws SQLException {
        Someone a = bench.patient("a", "1", "memory");
        Someone b = bench.instance("b", "1", "file");
        a.beat("ORDERS");
        bench.silent("a", LONG);
        b.beat("ORDERS");
        assertEquals(Set.of("ORDERS"), tainted(true));
        a.beat("ORDERS");
        assertEquals(Set.of(), tainted(true));
        b.beat("ORDERS");
        assertEquals(Set.of(), b.fleet.keySet());
        bench.silent("a", LONG);
        b.beat("ORDERS");
        assertEquals(Set.of("ORDERS"), tainted(true), "its death is noticed all the same");
    }

    @Test
    void anInstanceThatComesBackWithItsJournalTakesTheTaintsBackOnceItIsDrained() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.instance("b", "1", "file");
        a.beat("ORDERS");
        bench.silent("a", LONG);
        b.beat("ORDERS");
        Someone again = bench.instance("a", "2", "file");
        again.recovered = false;
        again.beat();
        again.heartbeat.beat(Set.of());
        assertEquals(Set.of("ORDERS"), tainted(true));
        assertFalse(member("a").clean(), "its journal is not drained yet");
        again.recovered = true;
        again.beat("ITEM");
        assertEquals(Set.of(), tainted(true));
        assertEquals(Set.of("ITEM"), member("a").mirrored());
    }

    @Test
    void anInstanceWhoseJournalDiedWithItTaintsWhatItMirroredBefore() throws SQLException {
        bench.patient("a", "1", "memory").beat("ORDERS");
        bench.silent("a", LONG);
        Someone again = bench.instance("a", "2", "memory");
        again.beat("ITEM");
        again.beat("ITEM");
        assertEquals(Set.of("ORDERS"), tainted(true), "seen by nobody, and yet said");
        assertEquals(Set.of("ORDERS"), again.fleet.keySet());
    }

    @Test
    void aDeadOutboxTaintsNothingForAnyoneCanReadIt() throws SQLException {
        Someone b = bench.instance("b", "1", "file");
        bench.patient("a", "1", "outbox").beat("ORDERS");
        bench.silent("a", LONG);
        b.beat("ORDERS");
        assertEquals(Set.of(), tainted(true));
    }

    @Test
    void aCopiedStateDirectoryIsSaid() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.beat("ORDERS");
        Someone copy = bench.patient("a", "2", "file");
        bench.silent("a", Duration.ofSeconds(2));
        copy.beat("ORDERS");
        assertTrue(
                copy.heartbeat.state().problem().contains("lease"),
                () -> copy.heartbeat.state().toString());
        a.beat("ORDERS");
        copy.beat("ORDERS");
        assertFalse(copy.heartbeat.state().registered());
        assertTrue(
                copy.heartbeat.state().problem().contains("copied"),
                () -> copy.heartbeat.state().toString());
        assertEquals("1", member("a").self().run());
    }

    @Test
    void whoLeavesWithRowsPendingIsNotSaidToHaveDied() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.instance("b", "1", "file");
        a.beat("ORDERS");
        b.beat("ORDERS");
        a.nothingLeft = false;
        a.report = new Report(true, Set.of("ORDERS"), 10, 0, 0, 3, 900, "{\"begun\":true}");
        assertFalse(a.heartbeat.leave());
        assertTrue(member("a").left() && member("a").says(Heartbeat.BEGUN));
        bench.silent("a", LONG);
        b.beat("ORDERS");
        String by = b.fleet.get("ORDERS").by();
        assertTrue(by.startsWith("instance a on host host-1 left with 3 rows pending; restart it"), by);
        bench.instance("a", "2", "file").beat("ORDERS");
        assertFalse(member("a").left(), "it is back");
        bench.silent("a", LONG);
        b.beat("ORDERS");
        assertTrue(bench.store().taints().stream()
                .anyMatch(taint -> taint.run().equals("2") && taint.taint().by().contains("died unclean")));
    }

    @Test
    void anOrderlyStopTakesTheRowAway() throws SQLException {
        Someone a = bench.instance("a", "1", "file");
        a.beat("ORDERS");
        a.heartbeat.leave();
        assertEquals(List.of(), members());
    }

    @Test
    void anInstanceThatWasForgottenRegistersAgain() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.beat("ORDERS");
        assertTrue(bench.store().forget(member("a")));
        a.beat("ORDERS");
        assertFalse(a.heartbeat.told(Set.of("ORDERS")));
        a.beat("ORDERS");
        assertTrue(a.heartbeat.told(Set.of("ORDERS")));
        assertFalse(member("a").clean());
    }

    @Test
    void afterAHeartbeatThatFailedNothingCountsAsToldUntilTheNext() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.beat("ORDERS");
        assertTrue(a.heartbeat.told(Set.of("ORDERS")));
        a.heartbeat.failed(new SQLException("a broken connection", "08S01"));
        assertFalse(a.heartbeat.told(Set.of("ORDERS")));
        a.beat("ORDERS");
        assertTrue(a.heartbeat.told(Set.of("ORDERS")));
    }

    @Test
    void whoTakesItsRowBackFromAnotherRunTellsAllOfItself() throws SQLException {
        Someone a = bench.instance("a", "1", "file");
        a.beat("ORDERS");
        bench.execute("UPDATE shunt_instance SET run = '2', clean = 1, mirrored = ''"); // a copy that has come and gone
        bench.silent("a", LONG);
        a.beat("ORDERS");
        a.beat("ORDERS");
        assertFalse(member("a").clean());
        assertEquals(Set.of("ORDERS"), member("a").mirrored());
    }

    @Test
    void withoutRightsItSaysWhatIsMissing() throws SQLException {
        bench.execute("CREATE USER app PASSWORD 'x'");
        bench.database.setUser("app");
        bench.database.setPassword("x");
        Someone a = bench.instance("a", "1", "file");
        try {
            a.beat("ORDERS");
        } catch (SQLException e) {
            a.heartbeat.failed(e);
        }
        assertTrue(
                a.heartbeat.state().problem().contains("--print-sql"),
                () -> a.heartbeat.state().toString());
        for (String sql : ControlTables.ddl(Dialect.H2)) {
            bench.execute(sql);
        }
        for (String sql : ControlTables.grants(null, "app", List.of())) {
            bench.execute(sql);
        }
        for (int i = 0; i <= 10; i++) {
            a.beat("ORDERS");
        }
        assertTrue(a.heartbeat.state().registered());
    }

    private Member member(String id) throws SQLException {
        Member member = bench.store().member(id);
        assertNotNull(member);
        return member;
    }

    @Test
    void whoHasLeftIsBackUncleanWhileItHasSomethingToBring() throws Exception {
        Someone a = bench.instance("a", "1", "file");
        Register register = new Register(a.self, a, bench.database, () -> LONG, () -> LONG, new Fence());
        register.start();
        assertTrue(register.mirrors(Set.of("ORDERS"), LONG));
        register.leave();
        assertEquals(List.of(), members());
        a.nothingLeft = false; // other exit hooks go on writing
        await().atMost(LONG).until(() -> members().stream()
                .anyMatch(member -> !member.clean() && member.mirrored().equals(Set.of("ORDERS"))));
        a.nothingLeft = true;
        await().atMost(LONG).until(() -> members().isEmpty());
        register.close();
    }
}
