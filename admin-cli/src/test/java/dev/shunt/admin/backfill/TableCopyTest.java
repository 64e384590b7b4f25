package dev.shunt.admin.backfill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.admin.tables.ChunkSize;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.ShownKeys;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.rowsync.RangeCopy;
import dev.shunt.schema.Key;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class TableCopyTest {
    private static TableCopy table(Progress progress) {
        return new TableCopy(
                "item",
                new ShownKeys(true),
                null,
                null,
                "",
                new ChunkSize(10, 10),
                10,
                progress.begin("item", 10, 0),
                Checkpoint.Place.START);
    }

    @Test
    void aRowThatIsRefusedAgainWhenItsRangeIsTriedAgainCountsOnce() {
        Terminal terminal = Terminal.of(OutputStream.nullOutputStream(), "", Map.of());
        try (Progress progress = new Progress(terminal, true, 10)) {
            TableCopy table = table(progress);
            TableCopy.Chunk chunk = new TableCopy.Chunk(0, null, null, 10, new HashSet<>());
            table.conflict(chunk, Key.of(7), "why");
            table.conflict(chunk, Key.of(7), "why");
            table.conflict(chunk, Key.of(8), "why");
            assertEquals(2, table.refused());
            assertEquals(List.of("item 7: why", "item 8: why"), table.conflicts());
        }
    }

    @Test
    void aRowRefusedBeyondAGapIsNotTakenFromThoseThatAreCopied() {
        Terminal terminal = Terminal.of(OutputStream.nullOutputStream(), "", Map.of());
        try (Progress progress = new Progress(terminal, true, 10)) {
            TableCopy table = table(progress);
            TableCopy.Chunk first = new TableCopy.Chunk(0, null, Key.of(5), 5, new HashSet<>());
            TableCopy.Chunk second = new TableCopy.Chunk(1, Key.of(5), null, 5, new HashSet<>());
            table.conflict(second, Key.of(7), "why");
            table.copied(second, new RangeCopy.Copied(5, 4, 0), 1);
            assertEquals(0, table.taken());
            assertEquals(1, table.refused());
            table.copied(first, new RangeCopy.Copied(5, 5, 0), 1);
            assertEquals(9, table.taken());
        }
    }
}
