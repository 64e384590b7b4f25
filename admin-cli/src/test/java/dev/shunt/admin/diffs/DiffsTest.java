package dev.shunt.admin.diffs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.Shunt;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffLog;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class DiffsTest {
    private static final String SQL =
            "SELECT id, price, stock FROM product WHERE id = ? AND price > ? ORDER BY id, price";
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();
    private Path file;
    private Path log;

    @BeforeEach
    void writeLog() throws IOException {
        Path stateDir = Files.createDirectory(temp.resolve("state"));
        file = Files.writeString(temp.resolve("shop.properties"), "state.dir = " + stateDir + "\n");
        log = stateDir.resolve(DiffLog.FILE);
        try (DiffLog writer = new DiffLog(log, () -> 1 << 20)) {
            writer.append(diff("A1", NOON, Kind.VALUE, "price", "19.90", "18.90", "7"));
            writer.append(diff("A2", NOON.plusSeconds(60), Kind.VALUE, "price", "5.00", "4.00", "it's"));
            writer.append(diff("B1", NOON.plusSeconds(120), Kind.MISSING_ROW, null, "(7, Zoë)", null, "7"));
            for (int i = 0; i < 40; i++) {
                writer.compared(SQL, i < 3);
            }
        }
    }

    @Test
    void differencesAreGroupedWithCountsRateAndASample() {
        assertEquals(1, shunt("diffs", "-f", file.toString()), errors::toString);
        assertTrue(out().contains("    2  7.5 %  "), out());
        assertTrue(out().contains("value        product.price\n    A2  " + SQL), out());
        assertTrue(out().contains("missing row  product\n    B1  "), out());
        assertTrue(out().contains("3 differences in 2 groups"), out());
    }

    @Test
    void noLineIsWiderThanANarrowTerminal() {
        assertEquals(1, narrow("diffs", "-f", file.toString()), errors::toString);
        assertEquals(1, narrow("diffs", "--each", "-f", file.toString()), errors::toString);
        assertEquals(1, narrow("diffs", "show", "a2", "-f", file.toString()), errors::toString);
        for (String line : out().split("\n", -1)) {
            String plain = line.replaceAll("\u001b\\[[0-9;]*m", "");
            assertTrue(plain.length() <= 80, plain);
        }
    }

    @Test
    void oneDifferenceIsShownWithBothRowsAndWhatHealsIt() {
        assertEquals(1, shunt("diffs", "-f", file.toString(), "show", "a1"), errors::toString);
        for (String piece : new String[] {
            "A1  value  a column of the row differs",
            "     column  source  target",
            "     id      7       7",
            "  *  price   19.90   18.90",
            "statement  " + SQL,
            "parameters 7",
            "took       source 0.40 ms, target 0.90 ms",
            "seen       2 times like this",
            "Of 40 compared reads of the statement 3 differed",
            "heal       shunt repair product --key 7"
        }) {
            assertTrue(out().contains(piece), () -> "no '" + piece + "' in\n" + out());
        }
    }

    @Test
    void aPageShowsTheGroupsAndTheNewestOfEachWithBothRows() throws IOException {
        Path html = temp.resolve("diffs.html");
        assertEquals(1, shunt("diffs", "--html", html.toString(), "-f", file.toString()), errors::toString);
        assertTrue(out().contains("3 differences in 2 groups"), out());
        String page = Files.readString(html);
        for (String piece : new String[] {
            "3 differences in 2 groups",
            "<td class=\"n\">7.5 %</td>",
            "price &gt; ? ORDER BY",
            "value product.price, key it&#39;s (A2)",
            "<td class=\"red\">5.00</td><td class=\"red\">4.00</td>",
            "shunt repair product --key &#39;it&#39;\\&#39;&#39;s&#39;"
        }) {
            assertTrue(page.contains(piece), () -> "no '" + piece + "' in\n" + page);
        }
        assertEquals(2, shunt("diffs", "--html", html.toString(), "--each", "-f", file.toString()));
    }

    @Test
    void theCellsThatDifferAreRedOnATerminal() {
        assertEquals(1, narrow("diffs", "-f", file.toString(), "show", "a1"), errors::toString);
        assertTrue(out().contains("\u001b[31m19.90\u001b[0m"), out());
        assertTrue(out().contains("  7  "), out());
    }

    @Test
    void aRowThatOneSideLacksIsMarkedAsAWhole() {
        assertEquals(1, shunt("diffs", "-f", file.toString(), "show", "b1"), errors::toString);
        assertTrue(out().contains("  *  missing row  (7, Zoë)  (no row)"), out());
    }

    @Test
    void theKeyInTheCommandIsSafeForAShell() {
        assertEquals(1, shunt("diffs", "-f", file.toString(), "show", "a2"), errors::toString);
        assertTrue(out().contains("shunt repair product --key 'it'\\''s'"), out());
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
    void asJsonEachGroupIsALine() throws IOException {
        assertEquals(1, shunt("diffs", "--json", "-f", file.toString()), errors::toString);
        String[] lines = out().split("\n", -1);
        assertEquals(3, lines.length);
        Map<String, Object> first = JSON.std.mapFrom(lines[0]);
        assertEquals(2, first.get("count"));
        assertEquals(40, first.get("compared"));
        assertEquals(3, first.get("differed"));
        assertEquals("A2", first.get("sample"));
        assertEquals(NOON.toString(), first.get("first"));
        assertEquals(NOON.plusSeconds(60).toString(), first.get("last"));
        assertEquals(true, first.get("occurring"));
    }

    @Test
    void eachDifferenceCanBeALineOfJson() throws IOException {
        assertEquals(1, shunt("diffs", "--each", "--json", "-f", file.toString()), errors::toString);
        String[] lines = out().split("\n", -1);
        assertEquals(4, lines.length);
        Map<String, Object> last = JSON.std.mapFrom(lines[2]);
        assertEquals("missing_row", last.get("kind"));
        assertEquals("(7, Zoë)", last.get("primary_value"));
        assertEquals(null, last.get("secondary_value"));
        assertEquals("shunt repair product --key 7", last.get("repair"));
    }

    @Test
    void onlyThoseSinceATimeAreShown() {
        assertEquals(1, shunt("diffs", "--each", "--json", "--since", "2026-11-01T12:01:30Z", "-f", file.toString()));
        assertTrue(out().contains("B1") && !out().contains("A2"), out());
        assertEquals(0, shunt("diffs", "--since", "2100-01-01T00:00:00Z", "-f", file.toString()));
        assertEquals(2, shunt("diffs", "--since", "yesterday", "-f", file.toString()));
        assertFalse(errors.toString().contains("Exception"), errors::toString);
    }

    @Test
    void whatIsAddedCanBeFollowed() throws Exception {
        Thread following =
                new Thread(() -> shunt("diffs", "--follow", "--since", "2026-11-01T12:01:30Z", "-f", file.toString()));
        following.start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> out().contains("B1"));
            try (DiffLog writer = new DiffLog(log, () -> 1 << 20)) {
                writer.append(diff("C1", NOON.plusSeconds(180), Kind.VALUE, "stock", "1", "2", "9"));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> out().contains("C1"));
        } finally {
            following.interrupt();
            following.join();
        }
        assertFalse(out().contains("A2"), out());
        assertTrue(out().contains("C1  value product.stock key 9 source 1, target 2"), out());
    }

    @Test
    void aTimeCanBeGivenAsAnAge() {
        assertEquals(NOON.minusSeconds(600), DiffsCommand.instant("10m", NOON));
        assertEquals(NOON.minusSeconds(600), DiffsCommand.instant("10 min", NOON));
        assertEquals(NOON.minusSeconds(30), DiffsCommand.instant("30s", NOON));
        assertEquals(NOON.minusSeconds(86_400), DiffsCommand.instant("1d", NOON));
        assertThrows(Failure.class, () -> DiffsCommand.instant("10 parsecs", NOON));
    }

    private int narrow(String... arguments) {
        Map<String, String> environment = Map.of("LANG", "C.UTF-8");
        return Shunt.run(Terminal.of(out, "24 80", environment), new PrintWriter(errors, true), arguments);
    }

    private int shunt(String... arguments) {
        return Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static DiffRecord diff(
            String id, Instant time, Kind kind, String column, String primary, String secondary, String key) {
        return new DiffRecord(
                id,
                time,
                time,
                "shop-1",
                SQL,
                SQL,
                "7",
                kind,
                "product",
                key,
                column,
                primary,
                secondary,
                400,
                900,
                Side.SOURCE,
                1,
                DiffValues.FULL,
                column == null
                        ? null
                        : new DiffRows(
                                List.of("id", column), List.of(key, primary), List.of(key, secondary), List.of(1)));
    }
}
