package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a transaction of many rows takes while some of them wait. */
class SyncQueueTest {
    private static final Key STUCK = Key.of(7);

    private final AtomicLong now = new AtomicLong();

    private Journal journal(int maxWeight) {
        return new Journal(now::get, () -> Instant.EPOCH, maxWeight, new MemoryStore());
    }

    private static Set<Key> keys(int from, int upTo) {
        return IntStream.range(from, upTo).mapToObj(Key::of).collect(Collectors.toSet());
    }

    private static int size(Intent intent) {
        return intent.keys().values().stream().mapToInt(Set::size).sum();
    }

    @Test
    void aRowThatCannotBeSyncedKeepsNoOthersOfItsTransactionInMemory() throws Exception {
        Journal journal = journal(100_000);
        Intent intent = journal.record(Map.of("t", keys(0, 5_000), "u", keys(0, 5_000)), Set.of(), null, false);
        journal.settle(intent, Outcome.COMMITTED);
        journal.returned(intent);
        SyncQueue queue = journal.queue();
        for (Batch batch = queue.take(100, 0); batch != null; batch = queue.take(100, 0)) {
            boolean waits = batch.table().equals("t") && batch.keys().contains(STUCK);
            queue.done(batch, waits ? List.of(STUCK) : List.of(), "a parent is missing");
        }
        assertTrue(size(intent) < 100, size(intent) + " rows");
        assertEquals(Set.of("t"), intent.keys().keySet());
        assertTrue(intent.keys().get("t").contains(STUCK));
        assertTrue(journal.behind("t", STUCK) && !journal.behind("u"));
        byte[] recorded = Arrays.copyOf(
                Records.intent(intent).bytes(), Records.intent(intent).size());
        assertEquals(intent.keys(), OutboxPayload.intent(recorded, left -> {}).keys(), "where it is copied to");
        now.addAndGet(1_000_000_000);
        Batch last = queue.take(100, 0);
        assertNotNull(last);
        assertEquals(Set.of(STUCK), last.keys());
        queue.done(last, List.of(), "");
        assertTrue(intent.await(0));
        assertFalse(journal.pending() || journal.behind("t"));
    }

    @Test
    void aSyncIsDoneThoughThereIsNoMemoryToLookAtWhatIsLeftOfItsTransaction() throws Exception {
        FaultyRows rows = new FaultyRows(Map.of("t", keys(0, 1_000)));
        Intent intent = new Intent(done -> {}, 1, 1, rows, Set.of(), null);
        SyncQueue queue = new SyncQueue(now::get, 100_000);
        assertNull(queue.add(intent, false, () -> true));
        queue.returned(intent);
        rows.fails(Integer.MAX_VALUE);
        for (Batch batch = queue.take(100, 0); batch != null; batch = queue.take(100, 0)) {
            try {
                queue.done(batch, List.of(), "");
            } catch (OutOfMemoryError e) {
                throw new AssertionError("it would end the run of all tests", e);
            }
        }
        assertTrue(intent.await(0));
        assertFalse(queue.pending() || queue.behind("t"));
    }

    @Test
    void whatIsLeftOfATransactionIsNotLookedAtForEachOfItsRows() throws Exception {
        Journal journal = journal(100_000);
        Intent intent = journal.record(Map.of("t", keys(0, 1_000)), Set.of(), null, false);
        journal.settle(intent, Outcome.COMMITTED);
        journal.returned(intent);
        Set<Map<String, Set<Key>>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        SyncQueue queue = journal.queue();
        for (Batch batch = queue.take(1, 0); batch != null; batch = queue.take(1, 0)) {
            queue.done(batch, List.of(), "");
            seen.add(intent.keys());
        }
        assertTrue(seen.size() > 3 && seen.size() < 15, seen.size() + " looks");
    }

    @Test
    void rowsThatAWalkIsToBringStayInWhatIsRecordedOfTheirTransaction() throws Exception {
        Journal journal = journal(250);
        Intent doubtful = journal.record(Map.of("t", keys(0, 100), "u", keys(0, 100)), Set.of(), null, false);
        journal.settle(doubtful, Outcome.IN_DOUBT);
        journal.settle(journal.record(Map.of("t", keys(100, 160)), Set.of(), null, false), Outcome.COMMITTED);
        journal.released(doubtful);
        SyncQueue queue = journal.queue();
        for (Batch batch = queue.take(10, 0); batch != null; batch = queue.take(10, 0)) {
            assertEquals("u", batch.table());
            queue.done(batch, List.of(), "");
        }
        assertEquals(100, doubtful.keys().get("t").size());
        for (Walk walk = queue.takeWalk(0); walk != null; walk = queue.takeWalk(0)) {
            assertFalse(doubtful.await(0));
            queue.walked(walk, 100);
        }
        assertTrue(doubtful.await(0));
        assertFalse(journal.pending());
    }

    @Test
    void aTableThatIsGivenUpHoldsUpNobodyForAllOfItsRows() throws Exception {
        int rows = 50_000;
        FaultyStore store = new FaultyStore();
        Journal journal = new Journal(now::get, () -> Instant.EPOCH, rows, store);
        Thread application = Thread.currentThread();
        AtomicInteger cleared = new AtomicInteger();
        AtomicInteger here = new AtomicInteger();
        CompletableFuture<Integer> seen = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            journal.pending();
            seen.complete(cleared.get());
        });
        store.whenCleared(() -> {
            here.addAndGet(Thread.currentThread().equals(application) ? 1 : 0);
            if (cleared.incrementAndGet() == 1_000) {
                reader.start();
            }
        });
        for (int i = 0; i <= rows; i++) {
            Intent intent = journal.record(Map.of("t", Set.of(Key.of(i))), Set.of(), null, false);
            journal.settle(intent, Outcome.COMMITTED);
            journal.returned(intent);
        }
        int before = seen.get(1, TimeUnit.MINUTES);
        assertTrue(here.get() < 1_000, here.get() + " rows were let go of by who writes");
        assertTrue(before < rows - 1_000, "who reads had to wait until " + before + " rows were let go of");
    }

    @Test
    void aTableWhoseRowsComeAllTheTimeIsWalkedInItsTurn() throws Exception {
        Journal journal = journal(100_000);
        SyncQueue queue = journal.queue();
        List<String> walked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Intent intent = journal.record(Map.of("busy", keys(i, i + 1)), Set.of("busy", "other"), null, false);
            journal.settle(intent, Outcome.COMMITTED);
            Walk walk = queue.takeWalk(0);
            assertNotNull(walk);
            walked.add(walk.table());
            Batch rows = queue.take(10, 0);
            assertNotNull(rows);
            queue.done(rows, List.of(), "");
            queue.walked(walk, 0);
        }
        assertEquals(3, Collections.frequency(walked, "busy"), walked::toString);
    }

    @Test
    void namesThatAreNoTablesHoldUpNoWalk() throws Exception {
        Journal journal = journal(100_000);
        SyncQueue queue = journal.queue();
        List<String> walked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Intent intent = journal.record(Map.of(), Set.of("t", "generated" + i), null, false);
            journal.settle(intent, Outcome.COMMITTED);
            Walk walk = queue.takeWalk(0);
            assertNotNull(walk);
            walked.add(walk.table());
            if (walk.table().equals("t")) {
                queue.walked(walk, 0);
            } else {
                queue.gone(walk);
            }
        }
        assertTrue(walked.lastIndexOf("t") > 0, walked::toString);
    }
}
