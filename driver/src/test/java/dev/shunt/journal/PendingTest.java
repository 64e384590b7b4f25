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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
        Batch batch = journal.take(10, 0);
        assertNotNull(batch);
        return batch;
    }

    private Pending only() {
        List<Pending> list = journal.list(10);
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
        journal.failed(take(), "too long");
        Pending row = only();
        assertEquals(1, row.attempts());
        assertEquals("too long", row.lastError());
        assertEquals(20_000_000, row.nextTryNanos());
        write("t", Outcome.COMMITTED, 2);
        assertEquals(
                new Strain("t", 0, 1, 1, 20_000_000, "too long"),
                journal.strains().get("t"));
        journal.done(take());
        now.addAndGet(20_000_000);
        journal.done(take());
        assertEquals(Map.of(), journal.strains());
        assertEquals(List.of(), journal.list(10));
    }

    @Test
    void whatIsInDoubtIsSaidToBe() throws Exception {
        write("t", Outcome.IN_DOUBT, 1);
        assertTrue(only().inDoubt());
        assertEquals(1, journal.strains().get("t").inDoubt());
    }

    @Test
    void aWholeTableHasNoKeyAndFailsLikeARow() throws Exception {
        Intent intent = write("t", Outcome.COMMITTED);
        assertNull(only().key());
        assertEquals(intent.number(), only().transaction());
        Walk walk = journal.takeWalk(0);
        assertNotNull(walk);
        assertTrue(only().taken());
        journal.walkFailed(walk, "no table");
        assertEquals(
                new Strain("t", 0, 1, 1, 20_000_000, "no table"),
                journal.strains().get("t"));
        assertNull(journal.takeWalk(0));
        assertEquals(1, journal.retry("T"));
        assertNotNull(journal.takeWalk(0));
    }

    @Test
    void theListIsBoundedAndByTable() throws Exception {
        write("u", Outcome.COMMITTED, 1, 2, 3);
        write("t", Outcome.COMMITTED, 1, 2, 3);
        assertEquals(
                List.of("t", "t", "t", "u"),
                journal.list(4).stream().map(Pending::table).toList());
        assertEquals(List.of(), journal.list(0));
    }

    @Test
    void aRetryEndsTheWaitOfItsTableOnly() throws Exception {
        write("t", Outcome.COMMITTED, 1);
        journal.failed(take(), "no");
        write("u", Outcome.COMMITTED, 1);
        journal.failed(take(), "no");
        assertNull(journal.take(10, 0));
        assertEquals(1, journal.retry("u"));
        assertEquals("u", take().table());
        assertNull(journal.take(10, 0));
        assertEquals(1, journal.retry(null));
        assertEquals("t", take().table());
        assertEquals(0, journal.retry(null));
        assertFalse(journal.list(10).stream().anyMatch(row -> row.nextTryNanos() > 0));
    }
}
