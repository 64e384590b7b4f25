package dev.shunt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatcherTest {
    private final Path path;
    private final AtomicLong clock = new AtomicLong();
    private final List<Reading> settled = new ArrayList<>();
    private final Watcher watcher;

    WatcherTest(@TempDir Path directory) {
        path = directory.resolve("f");
        watcher = new Watcher(path, Reading.of(path), settled::add, clock::get);
    }

    private void lookAfter(int millis) {
        clock.addAndGet(Duration.ofMillis(millis).toNanos());
        watcher.look();
    }

    @Test
    void contentIsHandedOnWhenItStayedTheSameForAWhile() throws IOException {
        Files.writeString(path, "a\n");
        lookAfter(10_000);
        lookAfter(99);
        Files.writeString(path, "a\nb\n");
        lookAfter(1);
        lookAfter(99);
        assertEquals(List.of(), settled);
        lookAfter(1);
        assertEquals(List.of(new Reading("a\nb\n", null)), settled);
    }

    @Test
    void aChangeIsHandedOnWithinASecondEvenIfItComesRightAfterALookAndEndsWithinALine() throws IOException {
        Duration wait = watcher.look();
        Files.writeString(path, "gray.percent = 2");
        while (settled.isEmpty()) {
            clock.addAndGet(wait.toNanos());
            wait = watcher.look();
        }
        assertTrue(clock.get() <= Duration.ofSeconds(1).toNanos(), clock.toString());
    }

    @Test
    void contentThatEndsWithinALineIsGivenMoreTime() throws IOException {
        Files.writeString(path, "gray.percent = 2");
        lookAfter(10_000);
        lookAfter(399);
        assertEquals(List.of(), settled);
        Files.writeString(path, "gray.percent = 25\n");
        lookAfter(1);
        lookAfter(100);
        assertEquals(List.of(new Reading("gray.percent = 25\n", null)), settled);
        Files.writeString(path, "gray.percent = 2");
        lookAfter(1);
        lookAfter(400);
        assertEquals(2, settled.size());
    }

    @Test
    void aFileThatIsGoneForAMomentIsNotHandedOnAsMissing() throws IOException {
        Files.writeString(path, "a\n");
        lookAfter(1);
        lookAfter(100);
        Files.delete(path);
        lookAfter(10_000);
        Files.writeString(path, "a\n");
        lookAfter(99);
        lookAfter(100);
        assertEquals(List.of(new Reading("a\n", null), new Reading("a\n", null)), settled);
    }

    @Test
    void whatFailsBehindItDoesNotEndTheWatching() {
        try (Log log = new Log(Watcher.class)) {
            Watcher failing = new Watcher(
                    path,
                    Reading.of(path),
                    reading -> {
                        throw new StackOverflowError();
                    },
                    clock::get);
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
            assertEquals(Duration.ofMillis(250), failing.look());
            assertEquals(List.of("SEVERE " + path + ": looking for changes failed"), log.lines());
        }
    }
}
