package dev.shunt.admin.diffs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.Shunt;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffLog;
import dev.shunt.diff.DiffRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class DiffsTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();
    private Path file;

    @BeforeEach
    void writeLog() throws IOException {
        Path stateDir = Files.createDirectory(temp.resolve("state"));
        file = Files.writeString(temp.resolve("shop.properties"), "state.dir = " + stateDir + "\n");
        try (DiffLog log = new DiffLog(stateDir.resolve(DiffLog.FILE), 1 << 20)) {
            log.append(diff("A1", NOON, Kind.VALUE, "price", "19.90", "18.90"));
            log.append(diff("A2", NOON.plusSeconds(60), Kind.VALUE, "price", "5.00", "4.00"));
            log.append(diff("B1", NOON.plusSeconds(120), Kind.MISSING_ROW, null, "(7, Zoë)", null));
        }
    }

    @Test
    void differencesAreGroupedWithCountsAndASample() {
        assertEquals(1, shunt("diffs", "-f", file.toString()), errors::toString);
        assertTrue(out().contains("    2  value        product.price"), out());
        assertTrue(out().contains("    1  missing row  product "), out());
        assertTrue(out().contains("A2") && out().contains("3 differences in 2 groups"), out());
    }

    @Test
    void oneDifferenceIsShownWithAllThatIsKnown() {
        assertEquals(1, shunt("diffs", "-f", file.toString(), "show", "a1"), errors::toString);
        for (String piece : new String[] {
            "A1  value  a column of the row differs",
            "source     19.90",
            "target     18.90",
            "statement  SELECT * FROM product WHERE id = ?",
            "parameters 7",
            "took       source 0.40 ms, target 0.90 ms"
        }) {
            assertTrue(out().contains(piece), () -> "no '" + piece + "' in\n" + out());
        }
    }

    @Test
    void theFileCanBeNamedBehindShow() {
        assertEquals(1, shunt("diffs", "show", "-f", file.toString(), "a1"), errors::toString);
        assertTrue(out().contains("19.90"), out());
    }

    @Test
    void anUnknownIdIsWrongUsage() {
        assertEquals(2, shunt("diffs", "-f", file.toString(), "show", "zz"));
        assertTrue(errors.toString().contains("shunt diffs lists the ids"), errors::toString);
    }

    @Test
    void asJsonEachDifferenceIsALine() throws IOException {
        assertEquals(1, shunt("diffs", "--json", "-f", file.toString()), errors::toString);
        String[] lines = out().split("\n", -1);
        assertEquals(4, lines.length);
        Map<String, Object> last = JSON.std.mapFrom(lines[2]);
        assertEquals("missing_row", last.get("kind"));
        assertEquals("(7, Zoë)", last.get("primary_value"));
        assertEquals(null, last.get("secondary_value"));
    }

    @Test
    void onlyThoseSinceATimeAreShown() {
        assertEquals(1, shunt("diffs", "--json", "--since", "2026-11-01T12:01:30Z", "-f", file.toString()));
        assertTrue(out().contains("B1") && !out().contains("A2"), out());
        assertEquals(2, shunt("diffs", "--since", "yesterday", "-f", file.toString()));
        assertFalse(errors.toString().contains("Exception"), errors::toString);
    }

    @Test
    void aTimeCanBeGivenAsAnAge() {
        assertEquals(NOON.minusSeconds(600), DiffsCommand.instant("10m", NOON));
        assertEquals(NOON.minusSeconds(600), DiffsCommand.instant("10 min", NOON));
        assertEquals(NOON.minusSeconds(30), DiffsCommand.instant("30s", NOON));
        assertEquals(NOON.minusSeconds(86_400), DiffsCommand.instant("1d", NOON));
        assertThrows(Failure.class, () -> DiffsCommand.instant("10 parsecs", NOON));
    }

    private int shunt(String... arguments) {
        return Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static DiffRecord diff(
            String id, Instant time, Kind kind, String column, String primary, String secondary) {
        String sql = "SELECT * FROM product WHERE id = ?";
        return new DiffRecord(
                id,
                time,
                "shop-1",
                sql,
                sql,
                "7",
                kind,
                "product",
                "7",
                column,
                primary,
                secondary,
                400,
                900,
                Side.SOURCE,
                1);
    }
}
