package dev.shunt.admin.backfill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.admin.tables.ChunkSize;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.ShownKeys;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.rowsync.RangeCopy;
import dev.shunt.schema.Key;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class TableCopyTest {
    private static TableCopy table(Progress progress) {
        return table(progress, null, Checkpoint.Place.START);
    }

    private static TableCopy table(Progress progress, Checkpoint checkpoint, Checkpoint.Place from) {
        return new TableCopy(
                "item",
                new ShownKeys(true),
                null,
                checkpoint,
                "",
                new ChunkSize(10, 10),
                10,
                progress.begin("item", 10, 0),
                from);
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

    /** When its range was tried again after a lock wait, say. */
    @Test
    void rowsThatWereRefusedAndAreGoneMakeNoCountNegative() {
        Terminal terminal = Terminal.of(OutputStream.nullOutputStream(), "", Map.of());
        try (Progress progress = new Progress(terminal, true, 10)) {
            TableCopy table = table(progress);
            TableCopy.Chunk chunk = new TableCopy.Chunk(0, null, null, 10, new HashSet<>());
            table.conflict(chunk, Key.of(7), "why");
            table.conflict(chunk, Key.of(8), "why");
            table.copied(chunk, new RangeCopy.Copied(1, 0, 0), 1);
            assertEquals(0, table.taken());
        }
    }

    @Test
    void onlyOfARunThatFoundAllDoneItIsSaidThatNothingIsCopiedNow() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = Terminal.of(out, "", Map.of());
        try (Progress progress = new Progress(terminal, true, 10)) {
            for (boolean stopped : new boolean[] {true, false}) {
                for (boolean done : new boolean[] {true, false}) {
                    out.reset();
                    TableCopy copy = table(progress, null, new Checkpoint.Place(Key.of(5), 5, 0, done));
                    new BackfillView(terminal, List.of(copy), List.of(), null, stopped, 1).print("again");
                    assertEquals(
                            done && !stopped,
                            out.toString(StandardCharsets.UTF_8).contains("none now"));
                }
            }
        }
    }

    /** Else it counted again when its range is copied once more. */
    @Test
    void aCheckpointKnowsOfNoRowThatIsRefusedBeyondIt() throws Exception {
        JdbcDataSource target = new JdbcDataSource();
        target.setURL("jdbc:h2:mem:checkpoint;MODE=MySQL;DB_CLOSE_DELAY=-1");
        Terminal terminal = Terminal.of(OutputStream.nullOutputStream(), "", Map.of());
        try (Connection kept = target.getConnection();
                Statement statement = kept.createStatement();
                Progress progress = new Progress(terminal, true, 10)) {
            Checkpoint checkpoint = new Checkpoint(target);
            TableCopy table = table(progress, checkpoint, Checkpoint.Place.START);
            TableCopy.Chunk first = new TableCopy.Chunk(0, null, Key.of(5), 5, new HashSet<>());
            TableCopy.Chunk third = new TableCopy.Chunk(2, Key.of(8), Key.of(9), 1, new HashSet<>());
            table.conflict(first, Key.of(4), "why");
            table.conflict(third, Key.of(9), "why");
            table.copied(third, new RangeCopy.Copied(1, 0, 0), 1);
            table.copied(first, new RangeCopy.Copied(5, 4, 0), 1);
            table.note();
            Checkpoint.Place place = checkpoint.of("item", "");
            assertEquals(new Checkpoint.Place(Key.of(5), 5, 1, false), place);
            TableCopy resumed = table(progress, checkpoint, place);
            assertEquals(4, resumed.taken());
            assertEquals(1, resumed.refused());
            statement.execute("SHUTDOWN");
        }
    }
}
