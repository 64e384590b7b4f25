package dev.shunt.admin.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class StatusViewTest {
    @Test
    void aHealthyStatusShowsAllOfItAndAsksForNobody() throws IOException {
        StatusReport report = sample("healthy");
        assertEquals(List.of(), Attention.in(report));
        String text = plain(report);
        for (String piece : List.of(
                "/etc/shop/shunt.properties",
                "process 4711",
                "mirror async",
                "gray.percent 0.5",
                "table orders: gray.percent 10",
                "source 100,000   target 500",
                "gray: asked 0.5",
                "reached 0.48",
                "in transaction 1,200, locking 34",
                "123,456 statements",
                "synced 45,000",
                "pending 3 (oldest 12 ms)",
                "shop.payment  15,000",
                "compared 99,000   equal 98,990   diffs 0   noise 8   unsettled 2   dropped 5",
                "unstable 77",
                "closed",
                "source read  0.42 ms  2.10 ms")) {
            assertTrue(text.contains(piece), () -> "no '" + piece + "' in\n" + text);
        }
    }

    @Test
    void whatNeedsAPersonIsNamedWithItsFix() throws IOException {
        String text = String.join("\n", Attention.in(sample("troubled")));
        for (String piece : List.of(
                "gray.percent = 101",
                "breaker open",
                "connection refused",
                "shop.payment is tainted since 2026-11-01T11:00:00Z: CALL settle()",
                "cannot be trusted: shunt verify shop.payment, and repair",
                "3 differences between the two sides: see shunt diffs",
                "unwrapped 1 JDBC object")) {
            assertTrue(text.contains(piece), () -> "no '" + piece + "' in\n" + text);
        }
        assertEquals(5, Attention.in(sample("troubled")).size());
    }

    @Test
    void aTableThatCannotBeSyncedIsToldUnlessTheWholeTargetIsAway() {
        Map<String, Object> orders = Map.of("pending", 4, "last_error", "column total is missing");
        Map<String, Object> mirror = Map.of("tables", Map.of("orders", orders));
        assertEquals(
                List.of("table orders cannot be brought up to date: column total is missing"),
                Attention.in(new StatusReport(Map.of("mirror", mirror))));
        StatusReport away = new StatusReport(Map.of("mirror", mirror, "breaker", Map.of("state", "open")));
        assertEquals(1, Attention.in(away).size());
        assertTrue(Attention.in(away).get(0).contains("breaker open"));
    }

    @Test
    void aTableThatIsLateIsToldThoughNothingFailsUnlessItIsBeingWalked() {
        Map<String, Object> orders = Map.of("pending", 4, "in_doubt", 1, "oldest_ms", 3 * 3_600_000);
        Map<String, Object> soon = Map.of("pending", 4, "oldest_ms", 59_000);
        Map<String, Object> tables = Map.of("orders", orders, "soon", soon);
        List<String> attention = Attention.in(new StatusReport(Map.of("mirror", Map.of("tables", tables))));
        assertEquals(1, attention.size(), attention::toString);
        assertTrue(
                attention.get(0).startsWith("table orders is behind by 3 h")
                        && attention.get(0).contains("1 of these"),
                attention::toString);
        Map<String, Object> whole = Map.of("pending", 1, "whole_table", true, "oldest_ms", 3 * 3_600_000);
        Map<String, Object> other =
                Map.of("tables", Map.of("orders", whole), "settling", Map.of("table", "items", "compared", 2_000));
        assertTrue(Attention.in(new StatusReport(Map.of("mirror", other)))
                .get(0)
                .contains("as a whole, since not all of its rows that were written are known;"
                        + " items is at present, 2,000 rows of it so far"));
        Map<String, Object> walking = Map.of("tables", tables, "settling", Map.of("table", "orders"));
        assertEquals(List.of(), Attention.in(new StatusReport(Map.of("mirror", walking))));
    }

    @Test
    void aRowThatFailsAmongOthersThatDoNotIsTold() {
        Map<String, Object> orders = Map.of(
                "pending",
                4,
                "failing",
                1,
                "attempts",
                17,
                "next_try_ms",
                5_000,
                "failing_by",
                "too long",
                "oldest_ms",
                300_000);
        StatusReport report = new StatusReport(Map.of("mirror", Map.of("tables", Map.of("orders", orders))));
        assertEquals(List.of("table orders cannot be brought up to date: too long"), Attention.in(report));
        assertTrue(plain(report).matches("(?s).*orders +0 +4 +5 min +0 +17 +5 s +too long.*"), plain(report));
    }

    @Test
    void whatKeepsGrayReadsOnThePrimaryIsToldWithItsFix() {
        Map<String, Object> budget = Map.of("exceeded", true, "why", "7 of 20 failed", "retry_ms", 30_000);
        Map<String, Object> stayed = Map.of("table never verified since mirroring began", 9);
        StatusReport report = new StatusReport(Map.of(
                "gray", Map.of("asked", 1.0, "budget", budget, "stayed", stayed),
                "verified", Map.of("tables", Map.of("orders", Map.of("rows", 7)))));
        List<String> attention = Attention.in(report);
        assertEquals(1, attention.size(), attention::toString);
        assertTrue(
                attention.get(0).contains("7 of 20 failed") && attention.get(0).contains("30"), attention::toString);
        assertTrue(plain(report).contains("verified: orders; shunt verify TABLE"), plain(report));
        Map<String, Object> held = Map.of("exceeded", false, "why", "7 of 20 failed");
        assertEquals(List.of(), Attention.in(new StatusReport(Map.of("gray", Map.of("budget", held)))));
    }

    @Test
    void onATerminalTroubleIsColouredAndInAPipeNothingIs() throws IOException {
        StatusReport report = sample("troubled");
        Terminal terminal = Terminal.of(OutputStream.nullOutputStream(), "24 80", Map.of("LANG", "C.UTF-8"));
        String coloured = String.join("\n", new StatusView(report, terminal).lines(Attention.in(report)));
        assertTrue(coloured.contains("\u001b[33m▲"), coloured);
        assertFalse(plain(report).contains("\u001b"));
        assertTrue(plain(report).contains("\n! the file is not applied"), plain(report));
    }

    @Test
    void noLineIsWiderThanTheTerminal() throws IOException {
        Terminal terminal = Terminal.of(OutputStream.nullOutputStream(), "24 80", Map.of());
        for (String line : new StatusView(sample("healthy"), terminal).lines(List.of())) {
            String seen = line.replaceAll("\u001b\\[[0-9;]*m", "");
            assertTrue(seen.length() <= 80, seen);
        }
    }

    @Test
    void anEmptyStatusIsShownToo() {
        StatusReport report = new StatusReport(Map.of());
        assertTrue(plain(report).contains("breaker"));
        assertEquals(List.of(), Attention.in(report));
    }

    private static String plain(StatusReport report) {
        Terminal terminal = Terminal.of(OutputStream.nullOutputStream(), "", Map.of());
        return String.join("\n", new StatusView(report, terminal).lines(Attention.in(report)));
    }

    private static StatusReport sample(String name) throws IOException {
        try (var json = StatusViewTest.class.getResourceAsStream("/status-" + name + ".json")) {
            return new StatusReport(JSON.std.mapFrom(json));
        }
    }
}
