package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Key ONE = Key.of(1);
    private static final Key TWO = Key.of(2);

    private final AtomicLong now = new AtomicLong();
    private Journal journal = journal(3);

    private Journal journal(int maxWeight) {
        return new Journal(now::get, () -> Instant.EPOCH, maxWeight, new MemoryStore());
    }

    private Intent record(Map<String, Set<Key>> keys, Set<String> tables) {
        return assertDoesNotThrow(() -> journal.record(keys, tables, null, false));
    }

    private Intent write(Key... keys) {
        Intent intent = record(Map.of("t", Set.of(keys)), Set.of());
        journal.settle(intent, Outcome.COMMITTED);
        journal.returned(intent);
        return intent;
    }

    private Batch take() throws InterruptedException {
        Batch batch = journal.queue().take(10, 0);
        assertNotNull(batch);
        return batch;
    }

    private boolean nothingToTake() throws InterruptedException {
        return journal.queue().take(10, 0) == null;
    }

    @Test
    void aMarkThatCameAgainIsNotTakenOff() {
        journal.taint("t", "one");
        long then = journal.taintings("t");
        journal.taint("t", "two");
        assertFalse(journal.clear("t", then));
        assertTrue(journal.tainted("t"));
        assertTrue(journal.clear("t", journal.taintings("t")));
        assertFalse(journal.tainted("t"));
    }

    @Test
    void anIntentIsTakenOnlyOnceItsCommitHasReturned() throws InterruptedException {
        Intent intent = record(Map.of("t", Set.of(ONE)), Set.of());
        assertTrue(nothingToTake());
        journal.settle(intent, Outcome.COMMITTED);
        assertEquals(Set.of(ONE), take().keys());
    }

    @Test
    void whatWasUnderWayIsUntilItsRowsAreSyncedAlsoByAnotherName() throws Exception {
        Intent before = record(Map.of(), Set.of("t"));
        Intent undone = record(Map.of("t", Set.of(TWO)), Set.of());
        BooleanSupplier underway = journal.underway(Set.of("t", "u"));
        assertFalse(journal.underway(Set.of("u")).getAsBoolean());
        journal.settle(undone, Outcome.ROLLED_BACK);
        assertTrue(underway.getAsBoolean(), "not settled");
        Intent exact = journal.narrow(before, Map.of("t", Set.of(ONE)), Set.of());
        journal.settle(exact, Outcome.COMMITTED);
        journal.settle(before, Outcome.ROLLED_BACK);
        assertTrue(underway.getAsBoolean(), "settled, and not synced");
        assertFalse(journal.underway(Set.of("t")).getAsBoolean(), "its age tells from here on");
        journal.queue().done(take(), List.of(), "");
        assertFalse(underway.getAsBoolean());
    }

    @Test
    void whatIsSettledIsUnderWayUntilItIsInTheQueue() {
        AtomicBoolean underway = new AtomicBoolean();
        journal = new Journal(now::get, () -> Instant.EPOCH, 3, new MemoryStore() {
            @Override
            public void committed(Intent intent) {
                underway.set(journal.underway(Set.of("t")).getAsBoolean());
            }
        });
        write(ONE);
        assertTrue(underway.get());
        assertFalse(journal.underway(Set.of("t")).getAsBoolean());
    }

    @Test
    void aRolledBackIntentLeavesNothing() throws InterruptedException {
        journal.settle(record(Map.of("t", Set.of(ONE)), Set.of("u")), Outcome.ROLLED_BACK);
        assertTrue(nothingToTake());
        assertFalse(journal.pending());
    }

    @Test
    void aSyncClearsOnlyTheTransactionsThatWereThereWhenItsRowWasTaken() throws InterruptedException {
        write(ONE);
        Batch first = take();
        Intent later = write(ONE);
        assertTrue(nothingToTake(), "a row is in one pair of hands at a time");
        journal.queue().done(first, List.of(), "");
        assertTrue(journal.behind("t", ONE), "the later transaction is still to be synced");
        assertFalse(later.await(0));
        journal.queue().done(take(), List.of(), "");
        assertFalse(journal.pending());
        assertTrue(later.await(0));
    }

    @Test
    void aFailedRowIsTriedLaterAndThenAlone() throws InterruptedException {
        write(ONE, TWO);
        journal.queue().failed(take(), "no");
        assertTrue(nothingToTake());
        now.addAndGet(25_000_000);
        journal.queue().failed(take(), "no");
        now.addAndGet(45_000_000);
        assertEquals(1, take().keys().size());
        assertEquals(1, take().keys().size());
        assertEquals("no", journal.accounts().get(0).lastError());
    }

    /** Its session is over. */
    private void doubt(Intent intent) {
        journal.settle(intent, Outcome.IN_DOUBT);
        journal.released(intent);
    }

    @Test
    void whatIsInDoubtWaitsForTheEndOfItsSessionAndHoldsUpNothing() throws InterruptedException {
        Intent doubtful = record(Map.of("t", Set.of(ONE)), Set.of("t"));
        journal.settle(doubtful, Outcome.IN_DOUBT);
        journal.returned(doubtful);
        assertTrue(nothingToTake());
        assertNull(journal.queue().takeWalk(0));
        write(ONE);
        Batch plain = take();
        assertFalse(plain.inDoubt());
        journal.queue().done(plain, List.of(), "");
        assertTrue(nothingToTake());
        assertTrue(journal.pending() && journal.behind("t", ONE), "it may have committed");
        journal.released(doubtful);
        Batch batch = take();
        assertTrue(batch.inDoubt());
        journal.queue().done(batch, List.of(), "");
        Walk walk = takeWalk();
        assertTrue(walk.inDoubt());
        journal.queue().walked(walk, 0);
        assertFalse(journal.pending());
        assertTrue(doubtful.await(0));
    }

    @Test
    void aTableThatIsCollapsedKeepsItsRowsInDoubtUntilTheirSessionIsOver() throws InterruptedException {
        Intent doubtful = record(Map.of("t", Set.of(ONE)), Set.of());
        journal.settle(doubtful, Outcome.IN_DOUBT);
        write(TWO, Key.of(3), Key.of(4));
        Walk plain = takeWalk();
        assertFalse(plain.inDoubt());
        journal.queue().walked(plain, 0);
        assertNull(journal.queue().takeWalk(0));
        journal.released(doubtful);
        assertTrue(takeWalk().inDoubt());
    }

    @Test
    void anIntentInDoubtIsMarkedSoAndIsNeverMixedWithOthers() throws InterruptedException {
        write(ONE);
        doubt(record(Map.of("t", Set.of(TWO)), Set.of()));
        assertFalse(take().inDoubt());
        assertTrue(take().inDoubt());
    }

    @Test
    void aWholeTableInDoubtIsWalkedOnItsOwnAndHoldsUpNoOther() throws InterruptedException {
        doubt(record(Map.of(), Set.of("t")));
        journal.settle(record(Map.of(), Set.of("t")), Outcome.COMMITTED);
        Walk plain = takeWalk();
        assertFalse(plain.inDoubt());
        journal.queue().walked(plain, 0);
        journal.settle(record(Map.of(), Set.of("t")), Outcome.COMMITTED);
        Walk doubtful = takeWalk();
        assertTrue(doubtful.inDoubt(), "its turn, though others keep coming");
        journal.queue().walkFailed(doubtful, "refused");
        now.addAndGet(25_000_000);
        assertFalse(takeWalk().inDoubt());
    }

    @Test
    void moreRowsThanTheBoundBecomeOneWalk() throws InterruptedException {
        Intent first = write(ONE, TWO);
        Batch taken = take();
        Intent second = write(Key.of(3), Key.of(4));
        Walk walk = journal.queue().takeWalk(0);
        assertNotNull(walk);
        assertTrue(nothingToTake());
        journal.queue().done(taken, List.of(), "");
        assertTrue(journal.behind("t", Key.of(99)), "any row of the table may be behind");
        journal.queue().walked(walk, 4);
        assertFalse(journal.pending());
        assertTrue(first.await(0) && second.await(0));
        write(ONE, TWO);
        assertNull(journal.queue().takeWalk(0), "what the walk stood for counts no more");
    }

    @Test
    void everyTransactionThatIsKeptOfARowCountsTowardsTheBound() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            assertNull(journal.queue().takeWalk(0));
            journal.settle(record(Map.of("t", Set.of(ONE)), Set.of()), Outcome.COMMITTED);
        }
        assertEquals(5, takeWalk().intents().size());
        assertTrue(nothingToTake());
    }

    @Test
    void manyRowsAreLetGoInTheBackgroundAndNothingOfThemIsForgotten() throws InterruptedException {
        int rows = 20_000;
        journal = journal(rows);
        Intent waiting = record(Map.of("t", Set.of(ONE)), Set.of());
        journal.settle(waiting, Outcome.COMMITTED);
        Intent doubtful = record(Map.of("t", Set.of(TWO)), Set.of());
        journal.settle(doubtful, Outcome.IN_DOUBT);
        List<Intent> written = new ArrayList<>();
        for (int i = 2; i <= rows; i++) {
            written.add(write(Key.of(i)));
        }
        journal.returned(waiting); // perhaps before its row is let go
        assertTrue(journal.behind("t", ONE));
        for (Intent intent : written) {
            assertTrue(intent.await(TimeUnit.MINUTES.toNanos(1)), "the walk stands for it");
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> journal.queue().strains().get("t").inDoubt() == 1);
        journal.released(doubtful);
        int walks = 0;
        for (Walk walk = journal.queue().takeWalk(0);
                walk != null;
                walk = journal.queue().takeWalk(0)) {
            journal.queue().walked(walk, 1);
            walks++;
        }
        assertEquals(2, walks, "one for what is certain, one for what is in doubt");
        assertTrue(waiting.await(0) && doubtful.await(0));
        assertFalse(journal.behind("t") || journal.pending());
        write(Key.of("x".repeat(500)));
        assertFalse(nothingToTake());
    }

    @Test
    void whatIsSyncedCountsNoMore() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            write(ONE, TWO);
            journal.settle(record(Map.of("t", Set.of(ONE)), Set.of()), Outcome.COMMITTED);
            Batch batch = take();
            journal.queue().done(batch, List.of(), "");
        }
        assertNull(journal.queue().takeWalk(0));
    }

    @Test
    void aLongKeyCountsForItsLength() throws InterruptedException {
        write(Key.of("x".repeat(500)), Key.of(new byte[500]), ONE);
        assertEquals("t", takeWalk().table());
    }

    @Test
    void theBoundIsForTheRowsOfAllTablesAndTheTableWithTheMostIsWalked() throws InterruptedException {
        write(ONE, TWO);
        Intent other = record(Map.of("u", Set.of(ONE, TWO)), Set.of());
        journal.settle(other, Outcome.COMMITTED);
        Walk walk = takeWalk();
        assertEquals("t", walk.table());
        assertEquals("u", take().table());
        assertTrue(nothingToTake());
        assertTrue(journal.behind("t"));
        journal.queue().walked(walk, 2);
        assertFalse(journal.behind("t"));
    }

    @Test
    void theAgeOfAHotRowIsThatOfItsOldestWrite() throws InterruptedException {
        write(ONE);
        Batch first = take();
        now.set(100);
        write(ONE);
        now.set(300);
        journal.queue().done(first, List.of(), "");
        assertEquals(200, journal.accounts().get(0).oldestNanos());
        assertEquals(200, journal.lag("t"));
        journal.queue().done(take(), List.of(), "");
        assertEquals(0, journal.accounts().get(0).oldestNanos());
    }

    @Test
    void aTableThatWaitsToBeWalkedHasAnAge() throws InterruptedException {
        writeUnknown(1);
        now.set(100);
        write(ONE);
        journal.queue().done(take(), List.of(), "");
        assertEquals(100, journal.accounts().get(0).oldestNanos());
        journal.queue().walked(takeWalk(), 0);
        assertEquals(0, journal.accounts().get(0).oldestNanos());
    }

    @Test
    void anAgeIsThatOfWhatIsLeftOfATransactionOfSeveralTables() throws InterruptedException {
        journal.settle(record(Map.of("t", Set.of(ONE), "u", Set.of(ONE)), Set.of()), Outcome.COMMITTED);
        now.set(100);
        Batch first = take();
        journal.queue().done(first, List.of(), "");
        for (Account account : journal.accounts()) {
            assertEquals(account.table().equals(first.table()) ? 0 : 100, account.oldestNanos(), account.table());
        }
    }

    @Test
    void aBatchFromBeforeTheWalkClearsNothingOfALaterOne() throws InterruptedException {
        Intent first = write(ONE, TWO);
        Batch early = take();
        write(Key.of(3), Key.of(4)); // beyond the bound: all of it is one walk now
        Intent later = write(ONE);
        Batch late = take();
        journal.queue().done(early, List.of(), "");
        assertTrue(journal.behind("t", ONE), "only the walk brings it over");
        assertFalse(later.await(0));
        journal.queue().done(late, List.of(), "");
        assertTrue(later.await(0));
        Walk walk = journal.queue().takeWalk(0);
        assertNotNull(walk);
        journal.queue().walked(walk, 4);
        assertTrue(first.await(0));
        assertFalse(journal.pending());
        assertFalse(journal.behind("t"));
    }

    @Test
    void aNameThatIsForgottenWithABatchOutLetsNoMoreOutThanMayBe() throws InterruptedException {
        journal.queue().mostBatches(1);
        write(ONE);
        Batch out = take();
        write(TWO, Key.of(3), Key.of(4)); // beyond the bound: all of it is one walk now
        journal.queue().gone(takeWalk());
        journal.queue().done(out, List.of(), "");
        write(ONE);
        take();
        write(TWO);
        assertTrue(nothingToTake());
    }

    @Test
    void aWalkClearsOnlyWhatWasThereWhenItBegan() throws InterruptedException {
        journal.settle(record(Map.of(), Set.of("t")), Outcome.COMMITTED);
        Walk walk = journal.queue().takeWalk(0);
        assertNotNull(walk);
        journal.settle(record(Map.of(), Set.of("t")), Outcome.COMMITTED);
        journal.queue().walked(walk, 0);
        assertTrue(journal.pending());
        assertNotNull(journal.queue().takeWalk(0));
    }

    @Test
    void aReadHasToSeeWhatHasReturnedAndNothingElse() throws InterruptedException {
        Intent intent = record(Map.of("t", Set.of(ONE)), Set.of());
        journal.settle(intent, Outcome.COMMITTED);
        assertFalse(journal.behind("t") || journal.behind("t", ONE), "its commit waits for its sync");
        journal.returned(intent);
        assertTrue(journal.behind("t") && journal.behind("t", ONE));
        assertFalse(journal.behind("t", TWO) || journal.behind("u"));
        write(ONE);
        journal.queue().done(take(), List.of(), "");
        assertFalse(journal.behind("t"));
    }

    @Test
    void theFirstTaintOfATableIsKeptWithItsReason() {
        journal.taint("t", "DDL");
        journal.taint("t", "CALL");
        Taint taint = journal.accounts().get(0).taint();
        assertNotNull(taint);
        assertEquals("DDL", taint.by());
    }

    @Test
    void aTaintIsClearedByName() {
        journal.taint("t", "DDL");
        journal.clear("t");
        assertFalse(journal.tainted("t"));
        assertTrue(journal.accounts().isEmpty());
    }

    @Test
    void aTaintOfEveryTableTaintsEach() {
        journal.taint(Taint.EVERY_TABLE, "CALL");
        assertTrue(journal.tainted("any"));
    }

    @Test
    void aRowThatIsWrittenAgainAndAgainWhileNothingIsSyncedTakesNoMoreRoom() throws InterruptedException {
        journal = journal(20);
        Key hot = Key.of("x".repeat(500));
        Intent waiting = record(Map.of("t", Set.of(hot)), Set.of());
        journal.settle(waiting, Outcome.COMMITTED);
        for (int i = 0; i < 10_000; i++) {
            write(hot);
        }
        Batch batch = take();
        int kept = batch.rows().values().iterator().next().size();
        assertTrue(kept < 20, kept + " intents are kept");
        assertTrue(journal.behind("t", hot));
        assertFalse(waiting.await(0), "a commit still waits for the row");
        Intent later = write(hot);
        journal.queue().done(batch, List.of(), "");
        assertTrue(waiting.await(0));
        assertFalse(later.await(0));
        assertTrue(journal.behind("t"));
        journal.queue().done(take(), List.of(), "");
        assertFalse(journal.behind("t"));
        assertFalse(journal.pending());
    }

    @Test
    void aTableThatIsToBeWalkedForEverMoreWritesTakesNoMoreRoom() throws InterruptedException {
        writeUnknown(10_000);
        Walk walk = takeWalk();
        assertTrue(walk.intents().size() < 20, walk.intents().size() + " intents are kept");
        assertNull(journal.queue().takeWalk(0));
        writeUnknown(10_000);
        journal.queue().walked(walk, 1);
        assertTrue(journal.behind("t"), "what came while the table was walked waits for the next walk");
        Walk again = takeWalk();
        assertTrue(again.intents().size() < 20, again.intents().size() + " intents are kept");
        journal.queue().walked(again, 1);
        assertFalse(journal.behind("t"));
        assertFalse(journal.pending());
    }

    private Walk takeWalk() throws InterruptedException {
        Walk walk = journal.queue().takeWalk(0);
        assertNotNull(walk);
        return walk;
    }

    private void writeUnknown(int times) {
        for (int i = 0; i < times; i++) {
            Intent intent = record(Map.of(), Set.of("t"));
            journal.settle(intent, Outcome.COMMITTED);
            journal.returned(intent);
        }
    }

    @Test
    void whatIsPendingWhenTheNextReignBeginsTaints() throws Exception {
        Journal journal = new Journal(System::nanoTime, () -> Instant.EPOCH, 100, new MemoryStore());
        journal.settle(journal.record(Map.of("t", Set.of(Key.of(1))), Set.of(), null, false), Intent.Outcome.COMMITTED);
        journal.reign(1);
        assertFalse(journal.tainted("t"), "it is the same");
        journal.reign(2);
        assertTrue(journal.tainted("t"));
        assertFalse(journal.tainted("u"));
    }
}
