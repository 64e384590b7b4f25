package dev.shunt.diff;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.compare.Difference;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.DiffValues;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that were cut off in a line. */
class TornLogTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Path directory;
    private final Path file;

    TornLogTest(@TempDir Path directory) {
        this.directory = directory;
        this.file = directory.resolve(DiffLog.FILE);
    }

    @Test
    void aLogThatIsCutAtAnyByteIsReadUpToThereAndWholeAgainAfterTheNextWrite() throws IOException {
        try (DiffLog log = log()) {
            List.of("erster", "zweiter: grüße \"\\ 😀", "dritter").forEach(text -> log.append(Diffs.value(text)));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(file, cut);
            boolean lacksOnlyItsEnd = length < whole.length && whole[length] == '\n';
            long records = new String(cut, StandardCharsets.UTF_8)
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    + (lacksOnlyItsEnd ? 1 : 0);
            assertEquals(records, DiffReader.read(directory).size(), "cut at byte " + length);

            DiffFile log = new DiffFile(file, () -> 1 << 20);
            log.write(DiffLine.of(Diffs.value("next")));
            log.close();
            assertEveryLineIsJson("cut at byte " + length);
            List<DiffRecord> read = DiffReader.read(directory);
            assertEquals(records + 1, read.size(), "cut at byte " + length);
            assertTrue(read.stream().anyMatch(diff -> diff.fingerprint().equals("next")));
        }
    }

    @Test
    void aLogOfAProcessThatIsKilledIsWholeAgainAfterTheNextWrite() throws IOException, InterruptedException {
        for (int kill = 0; kill < 3; kill++) {
            long before = Files.exists(file) ? Files.size(file) : 0;
            Process writer = new ProcessBuilder(
                            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            file.toString())
                    .inheritIO()
                    .start();
            try {
                await().atMost(LONG).until(() -> Files.exists(file) && Files.size(file) > before + 100_000);
            } finally {
                writer.destroyForcibly().waitFor();
            }
            int read = DiffReader.read(directory).size();
            try (DiffLog log = log()) {
                log.append(Diffs.value("after the kill"));
            }
            assertEveryLineIsJson("kill " + kill);
            assertEquals(read + 1, DiffReader.read(directory).size());
        }
    }

    /** Writes long lines until it is killed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            DiffFile log = new DiffFile(Path.of(arguments[0]), () -> 1L << 30);
            String value = "x".repeat(1_000);
            for (int i = 0; ; i++) {
                Difference difference = new Difference(Kind.VALUE, "" + i, "name", value, null);
                log.write(DiffLine.of(Diffs.of(value, difference, DiffValues.FULL)));
            }
        }
    }

    private DiffLog log() {
        return new DiffLog(file, () -> 1L << 30);
    }

    private void assertEveryLineIsJson(String when) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.endsWith("\n"), when);
        for (String line : text.split("\n")) {
            assertTrue(JSON.std.mapFrom(line).containsKey("id"), when);
        }
    }
}
