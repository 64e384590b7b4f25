package dev.shunt.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffTailTest {
    private final Path directory;
    private final Path file;

    DiffTailTest(@TempDir Path directory) {
        this.directory = directory;
        this.file = directory.resolve(DiffLog.FILE);
    }

    @Test
    void onlyWhatIsAddedIsShownOnceAndOverManyRotations() throws IOException {
        DiffFile log = new DiffFile(file, () -> 4_000);
        log.write(line("before"));
        List<String> seen = new ArrayList<>();
        List<String> written = new ArrayList<>();
        try (DiffTail tail = DiffTail.atEnd(directory)) {
            for (int i = 0; i < 100; i++) {
                log.write(line("q" + i));
                written.add("q" + i);
                if (i % 3 == 0) {
                    visit(tail, seen);
                }
            }
            visit(tail, seen);
        }
        log.close();
        assertTrue(Files.exists(DiffFile.previous(file)));
        assertEquals(written, seen);
    }

    @Test
    void aLogThatIsNotThereYetIsFollowedFromItsFirstLine() throws IOException {
        List<String> seen = new ArrayList<>();
        try (DiffTail tail = DiffTail.atEnd(directory)) {
            visit(tail, seen);
            DiffFile log = new DiffFile(file, () -> 1 << 20);
            log.write(line("first"));
            log.close();
            visit(tail, seen);
        }
        assertEquals(List.of("first"), seen);
    }

    @Test
    void aLineThatIsTornAndCutOffIsNeitherShownNorInTheWayOfTheNext() throws IOException {
        List<String> seen = new ArrayList<>();
        Files.writeString(file, "");
        try (DiffTail tail = DiffTail.atEnd(directory)) {
            String torn = line("torn").substring(0, 200);
            Files.writeString(file, torn, StandardOpenOption.APPEND);
            visit(tail, seen);
            new DiffFile(file, () -> 1 << 20).write(line("a"));
            visit(tail, seen);
        }
        assertEquals(List.of("a"), seen);
    }

    private static String line(String fingerprint) throws IOException {
        return DiffLine.of(Diffs.value(fingerprint));
    }

    private static void visit(DiffTail tail, List<String> seen) throws IOException {
        tail.visit(diff -> seen.add(diff.fingerprint()));
    }
}
