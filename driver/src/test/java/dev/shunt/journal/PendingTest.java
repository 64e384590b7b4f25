package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PendingTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final Journal journal = new Journal(now::get, () -> Instant.EPOCH, 100, new MemoryStore());

    private Intent write(String table, Outcome outcome, Object... keys) throws SQLException {
        Set<Key> rows = Set.of(Arrays.stream(keys).map(Key::of).toArray(Key[]::new));
        Intent intent = journal.record(
                rows.isEmpty() ? Map.of() : Map.of(table, rows),
                rows.isEmpty() ? Set.of(table) : Set.of(),
                null,
                false);
        journal.settle(intent, outcome);
        journal.returned(intent);
        return intent;
    }

    private Batch take() throws InterruptedException {
        Batch batch = journal.queue().take(10, 0);
        assertNotNull(batch);
        return batch;
    }

    private Pending only() {
        List<Pending> list = journal.queue().list(10);
        assertEquals(1, list.size(), list::toString);
        return list.get(0);
    }

    @Test
    void whatWaitsIsListedWithItsAgeAndItsTransactions() throws Exception {
        Intent first = write("t", Outcome.COMMITTED, 1);
        now.addAndGet(5_000);
        write("t", Outcome.COMMITTED, 1);
        assertEquals(new Pending("t", "1", 5_000, 0, 0, null, false, false, 2, first.number()), only());
        take();
        assertTrue(only().taken());
    }

    @Test
    void aFailingRowTellsItsErrorItsTriesAndItsNextTry() throws Exception {
        write("t", Outcome.COMMITTED, 1);
        journal.queue().failed(take(), "too long");
        Pending row = only();
        assertEquals(1, row.attempts());
        assertEquals("too long", row.lastError());
        assertEquals(20_000_000, row.nextTryNanos());
        write("t", Outcome.COMMITTED, 2);
        assertEquals(
                new Strain("t", 0, 1, 1, 20_000_000, "too long"),
                journal.queue().strains().get("t"));
        journal.queue().done(take(), List.of(), "");
        now.addAndGet(20_000_000);
        journal.queue().done(take(), List.of(), "");
        assertEquals(Map.of(), journal.queue().strains());
        assertEquals(List.of(), journal.queue().list(10));
    }

    @Test
    void whatHoldsUpATableIsWhatItsRowsTell() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Batch> out = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> write("t", Outcome.COMMITTED, random.nextInt(40));
                case 2 -> journal.released(write("t", Outcome.IN_DOUBT, random.nextInt(40)));
                case 3 ->
                    out.addAll(Stream.ofNullable(journal.queue().take(3, 0)).toList());
                case 4 -> now.addAndGet(random.nextInt(30_000_000));
                default -> {
                    if (!out.isEmpty()) {
                        end(out.remove(0), random.nextInt(4));
                    }
                }
            }
            List<Pending> rows = journal.queue().list(1_000);
            List<Pending> failing =
                    rows.stream().filter(row -> row.lastError() != null).toList();
            Strain strain = journal.queue().strains().getOrDefault("t", new Strain("t", 0, 0, 0, 0, null));
            assertEquals(rows.stream().filter(Pending::inDoubt).count(), strain.inDoubt(), "seed " + seed);
            assertEquals(failing.size(), strain.failing(), "seed " + seed);
            assertEquals(
                    failing.stream().mapToInt(Pending::attempts).max().orElse(0), strain.attempts(), "seed " + seed);
            assertEquals(failing.isEmpty(), strain.error() == null, "seed " + seed);
        }
    }

    private void end(Batch batch, int how) {
        switch (how) {
            case 0 -> journal.queue().failed(batch, "no");
            case 1 -> journal.queue().putBack(batch, "not now");
            case 2 ->
                journal.queue().done(batch, List.of(batch.keys().iterator().next()), "later");
            default -> journal.queue().done(batch, List.of(), "");
        }
    }

    @Test
    void whatHoldsUpATableIsToldWithoutALookAtEachRow() throws Exception {
        Journal many = new Journal(now::get, () -> Instant.EPOCH, 1_000_000, new MemoryStore());
        long few = Long.MAX_VALUE;
        long all = Long.MAX_VALUE;
        for (int i = 0; i < 100_000; i++) {
            many.settle(many.record(Map.of("t", Set.of(Key.of(i))), Set.of(), null, false), Outcome.COMMITTED);
            if (i < 100) {
                few = Math.min(few, strains(many));
            }
        }
        for (int i = 0; i < 100; i++) {
            all = Math.min(all, strains(many));
        }
        assertTrue(all < 50 * few, few + " ns with a few rows, " + all + " ns with 1,000 times as many");
    }

    private static long strains(Journal journal) {
        long begin = System.nanoTime();
        journal.queue().strains();
        return System.nanoTime() - begin;
    }

    @Test
    void whatIsInDoubtIsSaidToBe() throws Exception {
        write("t", Outcome.IN_DOUBT, 1);
        assertTrue(only().inDoubt());
        assertEquals(1, journal.queue().strains().get("t").inDoubt());
    }

    @Test
    void aWholeTableHasNoKeyAndFailsLikeARow() throws Exception {
        Intent intent = write("t", Outcome.COMMITTED);
        assertNull(only().key());
        assertEquals(intent.number(), only().transaction());
        Walk walk = journal.queue().takeWalk(0);
        assertNotNull(walk);
        assertTrue(only().taken());
        journal.queue().walkFailed(walk, "no table");
        assertEquals(
                new Strain("t", 0, 1, 1, 20_000_000, "no table"),
                journal.queue().strains().get("t"));
        assertNull(journal.queue().takeWalk(0));
        assertEquals(1, journal.queue().retry("T"));
        assertNotNull(journal.queue().takeWalk(0));
    }

    @Test
    void theListIsBoundedAndByTable() throws Exception {
        write("u", Outcome.COMMITTED, 1, 2, 3);
        write("t", Outcome.COMMITTED, 1, 2, 3);
        assertEquals(
                List.of("t", "t", "t", "u"),
                journal.queue().list(4).stream().map(Pending::table).toList());
        assertEquals(List.of(), journal.queue().list(0));
    }

    @Test
    void aRetryEndsTheWaitOfItsTableOnly() throws Exception {
        write("t", Outcome.COMMITTED, 1);
        journal.queue().failed(take(), "no");
        write("u", Outcome.COMMITTED, 1);
        journal.queue().failed(take(), "no");
        assertNull(journal.queue().take(10, 0));
        assertEquals(1, journal.queue().retry("u"));
        assertEquals("u", take().table());
        assertNull(journal.queue().take(10, 0));
        assertEquals(1, journal.queue().retry(null));
        assertEquals("t", take().table());
        assertEquals(0, journal.queue().retry(null));
        assertFalse(journal.queue().list(10).stream().anyMatch(row -> row.nextTryNanos() > 0));
    }
}
