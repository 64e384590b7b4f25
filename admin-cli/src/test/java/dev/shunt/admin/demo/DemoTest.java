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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    /** With more time where a machine that stood still has let it show too little. */
    @Test
    void theShopMovesWithoutNoticingAndTheLastLineSaysSoToScripts() throws IOException {
        boolean shown = false;
        for (int seconds = 15; seconds <= 240 && !shown; seconds *= 4) {
            shown = shows(seconds);
        }
        assertTrue(shown, () -> out.toString(StandardCharsets.UTF_8) + errors);
    }

    private boolean shows(int seconds) throws IOException {
        out.reset();
        int code = Shunt.run(
                Terminal.of(out, "", Map.of()),
                new PrintWriter(errors, true),
                "demo",
                "--json",
                "--seconds",
                String.valueOf(seconds));
        String text = out.toString(StandardCharsets.UTF_8);
        String[] lines = text.strip().split("\n", -1);
        Map<String, Object> json = JSON.std.mapFrom(lines[lines.length - 1]);
        assertEquals(0, json.get("application_errors"), () -> text + errors);
        Object differing = json.get("differing_rows"); // null where it did not come so far
        assertTrue(differing == null ? code != 0 : differing.equals(0), text);
        assertTrue(code != 0 || text.contains("all equal"), text);
        return code == 0
                && json.get("diffs_planted").equals(3)
                && json.get("diffs_found").equals(3)
                && Stream.of("statements", "mirrored", "row_synced", "compared", "gray_reads")
                        .allMatch(counted -> json.get(counted) instanceof Number number && number.longValue() > 100);
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
