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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true"})
    void whatWasMarkedByWhoIsForgottenMeanwhileStays(boolean told, boolean clean) throws Exception {
        Journal a = instance("a");
        a.taint("t", "a call");
        try (Connection connection = primary.getConnection()) {
            Fleet.taint(connection, told ? a.name() : "another", "t", "a call");
            long began = Fleet.clock(connection) + 1;
            registered(a, began - 2_000);
            execute("UPDATE shunt_instance SET mirrored = 'mirrored', clean = " + (clean ? 1 : 0));
            Fleet fleet = Objects.requireNonNull(Fleet.read(connection));
            await().atMost(60, TimeUnit.SECONDS).until(() -> Fleet.clock(connection) > began);
            a.taint("t", "a call that the register is not told of");
            Fleet.forget(connection, Objects.requireNonNull(fleet.member(a.name())));
            assertEquals(told ? 0 : 1, Fleet.untaint(connection, "t", began));
            assertEquals(List.of(a.name()), owners());
            Set<String> tainted = Objects.requireNonNull(Fleet.read(connection)).taints().stream()
                    .map(mark -> mark.taint().table())
                    .collect(Collectors.toSet());
            assertEquals(clean ? Set.of("t") : Set.of("t", "mirrored"), tainted);
        }
    }

    private void registered(Journal journal, long heartbeat) throws SQLException {
        execute("INSERT INTO shunt_instance VALUES ('" + journal.name()
                + "', '1', 'here', 1, '1', '/state', 'outbox', 0, " + heartbeat + ", 0, 0, '', 0, 0, 0, 0, '{}')");
    }
}
