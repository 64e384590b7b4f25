package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.JournalFsync;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal's directory between processes: who holds it, and what one that was killed has left. */
class FileStoreProcessTest {
    private static final long MAX = 4 << 20;
    private static final List<String> MODES = List.of("COMMIT", "INTERVAL", "OFF", "INTERVAL");

    @TempDir
    Path temp;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void end() {
        children.forEach(Process::destroyForcibly);
    }

    private Process child(Path directory, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                JournalHolder.class.getName(),
                directory.toString()));
        command.addAll(List.of(args));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        children.add(child);
        return child;
    }

    private static void opened(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertEquals("open", line);
    }

    private static BufferedReader reader(Process child) {
        return child.inputReader(StandardCharsets.US_ASCII);
    }

    @Test
    void oneProcessAtATimeHoldsTheDirectoryAndItsDeathFreesIt() throws Exception {
        Process child = child(temp, Long.toString(MAX), "OFF", "hold");
        opened(reader(child));
        String said = assertThrows(IOException.class, () -> FileStore.open(temp, MAX, JournalFsync.OFF))
                .getMessage();
        assertTrue(said.contains(temp.toString()) && said.contains(Long.toString(child.pid())), said);
        assertTrue(said.contains("another state.dir"), said);
        child.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        FileStore taken = FileStore.open(temp, MAX, JournalFsync.OFF);
        said = assertThrows(IOException.class, () -> FileStore.open(temp, MAX, JournalFsync.OFF))
                .getMessage();
        assertTrue(said.contains("(this one)"), said);
        Process other = child(temp, Long.toString(MAX), "OFF", "hold");
        String line = reader(other).readLine();
        assertFalse("open".equals(line), "the refused second open of this process has not freed the lock");
        taken.close();
        FileStore.open(temp, MAX, JournalFsync.OFF).close();
    }

    @Test
    void aProcessThatIsKilledHasLeftAllThatItRecordedAndDidNotClear() throws Exception {
        long seed = System.nanoTime();
        System.out.println("FileStoreProcessTest seed " + seed);
        Random random = new Random(seed);
        Set<Long> open = new TreeSet<>();
        Set<Long> cleared = new TreeSet<>();
        for (int kill = 0; kill < MODES.size(); kill++) {
            String fsync = MODES.get(kill);
            Process child = child(temp, Long.toString(MAX), fsync, "work", Long.toString(random.nextLong(1L << 40)));
            BufferedReader out = reader(child);
            opened(out);
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300 + random.nextInt(700));
            int lines = 0;
            String line = out.readLine();
            boolean killed = false;
            for (; line != null; line = out.readLine()) {
                if (!killed && System.nanoTime() > until && ++lines > 3_000) {
                    child.toHandle().destroyForcibly(); // the process's own method closes what is still to be read
                    killed = true;
                }
                if (line.matches("[+-]\\d{13,}")) {
                    long number = Long.parseLong(line.substring(1));
                    (line.startsWith("+") ? open : cleared).add(number);
                }
            }
            child.waitFor(1, TimeUnit.MINUTES);
            open.removeAll(cleared);
            try (FileStore store = FileStore.open(temp, MAX, JournalFsync.OFF)) {
                Store.Left left = store.left((table, why) -> {});
                assertEquals(List.of(), left.taints());
                Set<Long> found = new TreeSet<>();
                left.inDoubt().forEach(intent -> found.add(intent.number()));
                Set<Long> lost = new TreeSet<>(open);
                lost.removeAll(found);
                assertEquals(Set.of(), lost, "kill " + kill + " of seed " + seed);
                long bytes = 0;
                for (Path segment : FileStoreTest.segments(temp)) {
                    bytes += Files.size(segment);
                }
                assertTrue(bytes < MAX + MAX / 4, bytes + " bytes");
                left.inDoubt().stream()
                        .filter(intent -> open.contains(intent.number()) && random.nextInt(3) > 0)
                        .forEach(intent -> {
                            open.remove(intent.number());
                            store.cleared(intent);
                        });
            }
        }
        List<Path> left = FileStoreTest.segments(temp);
        long last = Segment.number(left.get(left.size() - 1).getFileName().toString());
        assertTrue(last > 2L * MODES.size(), last + " files, of which each start begins one");
    }
}
