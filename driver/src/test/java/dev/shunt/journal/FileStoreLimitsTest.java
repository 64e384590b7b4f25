package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.JournalFsync;
import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Key;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal's file where space, or the disk, comes to an end; and how it is kept small. */
class FileStoreLimitsTest {
    private static final long MIB = 1 << 20;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    /** A disk that can be full, and whose forces can be counted, held up, and made to fail. */
    private final class BadDisk implements Segment.Disk {
        final AtomicInteger forces = new AtomicInteger();
        final AtomicInteger inForce = new AtomicInteger();
        volatile boolean full;
        volatile long room = Long.MAX_VALUE;
        volatile boolean broken;
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public RandomAccessFile open(File file) throws IOException {
            return new RandomAccessFile(file, "rw") {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    if (full || room < Long.MAX_VALUE && bytes() + length > room) {
                        super.write(bytes, from, length / 2);
                        throw new IOException("No space left on device");
                    }
                    super.write(bytes, from, length);
                }
            };
        }

        @Override
        public void force(RandomAccessFile file) throws IOException {
            forces.incrementAndGet();
            inForce.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                inForce.decrementAndGet();
            }
            if (broken) {
                throw new IOException("Input/output error");
            }
        }
    }

    private final BadDisk disk = new BadDisk();

    private FileStore store(long max, JournalFsync fsync) throws IOException {
        return FileStore.open(temp, max, fsync, disk, "boot");
    }

    private static Journal journal(Store store) {
        Journal journal = new Journal(System::nanoTime, () -> Instant.EPOCH, 1_000_000, store);
        journal.recover();
        return journal;
    }

    private static Intent write(Journal journal, String table, long key) {
        try {
            return journal.record(
                    Map.of(table, Set.of(Key.of(key, "some text of a usual length"))), Set.of(), null, false);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path segment : FileStoreTest.segments(temp)) {
            bytes += segment.toFile().length(); // 0 for one that is deleted meanwhile
        }
        return bytes;
    }

    @Test
    void whatCannotBeNarrowedStaysAsItWasRecordedBefore() throws Exception {
        Journal journal = journal(store(4_096, JournalFsync.OFF));
        Intent before = journal.record(Map.of(), Set.of("t"), null, false);
        Set<Key> many = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            many.add(Key.of(i, "a text that takes more room than there is"));
        }
        assertSame(before, journal.narrow(before, Map.of("t", many), Set.of()));
        assertFalse(journal.tainted("t"), "the table stands for its rows");
        journal.close();
    }

    @Test
    void onAFullDiskTheTablesWrittenToAreTaintedAndNothingElseIsLost() throws Exception {
        FileStore store = store(8 * MIB, JournalFsync.INTERVAL);
        Journal journal = journal(store);
        write(journal, "t", 1);
        disk.full = true;
        write(journal, "u", 2);
        assertTrue(journal.tainted("u"));
        assertFalse(journal.tainted("t"));
        String problem = store.state().problem();
        assertTrue(problem != null && problem.contains("No space left"), problem);
        disk.full = false;
        write(journal, "v", 3); // right behind what was cut off
        assertFalse(journal.tainted("v"));
        await().atMost(LONG).until(() -> {
            write(journal, "v", 3);
            return store.state().problem() == null;
        });
        store.close();
        Journal successor = journal(store(8 * MIB, JournalFsync.INTERVAL));
        assertTrue(successor.tainted("u"), "it outlives the process, though the disk was full");
        assertFalse(successor.tainted("t"));
        successor.doubts().held().forEach(successor::released);
        Set<String> tables = new HashSet<>();
        for (Batch batch = successor.queue().take(10, 0);
                batch != null;
                batch = successor.queue().take(10, 0)) {
            tables.add(batch.table());
        }
        assertTrue(tables.containsAll(Set.of("t", "v")), tables.toString());
        successor.close();
    }

    /** Writes until nothing more is taken, into more than one file. */
    private List<Intent> fill(Journal journal) throws IOException {
        List<Intent> open = new ArrayList<>();
        while (bytes() < 150 << 10) {
            open.add(write(journal, "t", open.size()));
        }
        await().atMost(LONG).until(() -> FileStoreTest.segments(temp).size() > 1);
        while (!journal.tainted("t")) {
            open.add(write(journal, "t", open.size()));
        }
        return open;
    }

    @Test
    void aDiskThatTheJournalHasFilledIsFreeAgainOnceItsRowsAreDoneWith() throws Exception {
        disk.room = 300 << 10;
        Journal journal = journal(store(MIB, JournalFsync.OFF));
        fill(journal).forEach(intent -> journal.settle(intent, Outcome.ROLLED_BACK));
        await().atMost(LONG).until(() -> bytes() < disk.room / 2);
        write(journal, "u", 1);
        assertFalse(journal.tainted("u"));
        await().atMost(LONG).until(() -> journal.state().problem() == null);
        journal.close();
    }

    @Test
    void aDiskThatOneFileOfTheJournalHasFilledIsFreeAgainToo() throws Exception {
        disk.room = 50 << 10;
        Journal journal = journal(store(MIB, JournalFsync.OFF));
        List<Intent> open = new ArrayList<>();
        while (!journal.tainted("t")) {
            open.add(write(journal, "t", open.size()));
        }
        open.forEach(intent -> journal.settle(intent, Outcome.ROLLED_BACK));
        await().atMost(LONG).until(() -> bytes() < disk.room / 2);
        write(journal, "u", 1);
        assertFalse(journal.tainted("u"));
        journal.close();
        try (FileStore next = store(MIB, JournalFsync.OFF)) {
            assertEquals(1, next.left((table, why) -> {}).inDoubt().size(), "what came after is there");
        }
    }

    @Test
    void whatAFullDiskHasSpoiltIsEmptiedWhereItStands() throws Exception {
        Journal journal = journal(store(MIB, JournalFsync.OFF));
        List<Intent> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            open.add(write(journal, "t", i));
        }
        disk.full = true; // there is no room even for the beginning of another file
        open.add(write(journal, "t", 100));
        open.forEach(intent -> journal.settle(intent, Outcome.ROLLED_BACK));
        await().atMost(LONG).until(() -> bytes() <= Segment.HEADER);
        disk.full = false;
        write(journal, "u", 1);
        assertFalse(journal.tainted("u"));
        journal.close();
    }

    @Test
    void whatIsDoneWithMakesRoomForTheNextStartBeforeAnythingIsWritten() throws Exception {
        Journal first = journal(store(MIB, JournalFsync.OFF));
        for (int i = 0; i < 100; i++) {
            first.settle(write(first, "t", i), Outcome.ROLLED_BACK);
        }
        first.close();
        disk.room = bytes();
        Journal second = journal(store(MIB, JournalFsync.OFF));
        write(second, "u", 1);
        assertFalse(second.tainted("u"));
        second.close();
    }

    @Test
    void aJournalThatIsOpenedOnADiskThatItHasFilledRecoversAsItsRowsAreSynced() throws Exception {
        disk.room = 300 << 10;
        Journal first = journal(store(MIB, JournalFsync.OFF));
        int filled = fill(first).size();
        first.close();
        Journal second = journal(store(MIB, JournalFsync.OFF));
        write(second, "u", 1);
        assertTrue(second.tainted("u"), "there is no room yet");
        second.doubts().held().forEach(second::released);
        for (Batch batch = second.queue().take(filled, 0);
                batch != null;
                batch = second.queue().take(filled, 0)) {
            second.queue().done(batch, List.of(), "");
        }
        await().atMost(LONG)
                .until(() -> second.state().bytes() > 0 && second.state().bytes() < disk.room / 5);
        write(second, "v", 1);
        assertFalse(second.tainted("v"));
        second.close();
    }

    @Test
    void aForceThatFailsAtTheStartTaintsEveryTableAndLeavesWhatIsThere(@TempDir Path killed) throws Exception {
        Journal first = journal(store(8 * MIB, JournalFsync.INTERVAL));
        write(first, "t", 1);
        FileStoreTest.copy(temp, killed);
        first.close();
        disk.broken = true;
        FileStore store = FileStore.open(killed, 8 * MIB, JournalFsync.INTERVAL, disk, "boot");
        Journal second = journal(store);
        assertTrue(second.tainted("any"));
        disk.broken = false;
        await().atMost(LONG).until(() -> store.state().problem() == null);
        second.close();
        try (FileStore third = FileStore.open(killed, 8 * MIB, JournalFsync.INTERVAL)) {
            assertEquals(1, third.left((table, why) -> {}).inDoubt().size());
        }
    }

    @Test
    void aFileThatIsThereIsNeverOverwritten() throws Exception {
        Path file = Files.writeString(Segment.file(temp.toFile(), 1).toPath(), "somebody's");
        assertThrows(IOException.class, () -> Segment.create(temp.toFile(), 1, disk));
        assertEquals("somebody's", Files.readString(file));
    }

    @Test
    void beyondItsBoundTablesAreTaintedUntilThereIsRoomAgain() throws Exception {
        FileStore store = store(MIB, JournalFsync.OFF);
        Journal journal = journal(store);
        List<Intent> open = new ArrayList<>();
        while (!journal.tainted("t")) {
            open.add(write(journal, "t", open.size()));
            assertTrue(bytes() <= MIB, "the bound");
        }
        assertTrue(open.size() > 5_000, open.size() + " fit");
        String problem = store.state().problem();
        assertTrue(problem != null && problem.contains("journal.max"), problem);
        open.forEach(intent -> journal.settle(intent, Outcome.ROLLED_BACK));
        await().atMost(LONG).until(() -> bytes() < MIB / 2);
        write(journal, "u", 1);
        assertFalse(journal.tainted("u"));
        assertNull(store.state().problem());
        journal.close();
    }

    @Test
    void whatIsThrownAwayUnderLoadIsNeverWhatIsStillNeeded() throws Exception {
        long seed = System.nanoTime();
        System.out.println("FileStoreLimitsTest seed " + seed);
        FileStore store = store(4 * MIB, JournalFsync.OFF);
        Journal journal = journal(store);
        ConcurrentLinkedQueue<Long> kept = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed + i);
            threads.add(new Thread(() -> {
                List<Intent> open = new ArrayList<>();
                for (int n = 0; n < 40_000; n++) {
                    if (n % 100 == 0) { // a keeper that is held up must not make it full
                        await().pollDelay(Duration.ZERO)
                                .atMost(LONG)
                                .until(() -> store.state().bytes() < 3 * MIB);
                    }
                    open.add(write(journal, "t", n));
                    if (open.size() > 300) {
                        int which = random.nextInt(10) == 0 ? open.size() - 1 : 0;
                        Intent done = open.remove(random.nextInt(100) == 0 ? random.nextInt(300) : which);
                        journal.settle(done, Outcome.ROLLED_BACK);
                    }
                }
                open.forEach(intent -> kept.add(intent.number()));
            }));
        }
        threads.forEach(Thread::start);
        long most = 0;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                thread.join(20);
                most = Math.max(most, store.state().bytes());
            }
        }
        assertFalse(journal.tainted("t"));
        assertTrue(most < 4 * MIB, most + " bytes");
        await().atMost(LONG).until(() -> store.state().intents() == kept.size());
        journal.close();
        FileStore again = store(4 * MIB, JournalFsync.OFF);
        Set<Long> found = new HashSet<>();
        again.left((table, why) -> {}).inDoubt().forEach(intent -> found.add(intent.number()));
        assertEquals(new HashSet<>(kept), found);
        again.close();
    }

    @Test
    void commitsThatComeTogetherShareOneForce() throws Exception {
        Journal journal = journal(store(8 * MIB, JournalFsync.COMMIT));
        int before = disk.forces.get();
        disk.gate = new CountDownLatch(1);
        AtomicInteger returned = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int key = i;
            Thread thread = new Thread(() -> {
                write(journal, "t", key);
                returned.incrementAndGet();
            });
            threads.add(thread);
            thread.start();
            await().atMost(LONG).until(() -> journal.state().intents() == key + 1);
        }
        assertEquals(0, returned.get(), "nobody goes on before the disk has it");
        disk.gate.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        int forces = disk.forces.get() - before;
        assertTrue(forces <= 3, forces + " forces for 20 commits");
        assertFalse(journal.tainted("t"));
        journal.close();
    }

    @Test
    void aForceThatFailsTaintsAllThatWaitedForIt() throws Exception {
        Journal journal = journal(store(8 * MIB, JournalFsync.COMMIT));
        disk.gate = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String table = "t" + i;
            Thread thread = new Thread(() -> write(journal, table, 1));
            threads.add(thread);
            thread.start();
            int recorded = i + 1;
            await().atMost(LONG).until(() -> journal.state().intents() == recorded);
        }
        disk.broken = true;
        disk.gate.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(journal.tainted("t0") && journal.tainted("t1") && journal.tainted("t2"));
        disk.broken = false;
        write(journal, "u", 1);
        assertFalse(journal.tainted("u"));
        journal.close();
    }

    @Test
    void aForceThatFailsInTheBackgroundTaintsEveryTable() throws Exception {
        Journal journal = journal(store(8 * MIB, JournalFsync.INTERVAL));
        disk.broken = true;
        write(journal, "t", 1);
        await().atMost(LONG).until(() -> journal.tainted("any"));
        assertNotNull(journal.state().problem());
        disk.broken = false;
        await().atMost(LONG).until(() -> journal.state().problem() == null);
        journal.close();
    }
}
