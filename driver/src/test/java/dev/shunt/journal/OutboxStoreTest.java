package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** What becomes of the rows of an outbox, whoever has written them. */
class OutboxStoreTest extends OutboxBed {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Key ONE = Key.of(1);
    private static final Key TWO = Key.of("two", 2);

    private int instances;

    private Journal instance() throws Exception {
        return instance("instance" + ++instances);
    }

    private static Intent commit(Journal journal, Connection application, Key... keys) throws SQLException {
        application.setAutoCommit(false);
        Intent intent = journal.record(Map.of("t", Set.of(keys)), Set.of(), application, true);
        application.commit();
        journal.settle(intent, Outcome.COMMITTED);
        journal.returned(intent);
        return intent;
    }

    private static Batch take(Journal journal) throws InterruptedException {
        Batch batch = journal.queue().take(100, LONG.toNanos());
        assertNotNull(batch, "nothing came");
        return batch;
    }

    @Test
    void aRowIsSeenWithItsTransactionAndGoneOnceItIsSynced() throws Exception {
        Journal journal = instance();
        try (Connection application = primary.getConnection()) {
            application.setAutoCommit(false);
            Intent rolledBack = journal.record(Map.of("t", Set.of(ONE)), Set.of("u"), application, true);
            assertEquals(List.of(), outbox("seq"), "not before its transaction has committed");
            application.rollback();
            journal.settle(rolledBack, Outcome.ROLLED_BACK);
            assertEquals(List.of(), outbox("seq"));
            commit(journal, application, ONE, TWO);
            assertEquals(List.of("0"), outbox("kind"));
            assertEquals("outbox", journal.state().kind());
            assertTrue(journal.state().bytes() > 0);
            journal.queue().done(take(journal), List.of(), "");
        }
        await().atMost(LONG).until(() -> outbox("seq").isEmpty());
        assertEquals(0, journal.state().bytes());
        assertEquals(0, journal.state().intents());
    }

    @Test
    void whatAnInstanceLeavesIsDrainedByAnotherAndByItsOwnNextRun() throws Exception {
        Journal dead = instance("one");
        try (Connection application = primary.getConnection()) {
            commit(dead, application, ONE, TWO);
            commit(dead, application, ONE);
        }
        stop(dead);
        assertEquals(2, outbox("seq").size());
        Journal other = instance("other");
        Batch batch = take(other);
        assertTrue(Set.of(ONE, TWO).containsAll(batch.keys()));
        assertFalse(batch.inDoubt(), "a row that is seen is of a transaction that has committed");
        assertEquals(0, other.state().bytes(), "it is another's");
        await().atMost(LONG).until(() -> other.behind("t"));
        Journal again = instance("one");
        again.queue().done(take(again), List.of(), ""); // at the same time: twice is harmless
        other.queue().done(batch, List.of(), "");
        await().atMost(LONG).until(() -> {
            for (Journal journal : List.of(other, again)) {
                Batch more = journal.queue().take(100, 0);
                if (more != null) {
                    journal.queue().done(more, List.of(), "");
                }
            }
            return outbox("seq").isEmpty() && !other.pending() && !again.pending();
        });
        assertEquals(0, other.state().bytes());
        assertEquals(0, again.state().bytes());
    }

    @Test
    void aStatementThatWasOnlyAnnouncedIsTakenOverOnceItsSessionIsGone() throws Exception {
        Connection application = primary.getConnection();
        announceAndDie(Session.of(application, Dialect.H2), application);
        assertEquals(List.of("1"), outbox("kind"));
        Journal other = instance();
        await().atMost(LONG).until(() -> other.state().problem() != null);
        assertTrue(String.valueOf(other.state().problem()).endsWith("seen to be over: 1"));
        assertFalse(other.pending(), "the statement may still be to come");
        application.close();
        Batch batch = take(other);
        assertEquals(Set.of(ONE), batch.keys());
        assertFalse(batch.inDoubt(), "its session is over, and so is its statement");
        assertFalse(other.tainted("t"));
        other.queue().done(batch, List.of(), "");
        await().atMost(LONG).until(() -> outbox("seq").isEmpty());
        await().atMost(LONG).until(() -> other.state().problem() == null);
    }

