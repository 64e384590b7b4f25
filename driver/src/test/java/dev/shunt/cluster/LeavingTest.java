package dev.shunt.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.cluster.FleetBench.Someone;
import dev.shunt.journal.Taint;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the register knows of an instance that has stopped in good order. */
class LeavingTest {
    private static final Taint CALL = new Taint("ORDERS", Instant.EPOCH, "a call");

    private FleetBench bench;
    private Someone a;

    @BeforeEach
    void open() throws SQLException {
        bench = new FleetBench();
        a = bench.patient("a", "1", "file");
        a.beat("ORDERS");
        a.beat("ORDERS");
    }

    @AfterEach
    void close() throws SQLException {
        a.heartbeat.close();
        bench.close();
    }

    private List<String> tainted() throws SQLException {
        return bench.store().taints().stream()
                .map(taint -> taint.taint().table())
                .toList();
    }

    @Test
    void theFleetKnowsATaintThatCameAfterTheLastHeartbeat() throws SQLException {
        a.taints.add(CALL);
        assertTrue(a.heartbeat.leave());
        assertEquals(List.of("ORDERS"), tainted());
        assertEquals(List.of(), bench.store().members());
    }

    @Test
    void whoCannotTellItsLastTaintsLeavesItsRow() throws SQLException {
        a.taints.add(CALL);
        bench.execute("ALTER TABLE shunt_taint RENAME TO elsewhere");
        assertThrows(SQLException.class, a.heartbeat::leave);
        assertEquals(1, bench.store().members().size());
        bench.execute("ALTER TABLE elsewhere RENAME TO shunt_taint");
        assertTrue(a.heartbeat.leave());
        assertEquals(List.of("ORDERS"), tainted());
    }

    @Test
    void whoHasLeftComesBackToTellATaint() throws SQLException {
        assertTrue(a.heartbeat.leave());
        a.taints.add(CALL);
        assertFalse(a.heartbeat.leave());
        assertTrue(a.heartbeat.leave());
        assertEquals(List.of("ORDERS"), tainted());
        assertEquals(List.of(), bench.store().members());
        assertTrue(a.heartbeat.leave(), "it is told once");
    }

    @Test
    void whoComesBackTellsThatATableWasTaintedAgain() throws SQLException {
        a.taints.add(CALL);
        a.taintings = 1;
        assertTrue(a.heartbeat.leave());
        bench.execute("UPDATE shunt_taint SET since = 7"); // a verification began after that
        a.taintings = 2;
        assertFalse(a.heartbeat.leave());
        assertTrue(bench.store().taints().get(0).taint().since().toEpochMilli() > 7);
    }

    @Test
    void theRowIsTakenAwayThoughTheLastHeartbeatHasFailed() throws SQLException {
        a.heartbeat.failed(new SQLException("a broken connection", "08S01"));
        assertTrue(a.heartbeat.leave());
        assertEquals(List.of(), bench.store().members());
    }

    @Test
    void whoComesBackIsUncleanFromItsFirstStatementOn() throws SQLException {
        assertTrue(a.heartbeat.leave());
        a.nothingLeft = false;
        bench.execute("CREATE TRIGGER kills BEFORE UPDATE ON shunt_instance FOR EACH ROW CALL '"
                + LeavingTest.Killed.class.getName() + "'");
        assertThrows(SQLException.class, a.heartbeat::leave);
        Member back = bench.store().members().get(0);
        assertFalse(back.clean());
        assertEquals(Set.of("ORDERS"), back.mirrored());
    }

    /** The instance dies before it can change its row. */
    public static final class Killed implements org.h2.api.Trigger {
        @Override
        public void fire(java.sql.Connection connection, Object[] before, Object[] after) throws SQLException {
            throw new SQLException("killed");
        }
    }
}
