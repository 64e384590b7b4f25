package dev.shunt.config;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final String TARGET = ConfigTest.TARGET;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final Path path;
    private final Log log = new Log(ConfigFile.class);
    private @Nullable ConfigFile opened;

    ConfigFileTest(@TempDir Path directory) {
        this.directory = directory;
        this.path = directory.resolve("shunt.properties");
    }

    @BeforeEach
    void start() throws Exception {
        write("gray.percent = 1\n");
        opened = ConfigFile.open(path);
    }

    @AfterEach
    void stop() {
        file().close();
        log.close();
    }

    private ConfigFile file() {
        if (opened == null) {
            throw new IllegalStateException("not opened");
        }
        return opened;
    }

    private void write(String knobs) throws IOException {
        Files.writeString(path, TARGET + knobs);
    }

    /** As {@link #write}, so that nobody sees the file empty, which would be said too. */
    private void writeAtOnce(String knobs) throws IOException {
        Path fresh = Files.writeString(directory.resolve("fresh"), TARGET + knobs);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private int gray() {
        return file().current().get(Options.GRAY_PERCENT);
    }

    private void awaitGray(int hundredths) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> gray() == hundredths);
    }

    private void awaitProblem(String part) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> String.valueOf(file().problem())
                .contains(part));
    }

    private void awaitNoProblem() {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> file().problem() == null);
    }

    /** Lets the watcher look a few times. */
    private void staysFor(Duration duration, int hundredths) {
        await().during(duration).atMost(LIMIT.plus(duration)).until(() -> gray() == hundredths);
    }

    @Test
    void anEditInPlaceIsApplied() throws IOException {
        Instant before = file().applied();
        write("gray.percent = 2\n");
        awaitGray(200);
        assertTrue(file().applied().isAfter(before));
        write("gray.percent = 3"); // without an end of the line
        awaitGray(300);
        assertNull(file().problem());
    }

    @Test
    void aRenameOverTheFileIsApplied() throws IOException {
        Path fresh = Files.writeString(directory.resolve("fresh"), TARGET + "gray.percent = 2\n");
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        awaitGray(200);
    }

    @Test
    void aChangeThatLeavesTimeAndSizeIsApplied() throws IOException {
        FileTime time = Files.getLastModifiedTime(path);
        write("gray.percent = 2\n");
        Files.setLastModifiedTime(path, time);
        awaitGray(200);
    }

    @Test
    void theSymlinkSwapOfAKubernetesConfigMapIsApplied() throws Exception {
        Path volume = Files.createDirectory(directory.resolve("volume"));
        Path data = volume.resolve("..data");
        Files.createSymbolicLink(data, version(volume, "..1", "gray.percent = 4\n"));
        Path mounted = volume.resolve("shunt.properties");
        Files.createSymbolicLink(mounted, Path.of("..data", "shunt.properties"));
        try (ConfigFile watched = ConfigFile.open(mounted)) {
            Path swapped = volume.resolve("..data_tmp");
            Files.createSymbolicLink(swapped, version(volume, "..2", "gray.percent = 5\n"));
            Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
            await().atMost(LIMIT).until(() -> watched.current().get(Options.GRAY_PERCENT) == 500);
        }
    }

    private static Path version(Path volume, String name, String knobs) throws IOException {
        Path version = Files.createDirectory(volume.resolve(name));
        Files.writeString(version.resolve("shunt.properties"), TARGET + knobs);
        return version.getFileName();
    }

    @Test
    void brokenContentKeepsTheLastGoodOneAndSaysSoOnceByLineAndKey() throws IOException {
        Config good = file().current();
        writeAtOnce("gray.percent = ten\n");
        awaitProblem("line 2: gray.percent = ten");
        staysFor(Duration.ofMillis(800), 100);
        assertSame(good, file().current());
        assertEquals(
                List.of("WARNING " + path + ": line 2: gray.percent = ten: allowed: 0 to 100 in steps of 0.01;"
                        + " the last good content stays in use"),
                log.lines());

        writeAtOnce("shadow.percnt = 1\n");
        awaitProblem("unknown option shadow.percnt");
        writeAtOnce("gray.percent = 2\n");
        awaitGray(200);
        awaitNoProblem();
        await().atMost(LIMIT).until(() -> log.lines().size() == 4);
        assertEquals("INFO " + path + ": is good again", log.lines().get(2));
        assertEquals("INFO " + path + ": applied", log.lines().get(3));
    }

    @Test
    void emptyContentKeepsTheLastGoodOne() throws IOException {
        Files.writeString(path, "");
        awaitProblem("is empty");
        assertEquals(100, gray());
    }

    @Test
    void badlyEncodedContentKeepsTheLastGoodOne() throws IOException {
        Files.write(path, (TARGET + "gray.percent = 2\n# für\n").getBytes(StandardCharsets.ISO_8859_1));
        awaitProblem("line 3: is not UTF-8");
        assertEquals(100, gray());
    }

    @Test
    void aDeletedFileKeepsTheLastGoodContentUntilItIsBack() throws IOException {
        Files.delete(path);
        awaitProblem("does not exist");
        staysFor(Duration.ofMillis(600), 100);
        assertEquals(1, log.lines().size(), log.lines().toString());
        write("gray.percent = 1\n");
        awaitNoProblem();
        Files.delete(path);
        awaitProblem("does not exist");
        write("gray.percent = 2\n");
        awaitGray(200);
    }

    @Test
    void contentThatWasCutOffKeepsTheLastGoodOne() throws IOException {
        Map<String, String> halves = Map.of(
                "mirror = asy", "mirror = asy: allowed",
                "mirr", "is not of the form",
                "mirror = ", "has no value",
                "tables = a, \\", "nothing follows",
                "target.user = ${env:PAT", "has no }");
        for (Map.Entry<String, String> half : halves.entrySet()) {
            write("gray.percent = 2\n" + half.getKey());
            awaitProblem(half.getValue());
            assertTrue(String.valueOf(file().problem()).startsWith("line 3: "), () -> file().problem());
            assertEquals(100, gray(), half.getKey());
        }
        write("gray.percent = 1\n");
        awaitNoProblem();
    }

    @Test
    void aListenerThatThrowsStopsNeitherTheOthersNorTheWatching() throws IOException {
        List<Config> seen = new CopyOnWriteArrayList<>();
        file().onChange(config -> {
            throw new IllegalStateException("broken listener");
        });
        file().onChange(config -> {
            throw new AssertionError("worse");
        });
        file().onChange(seen::add);
        writeAtOnce("gray.percent = 2\n");
        await().atMost(LIMIT).until(() -> seen.size() == 1);
        writeAtOnce("gray.percent = 3\n");
        await().atMost(LIMIT).until(() -> seen.size() == 2);
        assertSame(file().current(), seen.get(1));
    }

    @Test
    void aSecretThatComesLaterIsTakenUpWithoutAnEdit() throws IOException {
        Path secret = directory.resolve("keys");
        write("gray.percent = 2\ngray.keys = ${file:keys}\n");
        awaitProblem("gray.keys: the file keys does not exist");
        Files.writeString(secret, "a,b\n");
        awaitGray(200);
        awaitNoProblem();
    }

    @Test
    void nothingIsAppliedAfterClosing() throws IOException {
        file().close();
        write("gray.percent = 2\n");
        await().atMost(LIMIT).until(() -> watchers().noneMatch(name -> name.equals("shunt-config shunt.properties")));
        assertEquals(100, gray());
    }

    @Test
    void theWatcherIsADaemonThatKeepsNoApplicationLoaded() {
        Thread watcher = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("shunt-config "))
                .findFirst()
                .orElseThrow();
        assertTrue(watcher.isDaemon());
        assertSame(ConfigFile.class.getClassLoader(), watcher.getContextClassLoader());
    }

    private static Stream<String> watchers() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    @Test
    void aTargetThatIsAddedIsApplied() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "mirror = off\n");
        try (ConfigFile watched = ConfigFile.open(other)) {
            assertFalse(watched.current().hasTarget());
            Files.writeString(other, TARGET + "mirror = async\ntarget.pool.max = 3\n");
            await().atMost(LIMIT).until(() -> watched.current().mirror() == Mirror.ASYNC);
            assertEquals(3, watched.current().get(Options.TARGET_POOL_MAX));
            assertNull(watched.problem());
        }
    }

    @Test
    void anOptionThatNeedsARestartKeepsItsValueAndThatIsSaidUntilItIsTakenBack() throws IOException {
        List<Config> seen = new CopyOnWriteArrayList<>();
        file().onChange(seen::add);
        writeAtOnce("gray.percent = 2\ntarget.pool.max = 20\n");
        awaitGray(200);
        awaitProblem("a change of target.pool.max needs a restart");
        assertEquals(10, file().current().get(Options.TARGET_POOL_MAX));
        staysFor(Duration.ofMillis(600), 200);
        assertEquals(1, seen.size());
        assertEquals(2, log.lines().size(), log.lines().toString());
        assertNotNull(file().problem());
        writeAtOnce("gray.percent = 2\n");
        awaitNoProblem();
    }
}
