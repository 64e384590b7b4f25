package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
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

    @Test
    void aVerificationTakesOffWhatAnybodyHasMarked() throws Exception {
        Journal a = instance("a");
        Journal b = instance("b");
        a.taint("t", "a call");
        b.taint("t", "a call");
        a.taint("u", "a call");
        b.clear("t");
        b.flush();
        assertEquals(List.of(a.name()), owners());
        b.taint("t", "again");
        b.flush();
        assertEquals(2, owners().size());
        assertTrue(a.tainted("t"));
    }
}
