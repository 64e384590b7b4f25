package dev.shunt.admin.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final Map<String, String> UTF8 = Map.of("LANG", "de_DE.UTF-8");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal screen = Terminal.of(out, "24 80", UTF8);
    private final Terminal pipe = Terminal.of(out, "", UTF8);

    @Test
    void aTerminalShowsColourAndMayBeDrawnOver() {
        assertEquals("\u001b[31mbad\u001b[0m", screen.paint(Style.RED, "bad"));
        assertTrue(screen.redraws());
        assertEquals("✓", screen.symbol("✓", "ok"));
    }

    @Test
    void aPipeIsPlainText() {
        assertEquals("bad", pipe.paint(Style.RED, "bad"));
        assertFalse(pipe.redraws());
        assertEquals("ok", pipe.symbol("✓", "ok"));
    }

    @Test
    void noColorTurnsOnlyTheColourOff() {
        Terminal terminal = Terminal.of(out, "24 80", Map.of("NO_COLOR", "1"));
        assertEquals("bad", terminal.paint(Style.RED, "bad"));
        assertTrue(terminal.redraws());
    }

    @Test
    void aDumbTerminalIsLikeAPipe() {
        Terminal terminal = Terminal.of(out, "24 80", Map.of("TERM", "dumb"));
        assertEquals("bad", terminal.paint(Style.RED, "bad"));
        assertFalse(terminal.redraws());
    }

    @Test
    void aTerminalWithoutUtf8GetsPlainSymbols() {
        assertEquals("ok", Terminal.of(out, "24 80", Map.of("LANG", "C")).symbol("✓", "ok"));
        assertEquals(
                "ok",
                Terminal.of(out, "24 80", Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8"))
                        .symbol("✓", "ok"));
    }

    @Test
    void whatIsWrittenIsUtf8() {
        pipe.line("Zoë");
        assertEquals("Zoë\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void colourDoesNotShiftTheColumnsOfATable() {
        Table table = new Table("name", "rows>", "state");
        table.row("orders", "7", screen.paint(Style.GREEN, "ok"));
        table.row("p", "1,234", "tainted");
        assertEquals(List.of("name     rows  state", "orders      7  ok", "p       1,234  tainted"), plain(table));
    }

    @Test
    void longTextIsCutWithAMark() {
        assertEquals("abcd…", screen.cut("abcdefgh", 5));
        assertEquals("a b", screen.cut("a\n  b", 5));
        assertEquals("ab...", pipe.cut("abcdefgh", 5));
    }

    @Test
    void aLongTextIsWrappedBetweenWordsAndAnEndlessWordAnywhereButNotInAPipe() {
        assertEquals(List.of("one", "two", "three"), screen.wrapped("one two three", 5));
        assertEquals(List.of("abcde", "fgh i"), screen.wrapped("abcdefgh i", 5));
        assertEquals(List.of("one two three"), pipe.wrapped("one two three", 5));
        assertEquals(
                List.of("one " + screen.paint(Style.RED, "two"), "three"),
                screen.wrapped("one " + screen.paint(Style.RED, "two") + "   three", 8));
        screen.paragraph(4, "x".repeat(70) + " yyyyyyy");
        assertEquals("    " + "x".repeat(70) + "\n    yyyyyyy\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void cellsOfSeveralLinesStayInTheirColumns() {
        Table table = new Table("a", "b>", "c");
        table.row("one\ntwo", "1", screen.paint(Style.RED, "x") + "\n" + screen.paint(Style.RED, "y") + "\nz");
        table.row("u", "22", "v");
        assertEquals(List.of("a     b  c", "one   1  x", "two      y", "         z", "u    22  v"), plain(table));
        assertEquals(
                List.of(1, 3, 1), table.rows(screen, 0).stream().map(List::size).toList());
    }

    @Test
    void theLastColumnIsWrappedWhereTheTableIsWiderThanTheTerminal() {
        Table table = new Table("table", "state");
        table.row(
                "orders",
                screen.paint(Style.RED, "tainted: " + "word ".repeat(20).strip()));
        List<String> lines = table.lines(screen, 10);
        assertEquals(3, lines.size());
        assertEquals("        \u001b[31m" + "word ".repeat(10).strip() + "\u001b[0m", lines.get(2));
        plain(table).forEach(line -> assertTrue(line.length() <= 80, line));
        assertEquals(2, table.lines(pipe, 10).size());
    }

    @Test
    void whatNeedsAPersonHasAMarkAndIsIndentedBehindIt() {
        List<String> lines = screen.marked("word ".repeat(20).strip());
        assertEquals("\u001b[33m▲ " + "word ".repeat(15).strip() + "\u001b[0m", lines.get(0));
        assertEquals("\u001b[33m  " + "word ".repeat(5).strip() + "\u001b[0m", lines.get(1));
        assertEquals(List.of("! a b"), pipe.marked("a b"));
    }

    @Test
    void numbersAreWrittenAsPeopleReadThem() {
        assertEquals("12,345", Quantity.count(12_345));
        assertEquals("1 row", Quantity.amount(1, "row"));
        assertEquals("0.42 ms", Quantity.latency(420));
        assertEquals("87 ms", Quantity.latency(87_200));
        assertEquals("1.5 s", Quantity.latency(1_500_000));
        assertEquals("850 ms", Quantity.age(850));
        assertEquals("90 s", Quantity.age(90_000));
        assertEquals("5 min", Quantity.age(300_000));
        assertEquals("3 h", Quantity.age(10_800_000));
    }

    private List<String> plain(Table table) {
        return table.lines(screen, 0).stream()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .toList();
    }
}
