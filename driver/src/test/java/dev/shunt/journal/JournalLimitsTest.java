package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a journal does not do without end, and not after its time. */
class JournalLimitsTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final Journal journal = new Journal(
            () -> {
                looks.incrementAndGet();
                return System.nanoTime();
            },
            InstantSource.system(),
            1_000,
            new MemoryStore());

    private Intent write(String table, Key... keys) throws SQLException {
        Intent intent = keys.length == 0
                ? journal.record(Map.of(), Set.of(table), null, false)
                : journal.record(Map.of(table, Set.of(keys)), Set.of(), null, false);
        journal.settle(intent, Outcome.COMMITTED);
        journal.returned(intent);
        return intent;
    }

    private Walk takeWalk() throws InterruptedException {
        Walk walk = journal.queue().takeWalk(0);
        assertNotNull(walk);
        return walk;
    }

    @Test
    void namesThatAreNoTablesAreForgotten() throws Exception {
        for (int i = 0; i < 100; i++) {
            write("tmp" + i);
            journal.queue().gone(takeWalk());
        }
        assertEquals(List.of(), journal.accounts());
        assertFalse(journal.pending());
    }

    @Test
    void aNameThatIsWrittenAgainDuringItsWalkIsNotForgotten() throws Exception {
        write("tmp");
        Walk walk = takeWalk();
        Intent again = write("tmp");
        journal.queue().gone(walk);
        assertTrue(journal.behind("tmp"));
        journal.queue().gone(takeWalk());
        assertTrue(again.await(0));
        assertFalse(journal.behind("tmp"));
    }

    @Test
    void aWorkerSleepsWhileAsManyBatchesOfATableAreOutAsMayBe() throws Exception {
        journal.queue().mostBatches(1);
        write("t", Key.of(1));
        Batch late = journal.queue().take(1, 0);
        assertNotNull(late);
        journal.queue().failed(late, "a test");
        write("t", Key.of(2));
        assertNotNull(journal.queue().take(1, 0)); // and it is out
        int before = looks.get();
        assertNull(journal.queue().take(1, TimeUnit.MILLISECONDS.toNanos(300))); // the first is due long before
        assertTrue(looks.get() - before < 50, () -> looks.get() - before + " looks");
    }

    @Test
    void whatWasUnderWayWhenThePrimaryChangedIsNotAppliedAndTaints() throws Exception {
        Intent committed = journal.record(Map.of("t", Set.of(Key.of(1))), Set.of("u"), null, false);
        Intent before = journal.record(Map.of(), Set.of("w"), null, false);
        Intent doubtful = journal.record(Map.of("v", Set.of(Key.of(1))), Set.of(), null, false);
        journal.reign(2);
        Intent exact = journal.narrow(before, Map.of("w", Set.of(Key.of(1))), Set.of());
        journal.settle(exact, Outcome.COMMITTED);
        journal.settle(before, Outcome.ROLLED_BACK);
        journal.settle(committed, Outcome.COMMITTED);
        journal.returned(committed);
        journal.settle(doubtful, Outcome.IN_DOUBT);
        assertFalse(journal.pending());
        assertEquals(List.of(), journal.doubts().held());
        assertTrue(committed.await(0), "nobody waits for its rows");
        assertEquals(0, journal.state().intents());
        for (String table : List.of("t", "u", "v", "w")) {
            assertTrue(journal.tainted(table), table);
        }
    }
}
