package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.FaultyStore.Work;
import dev.shunt.journal.Taint;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An error between a record and its end, where the stack or the memory is used up, leaves nothing under way for ever. */
class TrackerErrorsTest extends TrackerBed {
    private static final Set<String> ALL = Set.of("T", "MADE");
    private static final String GIVEN = "UPDATE t SET v = 2 WHERE id = 1";
    private static final String ASKED = "UPDATE t SET v = 3 WHERE grp = 1";
    private static final String GENERATED = "INSERT INTO made(v) VALUES (7)";

    TrackerErrorsTest() throws Exception {}

    /** What it says of itself cannot be read: an error in the midst of looking at it. */
    private static final class Unreadable extends SQLException {
        private static final long serialVersionUID = 1;

        @Override
        public String getSQLState() {
            throw new StackOverflowError();
        }
    }

    private void assertInDoubt(String table) {
        assertFalse(journal.underway(ALL).getAsBoolean(), "it has come to an end");
        assertEquals(1, journal.queue().strains().get(table).inDoubt());
    }

    @Test
    void anErrorOfTheDriverLeavesAWriteInAutoCommitInDoubt() {
        Execution.Call<Integer> overflow = () -> {
            throw new StackOverflowError();
        };
        assertThrows(StackOverflowError.class, () -> write(GIVEN, false, overflow));
        assertInDoubt("T");
        assertThrows(StackOverflowError.class, () -> write(GENERATED, false, overflow));
        assertInDoubt("MADE");
    }

    @Test
    void anErrorInTheLookAtAFailedWriteLeavesItInDoubt() {
        assertThrows(
                StackOverflowError.class,
                () -> write(GIVEN, false, () -> {
                    throw new Unreadable();
                }));
        assertInDoubt("T");
    }

    @Test
    void anErrorInTheLookAtAFailedCommitLeavesItInDoubt() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction(GIVEN);
        Execution.Action failing = () -> {
            throw new Unreadable();
        };
        assertThrows(StackOverflowError.class, () -> tracker.commit(config, failing, true));
        assertInDoubt("T");
    }

    @Test
    void anErrorOfTheJournalTaintsAndIsNoneOfTheApplications() throws Exception {
        store.fails(Work.RECORD);
        write(GIVEN);
        assertEquals(Set.of("T 1"), pending());
        assertTrue(journal.tainted("T"));
        journal.clear("T");
        write(ASKED);
        assertEquals(Set.of("T 1", "T 2"), pending());
        assertTrue(journal.tainted("T"));
        connection.setAutoCommit(false);
        writeInTransaction("INSERT INTO made VALUES (3, 3)");
        tracker.commit(config, connection::commit, true);
        assertEquals(Set.of("MADE 3"), pending());
        assertTrue(journal.tainted("MADE"));
        assertFalse(journal.underway(ALL).getAsBoolean());
    }

    @Test
    void whereTheRowsCannotBePutInThePlaceOfTheirTableItIsWalked() throws Exception {
        store.fails(Work.NARROW);
        write(GENERATED);
        assertEquals(Set.of("walk MADE"), pending());
        assertFalse(journal.underway(ALL).getAsBoolean());
    }

    @Test
    void anErrorInFindingTheRowsOfAWriteCostsAWalk() throws Exception {
        try (Statement statement = connection.createStatement()) {
            int count = tracker.write(new Execution<>(
                    config,
                    List.of(item(ASKED)),
                    statement,
                    null,
                    false,
                    false,
                    () -> sql(ASKED),
                    affected -> {
                        throw new AssertionError("a test");
                    },
                    () -> {}));
            assertEquals(2, count);
        }
        assertTrue(pending().contains("walk T"));
    }

    @Test
    void whatCannotBeSettledTaints() throws Exception {
        store.fails(Work.COMMITTED);
        write(GIVEN);
        write(GENERATED);
        assertFalse(journal.underway(ALL).getAsBoolean());
        assertEquals(
                List.of(Taint.EVERY_TABLE),
                journal.taints().stream().map(Taint::table).toList());
    }

    @Test
    void whereNotEvenATaintCanBeMadeTheStatementDoesNotRun() throws Exception {
        store.fails(Work.RECORD, Work.TAINT);
        assertThrows(StackOverflowError.class, () -> write("DELETE FROM t WHERE id = 1"));
        assertFalse(journal.underway(ALL).getAsBoolean());
        assertEquals(1, sql("UPDATE t SET v = v WHERE id = 1"), "it is there");
    }

    @Test
    void aDriverThatThrowsOneExceptionForEverLeavesAWriteInDoubtAndIsNotHidden() throws Exception {
        SQLException lost = new SQLException("the connection is gone", "08S01");
        AtomicBoolean gone = new AtomicBoolean();
        tracker = mirroring.track((Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, with) -> {
                    if (gone.get()) {
                        throw lost;
                    }
                    return method.invoke(connection, with);
                }));
        Execution.Call<Integer> last = () -> {
            gone.set(true);
            throw lost;
        };
        assertSame(lost, assertThrows(SQLException.class, () -> write(ASKED, false, last)));
        assertEquals(0, lost.getSuppressed().length);
        assertInDoubt("T");
    }

    @Test
    void aFaultInThePlanOfAWriteIsNoReasonToTouchTablesThatAreNotMirrored() throws Exception {
        for (String table : List.of("t", "made", "parent")) {
            sql("CREATE TRIGGER of_" + table + " AFTER UPDATE ON " + table
                    + " FOR EACH ROW CALL 'dev.shunt.mirror.TrackerTest$Nothing'");
        }
        tables.load();
        store.fails(Work.TAINT);
        String sql = "UPDATE t, child, made, parent SET t.v = 2, child.p = 2, made.v = 2, parent.id = 2";
        try (Statement statement = connection.createStatement()) {
            Writing writing = mirroring.plan(
                    execution("tables=t, child, parent\ntable.parent.mirror=external\n", sql, statement));
            assertEquals(1L, fence.counts().get("planning the keys of a write"));
            assertEquals(Set.of("T", "CHILD"), writing.written().tables());
            assertEquals(Map.of(), writing.written().keys());
            assertTrue(writing.external().contains("PARENT"));
            assertFalse(writing.external().contains("MADE"));
        }
    }

    @Test
    void anErrorInTheWaitForASyncIsNoneOfTheApplications() throws Exception {
        breaker.onlyWhile(() -> {
            throw new StackOverflowError();
        });
        try (Statement statement = connection.createStatement()) {
            assertEquals(1, tracker.write(execution("table.t.mirror=sync\n", GIVEN, statement)));
        }
        assertTrue(journal.behind("T"), "the application knows of it");
        assertEquals(Set.of("waiting for the sync of a commit"), fence.counts().keySet());
    }
}
