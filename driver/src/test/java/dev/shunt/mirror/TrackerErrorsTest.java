package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Config;
import dev.shunt.journal.FaultyStore.Work;
import dev.shunt.journal.Taint;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
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
    void anErrorInTheWaitForASyncIsNoneOfTheApplications() throws Exception {
        Config sync = Config.parse(
                Path.of("shunt.properties"), "source.url=jdbc:h2:mem:a\ntarget.url=jdbc:h2:mem:b\nmirror=sync\n");
        breaker.onlyWhile(() -> {
            throw new StackOverflowError();
        });
        try (Statement statement = connection.createStatement()) {
            int count = tracker.write(new Execution<>(
                    sync,
                    List.of(item(GIVEN)),
                    statement,
                    null,
                    false,
                    false,
                    () -> sql(GIVEN),
                    affected -> new long[] {affected},
                    () -> {}));
            assertEquals(1, count);
        }
        assertTrue(journal.behind("T"), "the application knows of it");
        assertEquals(Set.of("waiting for the sync of a commit"), fence.counts().keySet());
    }
}
