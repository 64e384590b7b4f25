package dev.shunt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.session.Fence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conditions that a start finds are those by which rows were mirrored last. */
class WheresTest {
    private static final Map<String, String> ONE = Map.of("t", "shop = 1");
    private static final Map<String, String> TWO = Map.of("t", "shop = 2");

    @TempDir
    Path directory;

    private final Fence fence = new Fence();

    private Wheres start() {
        return new Wheres(directory, fence);
    }

    private long unread() {
        return fence.counts().get("reading the conditions in use");
    }

    @Test
    void whatCouldNotBeKeptIsKeptWithTheNextChangeOfAnyKnob() throws Exception {
        start().keep(ONE);
        Path inTheWay = Files.createDirectory(directory.resolve(Wheres.FILE + ".new"));
        Wheres running = start();
        running.keep(TWO);
        assertEquals(Set.of(), start().changed(ONE), "it could not be written");
        Files.delete(inTheWay);
        running.keep(TWO);
        assertEquals(Set.of("t"), start().changed(ONE));
        assertEquals(Set.of(), start().changed(TWO));
    }

    @Test
    void whatCannotBeReadCountsAsChangedAndIsWrittenAnew() throws Exception {
        Files.writeString(directory.resolve(Wheres.FILE), "t=\\u12");
        Wheres running = start();
        assertEquals(1, unread());
        assertEquals(Set.of("t"), running.changed(ONE));
        running.keep(Map.of());
        start();
        assertEquals(1, unread(), "it can be read now");
    }
}