    /** A drain that is told of nothing pending must have nothing left behind, and a start must not take its taints back. */
    @Test
    void whatIsLeftInTheOutboxIsCountedUntilItIsTakenOver() throws Exception {
        Journal dead = instance("dead");
        Connection application = primary.getConnection();
        dead.record(Map.of("t", Set.of(ONE)), Set.of(), application, false);
        stop(dead);
        Journal other = instance();
        Journal again = instance("dead");
        await().during(Duration.ofSeconds(2))
                .atMost(LONG)
                .until(() -> other.state().left() == 1 && again.state().left() == 1 && !again.recovered());
        assertFalse(again.pending() || other.pending());
        application.close();
        await().atMost(LONG).until(() -> again.recovered() && again.state().left() == 0);
        again.queue().done(take(again), List.of(), "");
        other.queue().done(take(other), List.of(), "");
        await().atMost(LONG).until(() -> other.recovered() && other.state().left() == 0);
    }

    @Test
    void whatAnEarlierRunHasLeftCountsAsBytesUntilItIsSynced() throws Exception {
        Journal dead = instance("one");
        try (Connection application = primary.getConnection()) {
            commit(dead, application, ONE);
        }
        stop(dead);
        Journal again = instance("one");
        Batch batch = take(again);
        assertTrue(again.state().bytes() > 0);
        again.queue().done(batch, List.of(), "");
        assertEquals(0, again.state().bytes());
    }

    @Test
    void whatWasAnnouncedByADriverThatChangesSessionsTaintsWhenItIsTakenOver() throws Exception {
        try (Connection application = primary.getConnection()) {
            announceAndDie(null, application);
        }
        assertTakenOverWithATaint();
    }

    @Test
    void whatWasAnnouncedOnAServerThatIsNotThePresentOneIsTakenOverAndTaints() throws Exception {
        try (Connection application = primary.getConnection()) {
            Session lost = new Session("1 SA", "the server before the failover", System.currentTimeMillis());
            announceAndDie(lost, application);
            assertTakenOverWithATaint();
        }
    }

    private void announceAndDie(Session session, Connection application) throws Exception {
        Journal dead = instance();
        dead.record(Map.of("t", Set.of(ONE)), Set.of(), session, application, false);
        stop(dead);
    }

    private void assertTakenOverWithATaint() throws Exception {
        Journal other = instance();
        assertEquals(Set.of(ONE), take(other).keys());
        assertTrue(other.tainted("t"));
    }

    @Test
    void rowsOfATableThatCannotBeSyncedLeaveRoomForOthers() throws Exception {
        Journal dead = instance();
        try (Connection application = primary.getConnection()) {
            for (int i = 0; i < 2_100; i++) {
                commit(dead, application, Key.of(i));
            }
            application.setAutoCommit(false);
            dead.record(Map.of("u", Set.of(ONE)), Set.of(), application, true);
            application.commit();
        }
        stop(dead);
        Journal other = instance();
        await().atMost(LONG).until(() -> {
            Batch batch = other.queue().take(2_000, 0); // never done with
            return batch != null && batch.table().equals("u");
        });
        await().atMost(LONG).until(() -> other.state().left() == 1_100);
    }

    @Test
    void whatTheTableRefusesIsToldWithoutTheRows() throws Exception {
        taintMillis = 1; // it takes no taint either
        Journal journal = instance();
        execute("ALTER TABLE shunt_outbox ADD CONSTRAINT never CHECK (epoch < 0)");
        Logger log = Logger.getLogger(Alarm.class.getName());
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        log.setFilter(logged::add);
        try (Connection application = primary.getConnection()) {
            commit(journal, application, ONE);
        } finally {
            log.setFilter(null);
        }
        assertTrue(logged.stream().anyMatch(record -> record.getMessage().contains("NEVER")));
        assertTrue(logged.stream().allMatch(record -> record.getThrown() == null), "what it names has the statement");
        String by = journal.taints().get(0).by();
        assertTrue(by.contains("NEVER"), by);
        assertFalse(by.contains("INSERT") || by.contains("X'"), by);
    }

    @Test
    void aCommittedStatementSaysSoAfterAWhileAndNamesItsRows() throws Exception {
        Journal journal = instance();
        try (Connection application = primary.getConnection()) {
            Intent before = journal.record(Map.of(), Set.of("t"), application, false);
            Intent plain = journal.record(Map.of("t", Set.of(TWO)), Set.of(), application, false);
            Intent exact = journal.narrow(before, Map.of("t", Set.of(ONE)), Set.of());
            journal.settle(exact, Outcome.COMMITTED);
            journal.settle(before, Outcome.ROLLED_BACK);
            journal.settle(plain, Outcome.COMMITTED);
            await().atMost(LONG).until(() -> outbox("kind").equals(List.of("0", "0")));
            stop(journal);
            Journal other = instance(); // though the session of the application lives
            Set<Key> taken = new HashSet<>();
            await().atMost(LONG).until(() -> {
                Batch batch = other.queue().take(100, 0);
                taken.addAll(batch == null ? Set.of() : batch.keys());
                return taken.equals(Set.of(ONE, TWO));
            });
            assertNull(other.queue().takeWalk(0));
        }
    }

