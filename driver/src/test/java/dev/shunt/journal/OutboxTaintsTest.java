package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.cluster.Fleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rows of several instances that say of the same table that it is tainted. */
class OutboxTaintsTest extends OutboxBed {
    private List<String> owners() throws SQLException {
        return outbox("instance", "kind = 2");
    }

    @Test
    void anAcquittalTakesAwayNoTaintOfAnother() throws Exception {
        Journal a = instance("a");
        Journal b = instance("b");
        a.taint("t", "a call");
        b.suspect("t", "nonsense");
        assertEquals(2, owners().size(), "each has a row of its own");
        b.acquit("t");
        b.flush();
        assertEquals(List.of(a.name()), owners());
    }

    @Test
    void aTaintRightBehindAnAcquittalIsInTheTable() throws Exception {
        Journal a = instance("a");
        for (int i = 1; i <= 5; i++) {
            String table = "t" + i;
            a.suspect(table, "nonsense");
            a.acquit(table);
            a.taint(table, "a call");
            a.flush();
            assertEquals(i, owners().size());
        }
    }

    /** Who has marked it may have written since, and be lost with its disk before the register knows of that. */
    @Test
    void whoFindsATableEqualTakesAwayNoTaintOfAnother() throws Exception {
        Journal a = instance("a");
        Journal b = instance("b");
        a.taint("t", "a call");
        b.taint("t", "a call");
        b.clear("t");
        b.flush();
        assertEquals(List.of(a.name()), owners());
        b.taint("t", "again");
        b.flush();
        assertEquals(2, owners().size());
        assertTrue(a.tainted("t"));
    }

    @Test
    void aVerificationTakesOffWhatInstancesThatAreGoneHaveMarkedBefore() throws Exception {
        Journal a = instance("a");
        Journal b = instance("b");
        a.taint("t", "a call");
        b.taint("t", "a call");
        b.taint("u", "a call");
        try (Connection connection = primary.getConnection()) {
            OutboxTaints.clear(connection, "t", 1, name -> true);
            assertEquals(3, owners().size(), "it began before that");
            OutboxTaints.clear(connection, "t", Long.MAX_VALUE, b.name()::equals);
            assertEquals(Set.of(a.name(), b.name()), Set.copyOf(owners()));
            assertEquals(2, owners().size());
            execute("DROP TABLE shunt_outbox");
            OutboxTaints.clear(connection, "t", Long.MAX_VALUE, name -> true);
        }
    }

    @Test
    void whoWasHeardOfWhenTheVerificationBeganIsNotGone() throws Exception {
        Journal a = instance("a");
        Journal b = instance("b");
        a.taint("t", "a call");
        b.taint("t", "a call");
        try (Connection connection = primary.getConnection()) {
            Fleet.taint(connection, "somebody", "t", "a call");
            long began = Fleet.clock(connection) + 1;
            registered(a, began - 121_000);
            registered(b, began - 119_000);
            assertEquals(1, Fleet.untaint(connection, "t", began));
            assertEquals(List.of(b.name()), owners());
            execute("UPDATE shunt_instance SET heartbeat = heartbeat + 3600000 WHERE id = '" + b.name() + "'");
            Fleet.untaint(connection, "t");
            assertEquals(List.of(b.name()), owners());
            execute("DELETE FROM shunt_instance");
            Fleet.untaint(connection, "t");
            assertEquals(List.of(), owners());
        }
    }

    @Test
    void whatWasMarkedByWhoIsForgottenMeanwhileStays() throws Exception {
        Journal a = instance("a");
        a.taint("t", "a call");
        try (Connection connection = primary.getConnection()) {
            Fleet.taint(connection, a.name(), "t", "a call");
            long began = Fleet.clock(connection) + 1;
            registered(a, began - 121_000);
            Fleet fleet = Objects.requireNonNull(Fleet.read(connection));
            await().until(() -> Fleet.clock(connection) > began);
            Fleet.forget(connection, Objects.requireNonNull(fleet.member(a.name())));
            assertEquals(0, Fleet.untaint(connection, "t", began));
            assertEquals(List.of(a.name()), owners());
        }
    }

    private void registered(Journal journal, long heartbeat) throws SQLException {
        execute("INSERT INTO shunt_instance VALUES ('" + journal.name()
                + "', '1', 'here', 1, '1', '/state', 'outbox', 0, " + heartbeat + ", 0, 0, '', 0, 0, 0, 0, '{}')");
    }
}
