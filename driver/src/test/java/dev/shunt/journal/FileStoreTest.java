package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.JournalFsync;
import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Key;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the journal's files a successor finds, whatever became of the process that wrote them. */
class FileStoreTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path temp;

    private final List<Store> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Store::close);
    }

    private Path directory() {
        return temp.resolve("journal");
    }

    private FileStore store() throws IOException {
        return store(directory());
    }

    private FileStore store(Path directory) throws IOException {
        FileStore store = FileStore.open(directory, 64 * MIB, JournalFsync.INTERVAL);
        open.add(store);
        return store;
    }

    private Journal journal(Store store) {
        Journal journal = new Journal(System::nanoTime, () -> Instant.EPOCH, 100_000, store);
        journal.recover();
        return journal;
    }

    private static Intent write(Journal journal, Key... keys) throws Exception {
        return journal.record(Map.of("t", Set.of(keys)), Set.of(), null, false);
    }

    /** Copies the directory as it is now: that is what the death of the process leaves. */
    private Path crash() throws IOException {
        Path copy = temp.resolve("copy" + open.size());
        copy(directory(), copy);
        return copy;
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private Store.Left left(Path directory) throws IOException {
        return store(directory).left((table, why) -> {});
    }

    private static Set<Key> keys(List<Intent> intents) {
        Set<Key> keys = new java.util.HashSet<>();
        intents.forEach(intent -> intent.keys().values().forEach(keys::addAll));
        return keys;
    }

    @Test
    void aSuccessorFindsWhatIsNotClearedAndWhatOfItIsKnown() throws Exception {
        FileStore store = store();
        Journal journal = journal(store);
        Intent open = write(journal, Key.of(1));
        journal.settle(write(journal, Key.of(2)), Outcome.COMMITTED);
        journal.settle(write(journal, Key.of(3)), Outcome.ROLLED_BACK);
        journal.settle(write(journal, Key.of(4)), Outcome.IN_DOUBT);
        journal.flush();
        Store.Left left = left(crash());
        assertEquals(Set.of(Key.of(2)), keys(left.committed()));
        assertEquals(Set.of(Key.of(1), Key.of(4)), keys(left.inDoubt()));
        journal.settle(open, Outcome.COMMITTED);
        journal.doubts().held().forEach(journal::released);
        SyncQueue queue = journal.queue();
        for (Batch batch = queue.take(10, 0); batch != null; batch = queue.take(10, 0)) {
            queue.done(batch, List.of(), "");
        }
        journal.flush();
        assertEquals(Store.Left.NOTHING, left(crash()));
        assertEquals(0, store.state().intents());
    }

    @Test
    void whatIsFoundIsSyncedAndThenForgotten() throws Exception {
        Journal first = journal(store());
        first.settle(write(first, Key.of(1), Key.of(2)), Outcome.COMMITTED);
        write(first, Key.of(3));
        first.begin();
        first.flush();
        first.close();
        Journal second = journal(store());
        assertTrue(second.begun());
        assertTrue(second.behind("t", Key.of(1)) && second.behind("t", Key.of(3)), "a read has to see them");
        Batch known = second.queue().take(10, 0);
        assertNotNull(known);
        assertFalse(known.inDoubt());
        assertEquals(Set.of(Key.of(1), Key.of(2)), known.keys());
        assertNull(second.queue().take(10, 0), "its session may still commit it");
        second.doubts().held().forEach(second::released);
        Batch doubtful = second.queue().take(10, 0);
        assertNotNull(doubtful);
        assertTrue(doubtful.inDoubt());
        second.queue().done(known, List.of(), "");
        second.flush();
        assertEquals(Set.of(Key.of(3)), keys(left(crash()).inDoubt()));
        second.queue().done(doubtful, List.of(), "");
        second.close();
        assertEquals(Store.Left.NOTHING, left(directory()));
    }

    @Test
    void aTableWithTooManyRowsIsFoundAsAWholeByTheNextProcess() throws Exception {
        Journal journal = new Journal(System::nanoTime, () -> Instant.EPOCH, 3, store());
        for (int i = 0; i < 100; i++) {
            Intent intent = write(journal, Key.of(i));
            journal.settle(intent, Outcome.COMMITTED);
            journal.returned(intent);
        }
        journal.flush();
        List<Intent> left = left(crash()).committed();
        assertTrue(left.stream().anyMatch(intent -> intent.tables().contains("t")), "the rows are forgotten");
        assertTrue(left.size() < 30, left.size() + " intents are kept");
        journal.close();
    }

    @Test
    void whatIsPendingTakesNoMoreMemoryThanItIsCountedFor() throws Exception {
        int rows = 40_000;
        Journal journal = journal(store());
        long before = used();
        for (int i = 0; i < rows; i++) {
            Intent intent = write(journal, Key.of(new UUID(i, i).toString()));
            journal.settle(intent, Outcome.COMMITTED);
            journal.returned(intent);
        }
        long bytes = (used() - before) / rows;
        assertTrue(bytes <= Journal.BYTES, bytes + " bytes for a row");
        assertTrue(bytes > Journal.BYTES / 3, bytes + " bytes for a row: less than what it is");
        journal.close();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void whatAnEarlierRunHasLeftIsLetGoOnceItIsSynced() throws Exception {
        Journal first = journal(store());
        write(first, Key.of(1));
        first.close();
        FileStore store = store();
        WeakReference<Intent> left =
                new WeakReference<>(store.left((table, why) -> {}).inDoubt().get(0));
        store.cleared(Objects.requireNonNull(left.get()));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            store.flush();
            System.gc();
            return left.get() == null;
        });
    }

    @Test
    void whatIsFromAnEarlierReignIsNotAppliedButTaints() throws Exception {
        Journal first = journal(store());
        first.settle(first.record(Map.of("t", Set.of(Key.of(1))), Set.of("u"), null, false), Outcome.COMMITTED);
        first.close();
        FileStore store = store();
        Journal second = new Journal(System::nanoTime, () -> Instant.EPOCH, 100, store);
        second.reign(2);
        second.recover();
        assertNull(second.queue().take(10, 0));
        assertNull(second.queue().takeWalk(0));
        assertTrue(second.tainted("t") && second.tainted("u"));
        assertFalse(second.tainted("v"));
        second.close();
        Store.Left left = left(directory());
        assertTrue(left.committed().isEmpty() && left.inDoubt().isEmpty());
        assertEquals(2, left.taints().size());
    }

    @Test
    void aWriteThatTheProcessDiedInIsTakenOffWhereverItWasCut() throws Exception {
        Journal journal = journal(store());
        write(journal, Key.of(1));
        Path segment = segments(directory()).get(0);
        long before = Files.size(segment);
        write(journal, Key.of(2, "torn"));
        byte[] whole = Files.readAllBytes(segment);
        for (int length = (int) before; length < whole.length; length++) {
            Path copy = temp.resolve("cut" + length);
            copy(directory(), copy);
            Files.write(copy.resolve(segment.getFileName()), Arrays.copyOf(whole, length));
            FileStore store = FileStore.open(copy, MIB, JournalFsync.OFF);
            Journal successor = journal(store);
            assertFalse(successor.tainted("t"), "nobody was told of it");
            successor.doubts().held().forEach(successor::released);
            Batch batch = successor.queue().take(10, 0);
            assertNotNull(batch);
            assertEquals(Set.of(Key.of(1)), batch.keys());
            successor.queue().done(batch, List.of(), "");
            write(successor, Key.of(3));
            successor.close();
            try (FileStore third = FileStore.open(copy, MIB, JournalFsync.OFF)) {
                assertEquals(
                        Set.of(Key.of(3)), keys(third.left((table, why) -> {}).inDoubt()));
            }
        }
    }

    @Test
    void aBitThatFlipsTaintsEveryTableAndLosesNothingElse() throws Exception {
        Journal journal = journal(store());
        for (int i = 1; i <= 3; i++) {
            write(journal, Key.of(i));
        }
        Path segment = segments(directory()).get(0);
        byte[] whole = Files.readAllBytes(segment);
        for (int bit = 0; bit < whole.length * 8; bit += 13) {
            byte[] bad = whole.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Path copy = temp.resolve("flip" + bit);
            copy(directory(), copy);
            Files.write(copy.resolve(segment.getFileName()), bad);
            boolean number = bit / 8 >= 8 && bit / 8 < 16; // of the file itself: nothing depends on it
            FileStore store = FileStore.open(copy, MIB, JournalFsync.OFF);
            Journal successor = journal(store);
            assertEquals(!number, successor.tainted("t"), "bit " + bit);
            successor.clear(Taint.EVERY_TABLE);
            successor.close();
            try (FileStore third = FileStore.open(copy, MIB, JournalFsync.OFF)) {
                Store.Left left = third.left((table, why) -> {});
                assertEquals(List.of(), left.taints(), "once verified it is over");
                int least = bit / 8 < 16 && !number ? 0 : bit < (16 + (whole.length - 16) / 3) * 8 ? 0 : 1;
                assertTrue(left.inDoubt().size() >= least, "what can be read is kept; bit " + bit);
            }
        }
    }

    static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void taintsOutliveTheProcessUntilTheyAreCleared() throws Exception {
        Journal first = journal(store());
        first.taint("t", "DDL");
        first.taint("u", "CALL " + "x".repeat(5_000));
        first.taint("n".repeat(2_000), "a name that fits in no slot");
        Path copy = crash();
        Journal second = journal(store(copy));
        assertTrue(second.tainted("t") && second.tainted("u") && second.tainted(Taint.EVERY_TABLE));
        second.clear("t");
        second.clear(Taint.EVERY_TABLE);
        second.close();
        Set<String> tables = new TreeSet<>();
        left(copy).taints().forEach(taint -> tables.add(taint.table()));
        assertEquals(Set.of("u"), tables);
    }

    @Test
    void whenTheSlotsAreUsedUpEveryTableIsTainted() throws Exception {
        Journal first = journal(store());
        for (int i = 1; i < TaintFile.SLOTS; i++) {
            first.taint("t" + i, "DDL");
        }
        assertFalse(journal(store(crash())).tainted("other"));
        long size = Files.size(directory().resolve("taints"));
        first.taint("one more", "DDL");
        assertEquals(size, Files.size(directory().resolve("taints")));
        Journal second = journal(store(crash()));
        assertTrue(second.tainted("one more") && second.tainted("t1"));
    }

    @Test
    void aTaintThatCannotBeReadTaintsEveryTable() throws Exception {
        Journal first = journal(store());
        first.taint("t", "DDL");
        byte[] whole = Files.readAllBytes(directory().resolve("taints"));
        int slot = (2 + 1) * TaintFile.BLOCK;
        for (int at = slot; at < slot + 15; at++) {
            Path copy = temp.resolve("taint" + at);
            copy(directory(), copy);
            byte[] bad = whole.clone();
            bad[at] ^= 4;
            Files.write(copy.resolve("taints"), bad);
            Journal second = journal(store(copy));
            assertTrue(second.tainted("t") && second.tainted("any"), "byte " + (at - slot));
            second.clear(Taint.EVERY_TABLE);
            second.close();
            assertFalse(journal(store(copy)).tainted("any"), "once verified it is over");
        }
    }

    @Test
    void aFileOfTaintsThatIsGoneOrCutTaintsEveryTable() throws Exception {
        Journal first = journal(store());
        write(first, Key.of(1));
        Path gone = crash();
        Files.delete(gone.resolve("taints"));
        assertTrue(journal(store(gone)).tainted("t"));
        Path cut = crash();
        byte[] whole = Files.readAllBytes(cut.resolve("taints"));
        Files.write(cut.resolve("taints"), Arrays.copyOf(whole, 5_000));
        assertTrue(journal(store(cut)).tainted("t"));
        Path older = crash();
        byte[] half = whole.clone();
        Arrays.fill(half, TaintFile.BLOCK, 2 * TaintFile.BLOCK, (byte) 7);
        Files.write(older.resolve("taints"), half);
        assertFalse(journal(store(older)).tainted("t"), "the process died while it wrote one of the two copies");
    }

    @Test
    void aMachineThatStoppedTaintsEveryTableUnlessAllWasOnItsDisk() throws Exception {
        for (JournalFsync fsync : JournalFsync.values()) {
            Path directory = temp.resolve(fsync.toString());
            FileStore store = FileStore.open(directory, MIB, fsync, new Segment.Disk() {}, "a");
            Journal journal = journal(store);
            write(journal, Key.of(1));
            Path copy = temp.resolve(fsync + "-copy");
            copy(directory, copy);
            assertEquals(fsync != JournalFsync.COMMIT, tainted(copy, fsync, "b"), "rebooted, " + fsync);
            Path same = temp.resolve(fsync + "-same");
            copy(directory, same);
            assertFalse(tainted(same, fsync, "a"), "only the process died, " + fsync);
            assertFalse(tainted(same, fsync, "b"), "what the dead process left was brought to the disk, " + fsync);
            journal.flush();
            Path flushed = temp.resolve(fsync + "-flushed");
            copy(directory, flushed);
            assertFalse(tainted(flushed, fsync, "b"), "all was on the disk, " + fsync);
            write(journal, Key.of(2));
            Path again = temp.resolve(fsync + "-again");
            copy(directory, again);
            assertEquals(fsync != JournalFsync.COMMIT, tainted(again, fsync, "b"), "and then no more, " + fsync);
            journal.close();
            assertFalse(tainted(directory, fsync, "b"), "closed, " + fsync);
        }
    }

    private boolean tainted(Path directory, JournalFsync fsync, String boot) throws IOException {
        try (FileStore store = FileStore.open(directory, MIB, fsync, new Segment.Disk() {}, boot)) {
            return journal(store).tainted("t");
        }
    }

    @Test
    void numbersAndTheNameAreNeverGivenTwice() throws Exception {
        FileStore first = store();
        String name = first.name();
        long number = first.next();
        first.close();
        FileStore second = store();
        assertEquals(name, second.name());
        assertTrue(second.next() > number);
        assertNotEquals(name, store(temp.resolve("other")).name());
    }

    @Test
    void anInterruptOfWhoRecordsDoesNoHarm() throws Exception {
        Journal journal = journal(store());
        Thread.currentThread().interrupt();
        write(journal, Key.of(1));
        journal.taint("u", "DDL");
        write(journal, Key.of(2));
        assertTrue(Thread.interrupted(), "and it is still to be seen");
        write(journal, Key.of(3));
        Store.Left left = left(crash());
        assertEquals(3, left.inDoubt().size());
        assertEquals("u", left.taints().get(0).table());
        Thread.currentThread().interrupt();
        FileStore opened = store(crash());
        assertTrue(Thread.interrupted());
        assertEquals(3, opened.left((table, why) -> {}).inDoubt().size());
    }

    @Test
    void wordOfWritesThatWentByUnseenTaintsEveryTable() throws Exception {
        FileStore.missed(directory(), "at rest", false);
        assertFalse(Files.exists(directory()), "nothing was ever mirrored");
        Journal first = journal(store());
        first.close();
        FileStore.missed(directory(), "at rest", false);
        Journal second = journal(store());
        assertFalse(second.tainted("t"));
        second.begin();
        second.close();
        FileStore.missed(directory(), "at rest", false);
        Journal third = journal(store());
        assertTrue(third.tainted("t"));
        third.clear(Taint.EVERY_TABLE);
        third.close();
        assertFalse(journal(store()).tainted("t"), "said once");
        FileStore.missed(temp.resolve("new"), "it could not be opened", true);
        assertTrue(journal(store(temp.resolve("new"))).tainted("t"));
    }
}