    @Test
    void aRowOfAnOlderReignTaintsAndIsNotApplied() throws Exception {
        Journal dead = instance();
        try (Connection application = primary.getConnection()) {
            commit(dead, application, ONE);
        }
        stop(dead);
        Journal later = instance("later", primary, 1 << 20, 2);
        await().atMost(LONG).until(() -> later.tainted("t"));
        await().atMost(LONG).until(() -> outbox("kind").equals(List.of("2")));
        assertFalse(later.pending());
    }

    @Test
    void taintsOutliveTheirInstancesDirectory() throws Exception {
        Journal first = instance();
        first.taint("t", "a test");
        assertEquals(List.of("2"), outbox("kind"), "in the table when it returns");
        stop(first);
        Journal third = instance();
        assertTrue(third.tainted("t"));
        third.clear("t");
        stop(third);
        try (Connection connection = primary.getConnection()) {
            OutboxTaints.clear(connection, "t", Long.MAX_VALUE, first.name()::equals);
        }
        assertFalse(instance().tainted("t"));
    }

    @Test
    void beyondTheBoundTablesTaintAndTheApplicationGoesOn() throws Exception {
        Journal journal = instance("bounded", primary, 40, 1);
        try (Connection application = primary.getConnection()) {
            commit(journal, application, ONE);
            assertFalse(journal.tainted("t"));
            commit(journal, application, ONE);
            commit(journal, application, ONE);
            assertTrue(journal.tainted("t"));
            assertTrue(String.valueOf(journal.state().problem()).contains("journal.max"));
            Batch batch = take(journal);
            assertEquals(Set.of(ONE), batch.keys(), "what could not be recorded is synced all the same");
            journal.queue().done(batch, List.of(), "");
            commit(journal, application, TWO);
            assertNull(journal.state().problem());
        }
    }

    @Test
    void aTableDroppedUnderWayTaintsAndIsMadeAnew() throws Exception {
        Journal journal = instance();
        try (Connection application = primary.getConnection()) {
            commit(journal, application, ONE);
            execute("DROP TABLE shunt_outbox");
            commit(journal, application, TWO);
            assertTrue(journal.tainted("t"));
            await().atMost(LONG).until(() -> journal.tainted("any other"));
            await().atMost(LONG).until(() -> outbox("kind").contains("2"));
            commit(journal, application, ONE);
            assertTrue(outbox("kind").contains("0"));
        }
    }

    @Test
    void withoutRightsTheStateNamesTheStatementToRun() throws Exception {
        execute("CREATE USER app PASSWORD 'app'");
        JdbcDataSource poor = new JdbcDataSource();
        poor.setURL(primary.getURL().replaceFirst(";.*", "")); // settings are for administrators
        poor.setUser("app");
        poor.setPassword("app");
        Journal journal = instance("poor", poor, 1 << 20, 1);
        String ddl = OutboxTable.ddl(Dialect.H2);
        assertTrue(String.valueOf(journal.state().problem()).contains(ddl), () -> "" + journal.state());
        try (Connection application = poor.getConnection()) {
            commit(journal, application, ONE);
            assertTrue(journal.tainted("t"));
            execute(ddl);
            execute("GRANT SELECT, INSERT, UPDATE, DELETE ON shunt_outbox TO app");
            await().atMost(LONG).until(() -> {
                commit(journal, application, TWO);
                return journal.state().problem() == null;
            });
            assertTrue(outbox("kind").contains("0"));
        }
    }

    @Test
    void anIntentTooLargeForAStatementNamesItsTables() throws Exception {
        Journal journal = instance();
        try (Connection application = primary.getConnection()) {
            Key[] many = new Key[20_000];
            for (int i = 0; i < many.length; i++) {
                many[i] = Key.of("a key that is not short " + i);
            }
            commit(journal, application, many);
        }
        assertTrue(Integer.parseInt(outbox("LENGTH(payload)").get(0)) < 100);
        stop(journal);
        Walk walk = instance().queue().takeWalk(LONG.toNanos());
        assertNotNull(walk);
        assertEquals("t", walk.table());
    }
}
