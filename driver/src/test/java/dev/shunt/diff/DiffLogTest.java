package dev.shunt.diff;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffLogTest {
    private static final long MIB = 1 << 20;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Path directory;

    DiffLogTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void whatIsAppendedIsReadBackTheSame() throws IOException {
        DiffRecord diff = Diffs.value("SELECT \"a\\b\" FROM people WHERE x = ? -- grüße\n😀");
        write(diff);
        assertEquals(List.of(diff), DiffReader.read(directory));
    }

    @Test
    void theFileGrowsWhileTheLogIsOpen() {
        try (DiffLog log = log(MIB)) {
            log.append(Diffs.value("q"));
            await().atMost(LONG).until(() -> DiffReader.read(directory).size() == 1);
        }
    }

    @Test
    void aTornLastLineIsLeftOutAndTheNextOneIsWhole() throws IOException {
        write(Diffs.value("first"));
        Files.writeString(file(), "{\"id\":\"torn\",\"time\":\"20", StandardOpenOption.APPEND);
        assertEquals(List.of("first"), fingerprints());
        write(Diffs.value("second"));
        assertEquals(List.of("first", "second"), fingerprints());
    }

    @Test
    void linesOfAnotherMakeAreLeftOut() throws IOException {
        write(Diffs.value("good"));
        Files.writeString(file(), "nonsense\n{\"id\":\"x\"}\n[1]\n\n", StandardOpenOption.APPEND);
        Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, '\n'}, StandardOpenOption.APPEND);
        assertEquals(List.of("good"), fingerprints());
    }

    @Test
    void whatCouldNotBeWrittenIsCountedAndToldOnceItCan() throws IOException {
        Path state = Files.writeString(directory.resolve("state"), "no directory");
        Logger told = Logger.getLogger(DiffLog.class.getName());
        AtomicBoolean failed = new AtomicBoolean();
        told.setFilter(line -> {
            failed.set(true);
            return false;
        });
        try (DiffLog log = new DiffLog(state.resolve(DiffLog.FILE), () -> MIB)) {
            log.append(Diffs.value("q"));
            await().atMost(LONG).untilTrue(failed);
            Files.delete(state);
            await().atMost(LONG)
                    .until(() -> DiffReader.read(state).stream()
                                    .mapToLong(DiffRecord::count)
                                    .sum()
                            == 1);
        } finally {
            told.setFilter(null);
        }
    }

    @Test
    void aDirectoryWithoutALogHasNoDiffs() throws IOException {
        assertEquals(List.of(), DiffReader.read(directory.resolve("none")));
    }

    @Test
    void theFilesStayWithinTheirBoundAndHoldTheNewest() throws IOException {
        long max = 20_000;
        try (DiffLog log = log(max)) {
            for (int i = 0; i < 500; i++) {
                log.append(Diffs.value("query number " + i));
            }
        }
        assertTrue(Files.exists(directory.resolve("diffs.1.jsonl")));
        assertTrue(Files.size(file()) + Files.size(directory.resolve("diffs.1.jsonl")) <= max);
        List<String> kept = fingerprints();
        assertEquals("query number 499", kept.get(kept.size() - 1));
        assertTrue(kept.size() > 20, kept.size() + " kept");
        for (String name : List.of("diffs.1.jsonl", "diffs.jsonl")) { // there are values of rows in them
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))),
                    name);
        }
    }

    @Test
    void aFloodOfOneKindIsSampledButCountedExactly() throws IOException {
        AtomicLong millis = new AtomicLong(0);
        try (DiffLog log = new DiffLog(file(), () -> 100 * MIB, () -> Diffs.NOW.plusMillis(millis.get()), 1_000_000)) {
            for (int i = 0; i < 5_000; i++) {
                log.append(Diffs.value("flood"));
            }
            log.append(Diffs.value("rare"));
            millis.set(60_000);
            log.append(Diffs.value("flood"));
            assertEquals(5_002, log.count());
        }
        List<DiffRecord> read = DiffReader.read(directory);
        assertEquals(102, read.stream().filter(DiffRecord::sample).count());
        assertEquals(5_002, read.stream().mapToLong(DiffRecord::count).sum());
    }

    @Test
    void whatTheQueueCannotHoldIsCountedAndFromManyThreadsNothingIsLost() throws IOException {
        try (DiffLog log = new DiffLog(file(), () -> 100 * MIB, () -> Diffs.NOW, 3)) {
            IntStream.range(0, 4_000).parallel().forEach(i -> log.append(Diffs.value("q" + i % 2_000)));
            assertEquals(4_000, log.count());
        }
        List<DiffRecord> read = DiffReader.read(directory);
        assertEquals(4_000, read.stream().mapToLong(DiffRecord::count).sum());
        Set<String> ids = new HashSet<>();
        assertTrue(read.stream().map(DiffRecord::id).allMatch(ids::add));
    }

    @Test
    void aLogThatCannotBeWrittenNeverThrowsAndCatchesUpWhenItCan() throws IOException {
        Path blocked = directory.resolve("state");
        Files.writeString(blocked, "a file where the directory should be");
        try (DiffLog log = new DiffLog(blocked.resolve(DiffLog.FILE), () -> MIB)) {
            log.append(Diffs.value("q"));
            log.append(Diffs.value("q"));
            assertEquals(2, log.count());
            Files.delete(blocked);
            await().atMost(LONG)
                    .until(() -> DiffReader.read(blocked).stream()
                                    .mapToLong(DiffRecord::count)
                                    .sum()
                            == 2);
        }
    }

    @Test
    void closingTwiceAndAppendingAfterwardsIsHarmless() {
        DiffLog log = log(MIB);
        log.close();
        log.append(Diffs.value("late"));
        log.close();
        assertEquals(1, log.count());
    }

    @Test
    void aBoundThatIsLoweredCountsFromTheNextRotation() throws IOException {
        AtomicLong max = new AtomicLong(40_000);
        Path previous = directory.resolve("diffs.1.jsonl");
        DiffFile log = new DiffFile(file(), max::get);
        for (int i = 0; i < 100; i++) {
            log.write(DiffLine.of(Diffs.value("query number " + i)));
        }
        assertTrue(Files.size(previous) > 10_000);
        max.set(10_000);
        for (int i = 0; i < 100; i++) {
            log.write(DiffLine.of(Diffs.value("query number " + i)));
        }
        log.close();
        assertTrue(Files.size(file()) + Files.size(previous) <= 10_000);
    }

    private void write(DiffRecord diff) {
        try (DiffLog log = log(MIB)) {
            log.append(diff);
        }
    }

    private DiffLog log(long max) {
        return new DiffLog(file(), () -> max);
    }

    private Path file() {
        return directory.resolve(DiffLog.FILE);
    }

    private List<String> fingerprints() throws IOException {
        return DiffReader.read(directory).stream().map(DiffRecord::fingerprint).toList();
    }
}
