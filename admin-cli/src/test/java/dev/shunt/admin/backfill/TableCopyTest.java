package dev.shunt.admin.backfill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.admin.tables.ChunkSize;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.ShownKeys;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.schema.Key;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class TableCopyTest {
    @Test
    void aRowThatIsRefusedAgainWhenItsRangeIsTriedAgainCountsOnce() {
        Terminal terminal = Terminal.of(OutputStream.nullOutputStream(), "", Map.of());
        try (Progress progress = new Progress(terminal, true, 10)) {
            TableCopy table = new TableCopy(
                    "item",
                    new ShownKeys(true),
                    null,
                    null,
                    "",
                    new ChunkSize(10, 10),
                    10,
                    progress.begin("item", 10, 0),
                    Checkpoint.Place.START);
            TableCopy.Chunk chunk = new TableCopy.Chunk(0, null, null, 10, new HashSet<>());
            table.conflict(chunk, Key.of(7), "why");
            table.conflict(chunk, Key.of(7), "why");
            table.conflict(chunk, Key.of(8), "why");
            assertEquals(2, table.refused());
            assertEquals(List.of("item 7: why", "item 8: why"), table.conflicts());
        }
    }
}
