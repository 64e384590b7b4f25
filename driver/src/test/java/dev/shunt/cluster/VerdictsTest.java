package dev.shunt.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.cluster.FleetBench.Someone;
import dev.shunt.journal.Taint;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a table counts as verified for the fleet, by what heartbeats exchange. */
class VerdictsTest {
    private FleetBench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new FleetBench();
    }

    @AfterEach
    void close() throws SQLException {
        bench.close();
    }

    private static Compared compared(String table) {
        return new Compared(table, System.nanoTime(), 7);
    }

    @Test
    void aTableThatOneInstanceHasComparedIsVerifiedForAll() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.patient("b", "1", "file");
        a.beat("ORDERS");
        a.compared.add(compared("ORDERS"));
        a.beat("ORDERS");
        b.beat("ORDERS");
        assertEquals(List.of(), a.compared, "it is recorded");
        assertEquals(Set.of("ORDERS"), a.verified.keySet());
        Verification seen = b.verified.get("ORDERS");
        assertEquals(7, seen.rows());
        assertTrue(seen.by().contains("instance a") && seen.ageMillis() < 100_000, seen::toString);
    }

    @Test
    void whoMayHaveLetWritesGoBySinceVoidsIt() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone b = bench.patient("b", "1", "file");
        a.compared.add(compared("ORDERS"));
        a.beat("ORDERS");
        b.mirroredSince = System.nanoTime();
        b.beat("ORDERS");
        a.beat("ORDERS");
        assertEquals(Set.of(), a.verified.keySet());
        assertEquals(Set.of(), b.verified.keySet());
        b.mirroredSince -= Duration.ofDays(1).toNanos();
        a.beat("ORDERS");
        assertEquals(Set.of(), a.verified.keySet(), "it stays void");
    }

    @Test
    void aTaintVoidsWhatWasComparedBeforeAndNotWhatIsComparedAfterwards() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.compared.add(compared("ORDERS"));
        a.beat("ORDERS");
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "it had to be"));
        a.beat("ORDERS");
        a.beat("ORDERS");
        assertEquals(Set.of(), a.verified.keySet());
        assertEquals(1, bench.store().untaint("ORDERS"));
        a.beat("ORDERS");
        assertEquals(Set.of(), a.verified.keySet(), "the mark is off, and nobody has compared it since");
        a.taints.add(new Taint("ORDERS", Instant.EPOCH, "again"));
        a.beat("ORDERS");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> bench.store().verifications().now() - taintedAt() > 10);
        a.compared.add(compared("ORDERS"));
        a.beat("ORDERS");
        bench.store().untaint("ORDERS");
        a.beat("ORDERS");
        assertEquals(Set.of("ORDERS"), a.verified.keySet());
    }

    private long taintedAt() throws SQLException {
        return bench.store().taints().get(0).taint().since().toEpochMilli();
    }

    @Test
    void besideAnInstanceThatMirrorsNothingNothingIsVerified() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone rest = bench.patient("rest", "1", "file");
        a.beat("ORDERS");
        Verifications outside = bench.store().verifications();
        long began = outside.now() - 1;
        for (int i = 0; i <= 10; i++) {
            rest.beat();
        }
        assertFalse(outside.record("ORDERS", began, 7, "somebody"), "it began before that one wrote its last");
        rest.heartbeat.leave();
        await().atMost(Duration.ofSeconds(60)).until(() -> outside.now() - began > 10);
        assertTrue(outside.record("ORDERS", outside.now(), 7, "somebody"));
        a.beat("ORDERS");
        assertEquals(Set.of("ORDERS"), a.verified.keySet());
    }

    @Test
    void whoMirrorsNothingVoidsAsItLeavesWhatBeganBeforeItsLastWrite() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        Someone rest = bench.patient("rest", "1", "file");
        a.beat("ORDERS");
        rest.beat();
        Verifications outside = bench.store().verifications();
        long voided = outside.allVoided();
        await().atMost(Duration.ofSeconds(60)).until(() -> outside.now() > voided);
        long began = outside.now();
        assertTrue(rest.heartbeat.leave());
        assertFalse(outside.record("ORDERS", began, 7, "somebody"));
        assertTrue(a.heartbeat.leave());
        await().atMost(Duration.ofSeconds(60)).until(() -> outside.now() > outside.allVoided());
        assertTrue(outside.record("ORDERS", outside.now(), 7, "somebody"));
    }

    @Test
    void aVerificationOfAnotherReignDoesNotCount() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.compared.add(compared("ORDERS"));
        a.beat("ORDERS");
        bench.execute("UPDATE shunt_control SET epoch = 2");
        a.beat("ORDERS");
        assertEquals(Set.of(), a.verified.keySet());
    }

    @Test
    void aRegisterFromBeforeThereWereVerificationsIsMadeWhole() throws SQLException {
        Someone a = bench.patient("a", "1", "file");
        a.beat("ORDERS");
        bench.execute("DROP TABLE shunt_verified");
        a.beat("ORDERS");
        a.compared.add(compared("ORDERS"));
        a.beat("ORDERS");
        assertEquals(Set.of("ORDERS"), a.verified.keySet());
        assertNull(a.heartbeat.state().problem());
    }
}
