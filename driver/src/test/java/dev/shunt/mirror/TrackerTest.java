package dev.shunt.mirror;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Batch;
import dev.shunt.journal.FaultyStore;
import dev.shunt.sql.TableName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the ends of a transaction, and failures of its statements, leave to be synced. */
class TrackerTest extends TrackerBed {
    TrackerTest() throws Exception {}

    @Test
    void anAutoCommitWriteIsSyncedAtOnce() throws Exception {
        write("UPDATE t SET v = 2 WHERE id = 1");
        write("UPDATE t SET v = 3 WHERE grp = 1");
        write("INSERT INTO made(v) VALUES (7), (8)");
        assertEquals(Set.of("T 1", "T 2", "MADE 1", "MADE 2"), pending());
        assertTrue(connection.getAutoCommit());
    }

    @Test
    void anAutoCommitWriteThatProvablyDidNothingLeavesNothing() throws Exception {
        assertThrows(SQLException.class, () -> write("INSERT INTO t VALUES (1, 1, 1)"));
        assertThrows(SQLException.class, () -> write("UPDATE t SET v = 200 WHERE grp = 1"));
        assertEquals(Set.of(), pending());
    }

    @Test
    void anAutoCommitWriteWhoseAnswerWasLostIsInDoubt() throws Exception {
        assertThrows(SQLException.class, () -> write("UPDATE t SET v = 2 WHERE id = 1", false, lost()));
        assertDoubtUntilTheSessionIsOver();
    }

