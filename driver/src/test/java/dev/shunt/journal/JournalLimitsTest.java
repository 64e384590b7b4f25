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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private List<String> accounts() {
        return journal.accounts().stream().map(Account::table).toList();
    }

    @Test
    void aNameThatIsForgottenStaysSoWhenItsTransactionReturns() throws Exception {
        Intent both = journal.record(Map.of("t", Set.of(Key.of(1))), Set.of("tmp"), null, false);
        journal.settle(both, Outcome.COMMITTED);
        journal.queue().gone(takeWalk());
        journal.returned(both);
        assertEquals(List.of("t"), accounts());
        assertTrue(journal.behind("t"));
    }

    @Test
    void aNameThatIsForgottenStaysSoWhenMoreOfItsTransactionIsSynced() throws Exception {
        Set<Key> keys = IntStream.range(0, 200).mapToObj(Key::of).collect(Collectors.toSet());
        Intent both = journal.record(Map.of("t", keys, "tmp", Set.of(Key.of(1))), Set.of("tmp"), null, false);
        journal.settle(both, Outcome.COMMITTED);
        journal.returned(both);
        Map<String, Batch> batches = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            Batch batch = journal.queue().take(200, 0);
            assertNotNull(batch);
            batches.put(batch.table(), batch);
        }
        journal.queue().done(batches.get("tmp"), List.of(), "");
        journal.queue().gone(takeWalk());
        assertEquals(List.of("t"), accounts());
        journal.queue().done(batches.get("t"), List.of(), "");
        assertEquals(List.of("t"), accounts());
        assertTrue(both.await(0));
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
