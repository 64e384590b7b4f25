package dev.shunt.admin.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.Shunt;
import dev.shunt.admin.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    @Test
    void theShopMovesWithoutNoticingAndTheLastLineSaysSoToScripts() throws IOException {
        int code = Shunt.run(
                Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), "demo", "--json", "--seconds", "15");
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(0, code, () -> text + errors);
        String[] lines = text.strip().split("\n", -1);
        Map<String, Object> json = JSON.std.mapFrom(lines[lines.length - 1]);
        assertEquals(0, json.get("application_errors"));
        assertEquals(0, json.get("differing_rows"));
        assertEquals(3, json.get("diffs_planted"));
        assertEquals(3, json.get("diffs_found"));
        for (String counted : new String[] {"statements", "mirrored", "row_synced", "compared", "gray_reads"}) {
            assertTrue(json.get(counted) instanceof Number number && number.longValue() > 100, () -> counted + text);
        }
        assertTrue(text.contains("all equal"), text);
    }

    @Test
    void wrongUsageIsToldByNameWithTheFix() {
        assertEquals(
                2, Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), "demo", "--on", "db2"));
        assertEquals(
                2, Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), "demo", "--seconds", "0"));
        assertTrue(errors.toString().contains("use h2 or mariadb"), errors::toString);
        assertTrue(errors.toString().contains("--seconds 0"), errors::toString);
    }
}