    private Batch assertDoubtUntilTheSessionIsOver() throws Exception {
        journal.doubts().look(source);
        assertNull(journal.queue().take(10, 0), "its session may still commit it");
        connection.close();
        Batch[] batch = new Batch[1];
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            journal.doubts().look(source);
            batch[0] = journal.queue().take(10, 0);
            return batch[0] != null;
        });
        assertTrue(batch[0].inDoubt());
        assertEquals(List.of(), journal.taints());
        return batch[0];
    }

    @Test
    void whatCommitsByItselfIsRecordedBeforeItRuns() throws Exception {
        List<Long> recorded = new ArrayList<>();
        for (String sql : List.of(
                "INSERT INTO t VALUES (7, 1, 1)",
                "UPDATE t SET v = 2 WHERE id = 1",
                "INSERT INTO made(v) VALUES (7)")) {
            try (Statement statement = connection.createStatement()) {
                run(sql, false, statement, () -> {
                    recorded.add(journal.state().intents());
                    return statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS);
                });
            }
            pending();
        }
        assertEquals(List.of(1L, 1L, 1L), recorded, "a process that dies right after its statement has left it");
        assertEquals(0, journal.state().intents());
    }

    @Test
    void whatATransactionWroteIsRecordedBeforeItsCommit() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        assertEquals(0, journal.state().intents());
        tracker.commit(config, () -> assertEquals(1, journal.state().intents()), true);
    }

    @Test
    void aTransactionIsSyncedWhenItCommitsAndNotBefore() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        writeInTransaction("UPDATE t SET v = 3 WHERE grp = 2");
        assertEquals(Set.of(), pending());
        tracker.commit(config, connection::commit, true);
        assertEquals(Set.of("T 1", "T 3"), pending());
        assertFalse(tracker.hasWritten());
    }

    @Test
    void aFailedStatementOfATransactionKeepsItsKeys() throws Exception {
        connection.setAutoCommit(false);
        assertThrows(SQLException.class, () -> writeInTransaction("UPDATE t SET v = 200 WHERE id = 2"));
        tracker.commit(config, connection::commit, true);
        assertEquals(Set.of("T 2"), pending());
    }

    @Test
    void aRolledBackTransactionLeavesNothing() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        tracker.rollback(connection::rollback);
        tracker.commit(config, connection::commit, true);
        assertEquals(Set.of(), pending());
    }

    @Test
    void aRollbackThatFailsOrComesAfterAProcedureIsNotTrusted() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        assertThrows(SQLException.class, () -> tracker.rollback(() -> lost().run()));
        assertEquals(Set.of("T 1"), pending());
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 2");
        write("CALL something()", true, () -> 0);
        tracker.rollback(connection::rollback);
        assertEquals(Set.of("T 2"), pending());
    }

    @Test
    void aCommitWithAnUnknownEndIsInDoubtAndStillDueAtTheNextEnd() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        assertThrows(SQLException.class, () -> tracker.commit(config, () -> lost().run(), true));
        Batch batch = assertDoubtUntilTheSessionIsOver();
        assertTrue(tracker.hasWritten());
        tracker.closed();
        assertFalse(tracker.hasWritten());
        journal.queue().done(batch, List.of(), "");
        assertEquals(Set.of("T 1"), pending());
    }

    @Test
    void aCommitThatTheServerRefusesKeepsTheKeys() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        Execution.Action deadlock = () -> {
            throw new SQLException("Deadlock found", "40001", 1213);
        };
        assertThrows(SQLException.class, () -> tracker.commit(config, deadlock, true));
        assertEquals(Set.of("T 1"), pending());
        assertTrue(tracker.hasWritten());
    }

    @Test
    void anEndThatMayNotHaveEndedItIsOneOfTwo() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        tracker.commit(config, () -> {}, false);
        assertEquals(Set.of("T 1"), pending());
        tracker.commit(config, connection::commit, true);
        assertEquals(Set.of("T 1"), pending());
        assertFalse(tracker.hasWritten());
    }

    @Test
    void ddlThatFailsInsideATransactionStillHandsOverItsKeys() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        assertThrows(SQLException.class, () -> writeInTransaction("ALTER TABLE nowhere ADD COLUMN x INT"));
        assertTrue(tracker.hasWritten(), "whether it committed is not known");
        assertEquals(Set.of("T 1"), pending());
        tracker.commit(config, connection::commit, true);
        assertEquals(Set.of("T 1"), pending());
    }

    @Test
    void ddlInsideATransactionCommitsItAndTaintsItsTable() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        writeInTransaction("ALTER TABLE made ADD COLUMN x INT");
        assertTrue(pending().contains("T 1"));
        assertFalse(tracker.hasWritten());
        assertTrue(journal.tainted("MADE"));
        assertFalse(journal.tainted("T"));
    }

    @Test
    void aClosedConnectionLeavesItsOpenTransactionToBeSynced() throws Exception {
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        tracker.closed();
        assertEquals(Set.of("T 1"), pending());
    }

    @Test
    void whatCascadesIsWalked() throws Exception {
        sql("INSERT INTO parent VALUES (1)");
        sql("INSERT INTO child VALUES (1, 1)");
        write("DELETE FROM parent WHERE id = 1");
        assertEquals(Set.of("PARENT 1", "walk CHILD"), pending());
        write("INSERT INTO child VALUES (2, NULL)");
        assertEquals(Set.of("CHILD 2"), pending());
    }

    @Test
    void aChildOutOfScopeIsLeftAloneAndOneThatIsNotMirroredIsTainted() throws Exception {
        sql("INSERT INTO parent VALUES (1), (2)");
        deleteParent(1, "tables=parent\n");
        assertEquals(Set.of("PARENT 1"), pending());
        assertEquals(List.of(), journal.taints());
        deleteParent(2, "table.child.mirror=off\n");
        assertEquals(Set.of("PARENT 2"), pending());
        assertTrue(journal.tainted("CHILD"));
    }

    @Test
    void theChildrenOfATableWhoseShapeIsBeingReadAnewAreWalked() throws Exception {
        sql("INSERT INTO parent VALUES (1), (2)");
        tables.changed(List.of(new TableName(null, "parent")));
        write("DELETE FROM parent WHERE id = 1");
        assertTrue(pending().contains("walk CHILD"));
        tables.changed(List.of());
        deleteParent(2, "tables=child\n");
        assertEquals(Set.of("walk CHILD"), pending());
    }

    @Test
    void aMirroredChildIsWalkedThoughItsParentIsNotMirrored() throws Exception {
        sql("INSERT INTO parent VALUES (1), (2)");
        deleteParent(1, "tables=child\n");
        assertEquals(Set.of("walk CHILD"), pending());
        assertTrue(journal.begun(), "from now on a write that goes by taints");
        deleteParent(2, "table.parent.mirror=off\n");
        assertEquals(Set.of("walk CHILD"), pending());
    }

    private void deleteParent(int id, String settings) throws Exception {
        write("DELETE FROM parent WHERE id = " + id, settings);
    }

    private void write(String sql, String settings) throws Exception {
        try (Statement statement = connection.createStatement()) {
            tracker.write(execution(settings, sql, statement));
        }
    }

    @Test
    void aTableThatIsNotThereYetIsNamedAsItWillBe() throws Exception {
        write("INSERT INTO Orders VALUES (1)", true, () -> 0);
        tracker.closed();
        assertEquals(
                "ORDERS", Objects.requireNonNull(journal.queue().takeWalk(0)).table());
        write("CREATE TABLE Orders (id INT PRIMARY KEY)");
        tables.load();
        assertTrue(journal.tainted("ORDERS"), journal.taints()::toString);
        assertTrue(mirroring.tainted(new TableName(null, "orders")));
        journal.clear("ORDERS");
        assertEquals(List.of(), journal.taints());
    }

    @Test
    void whatMayHaveNoTransactionsIsRecordedBeforeItRunsAndStaysWhateverBecomesOfIt() throws Exception {
        Execution.Call<Integer> duplicate = () -> {
            throw new SQLException("Duplicate entry '2'", "23000", 1062);
        };
        assertThrows(SQLException.class, () -> write("INSERT INTO later VALUES (1), (2)", false, duplicate));
        assertEquals(Set.of("walk LATER"), pending(), "the first row may have stayed");
        connection.setAutoCommit(false);
        long[] recorded = new long[1];
        write("INSERT INTO later VALUES (1)", true, () -> {
            recorded[0] = journal.state().intents();
            return 1;
        });
        assertEquals(1, recorded[0], "a process may die long before the commit");
        assertNull(store.recordedOn(), "what an outbox has in the transaction is taken back with it");
        assertEquals(Set.of("walk LATER"), pending());
        tracker.rollback(connection::rollback);
        assertEquals(Set.of("walk LATER"), pending());
    }

    @Test
    void whateverAStatementThrowsItsRowsAreInDoubt() throws Exception {
        Execution.Call<Integer> broken = () -> {
            throw hidden(new IOException("thrown by a driver that hides it"));
        };
        assertThrows(IOException.class, () -> write("UPDATE t SET v = 2 WHERE id = 1", false, broken));
        assertDoubtUntilTheSessionIsOver();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> RuntimeException hidden(Exception error) throws E {
        throw (E) error;
    }

    @Test
    void aRecordThatCannotBeNarrowedStandsAndTheApplicationSeesNothingOfIt() throws Exception {
        store.fails(FaultyStore.Work.NARROW);
        write("INSERT INTO made(v) VALUES (7)");
        assertEquals(Set.of("walk MADE"), pending());
    }

    @Test
    void aSuspicionThatCannotBeTakenBackLeavesTheApplicationItsOwnException() throws Exception {
        store.fails(FaultyStore.Work.UNTAINT);
        SQLException refused = new SQLException("a syntax error", "42000", 1064);
        Execution.Call<Integer> call = () -> {
            throw refused;
        };
        assertSame(refused, assertThrows(SQLException.class, () -> write("MAKE everything better", false, call)));
    }

    @Test
    void aTextOfAKeyIsNotTrustedWhereTheSessionMayNotHaveItsCharacters() throws Exception {
        sql("CREATE TABLE word(k VARCHAR(10) PRIMARY KEY, v INT)");
        sql("CREATE INDEX word_v ON word(v)");
        sql("INSERT INTO word VALUES ('a?c', 2), ('abc', 3)");
        tables.load();
        tracker.session(Holds.NOTHING, true, false);
        write("INSERT INTO word VALUES ('plain', 1)");
        assertEquals(Set.of("WORD plain"), pending());
        write("INSERT INTO word VALUES ('\u0436', 1)");
        assertEquals(Set.of("walk WORD"), pending(), "a question mark may have been stored");
        write("UPDATE word SET v = 5 WHERE v = 2");
        assertEquals(Set.of("walk WORD"), pending(), "this may be what was read of another text");
        write("UPDATE word SET v = 5 WHERE v = 3");
        assertEquals(Set.of("WORD abc"), pending());
        tracker.session(Holds.NOTHING, true, null);
        write("INSERT INTO word VALUES ('\u0436\u0436', 1)");
        assertEquals(Set.of("WORD \u0436\u0436"), pending());
    }

    @Test
    void triggersTaintEveryTable() throws Exception {
        sql("CREATE TRIGGER noted AFTER UPDATE ON t FOR EACH ROW CALL 'dev.shunt.mirror.TrackerTest$Nothing'");
        tables.load();
        write("UPDATE t SET v = 2 WHERE id = 1");
        assertEquals(Set.of("T 1"), pending());
        assertTrue(journal.tainted("MADE"));
    }

    @Test
    void aRowThatComesBetweenTheQuestionAndTheWriteIsAskedForAgain() throws Exception {
        Execution.Call<Integer> late = () -> {
            other("INSERT INTO t VALUES (4, 1, 1)");
            return sql("UPDATE t SET v = 50 WHERE grp = 1");
        };
        write("UPDATE t SET v = 50 WHERE grp = 1", false, late);
        assertEquals(Set.of("T 1", "T 2", "T 4"), pending());
    }

    @Test
    void aRowThatComesBetweenTheQuestionAndADeleteMakesItRunAgain() throws Exception {
        int[] runs = {0};
        write("DELETE FROM t WHERE grp = 1", false, () -> {
            comesIn(runs, 1);
            return sql("DELETE FROM t WHERE grp = 1");
        });
        assertEquals(Set.of("T 1", "T 2", "T 10"), pending());
        assertEquals(2, runs[0]);
    }

    @Test
    void insideATransactionOnlyTheStatementIsTakenBackAndRunAgain() throws Exception {
        connection.setAutoCommit(false);
        sql("SAVEPOINT application");
        writeInTransaction("UPDATE t SET v = 7 WHERE id = 3");
        int[] runs = {0};
        write("UPDATE t SET grp = grp + 10 WHERE grp = 1", true, () -> {
            comesIn(runs, 3);
            return sql("UPDATE t SET grp = grp + 10 WHERE grp = 1");
        });
        tracker.commit(config, connection::commit, true);
        assertEquals(Set.of("T 1", "T 2", "T 3", "T 10", "T 11", "T 12"), pending());
        assertEquals(4, runs[0]);
        assertEquals(5, sql("UPDATE t SET v = v WHERE grp = 11"), "each moved once");
        assertEquals(1, sql("UPDATE t SET v = v WHERE v = 7"), "what came before was not taken back");
    }

    @Test
    void aStatementThatRowsKeepComingIntoStopsBeingRepeated() throws Exception {
        int[] runs = {0};
        write("DELETE FROM t WHERE grp = 1", false, () -> {
            comesIn(runs, Integer.MAX_VALUE);
            return sql("DELETE FROM t WHERE grp = 1");
        });
        assertEquals(Repeats.ATTEMPTS, runs[0]);
        assertTrue(pending().contains("walk T"));
    }

    @Test
    void aCountThatStaysOtherThanAskedForIsNoReasonToGoOn() throws Exception {
        int[] runs = {0};
        write("DELETE FROM t WHERE grp = 1", false, () -> {
            runs[0]++;
            return 5;
        });
        assertEquals(2, runs[0]);
        assertEquals(Set.of("walk T"), pending());
    }

    @Test
    void aQuestionThatWaitsInVainLeavesNothingAsTheStatementDoesNotRun() throws Exception {
        sql("SET LOCK_TIMEOUT 50");
        connection.setAutoCommit(false);
        try (Connection other = source.getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.executeUpdate("UPDATE t SET v = 2 WHERE id = 1");
            }
            assertThrows(SQLException.class, () -> writeInTransaction("DELETE FROM t WHERE grp = 1"));
            other.rollback();
        }
        tracker.commit(config, connection::commit, true);
        assertEquals(Set.of(), pending());
    }

    @Test
    void theReasonsOfRangesAreCounted() throws Exception {
        write("UPDATE t SET v = 2 WHERE grp = 1");
        write("UPDATE t SET v = 2 WHERE v = 1");
        RangeCounts.Counts t = mirroring.ranges().counts("T");
        assertEquals(1, t.asked());
        assertEquals(Map.of("a condition without an index (mirror.ask = indexed)", 1L), t.reasons());
    }

    @Test
    void aStatementWithOtherEffectsOrAStreamIsRunOnce() throws Exception {
        for (String sql : List.of("UPDATE t SET v = @n := 3 WHERE v = 1", "UPDATE t SET v = ? WHERE v = 1")) {
            connection.setAutoCommit(false);
            int[] runs = {0};
            write(sql, true, () -> {
                runs[0]++;
                return 1;
            });
            tracker.commit(config, connection::commit, true);
            assertEquals(1, runs[0], sql);
            assertEquals(Set.of("walk T"), pending(), sql);
        }
    }

    /** Another session inserts a row of the group, in the first runs. */
    private void comesIn(int[] runs, int times) throws SQLException {
        if (runs[0]++ < times) {
            other("INSERT INTO t VALUES (" + (9 + runs[0]) + ", 1, 1)");
        }
    }

    @Test
    void anInsertThatHitsTheRowOfAnotherUniqueValueNamesThatRow() throws Exception {
        sql("INSERT INTO made VALUES (5, 50)");
        write("INSERT INTO made(v) VALUES (50) ON DUPLICATE KEY UPDATE v = v");
        assertEquals(Set.of("walk MADE"), pending(), "it sets a unique column");
        write("INSERT IGNORE INTO made(v) VALUES (50)");
        assertEquals(Set.of("MADE 5"), pending());
    }

    @Test
    void aRowThatABatchMovesOutOfItsOwnConditionMakesTheCountProveNothing() throws Exception {
        connection.setAutoCommit(false);
        Execution.Call<int[]> call = () -> {
            int moved = sql("UPDATE t SET grp = 9 WHERE id = 1");
            other("INSERT INTO t VALUES (4, 1, 1)"); // takes the place of the row that has left
            return new int[] {moved, sql("UPDATE t SET v = 50 WHERE grp = 1")};
        };
        List<Execution.Item> items =
                List.of(item("UPDATE t SET grp = 9 WHERE id = 1"), item("UPDATE t SET v = 50 WHERE grp = 1"));
        try (Statement statement = connection.createStatement()) {
            tracker.write(new Execution<>(
                    config, items, statement, null, true, true, call, r -> new long[] {r[0], r[1]}, () -> {}));
        }
        tracker.commit(config, connection::commit, true);
        assertTrue(pending().contains("walk T"), "two rows asked for and two affected, but not the same");
    }

    /** Does nothing. */
    public static final class Nothing implements org.h2.api.Trigger {
        @Override
        public void fire(Connection connection, Object[] before, Object[] after) {}
    }
}
