package dev.shunt.admin.tables;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Pattern ALL = Pattern.compile("all +\\S+ +60 % +600 rows");

    @Test
    void whatWasDoneBeforeCountsInTheShareOfAll() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Progress progress = new Progress(Terminal.of(out, "24 100", Map.of("TERM", "xterm")), false, 1_000)) {
            progress.begin("t", 1_000, 500).add(100);
        }
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(ALL.matcher(text).find(), text);
    }

    @Test
    void nothingOfABarIsLeftWhereTheTerminalHasEchoedACtrlC() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Progress progress = new Progress(Terminal.of(out, "24 100", Map.of("TERM", "xterm")), false, 1_000)) {
            progress.begin("t", 1_000, 0).add(100);
        }
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.endsWith("\r\u001b[2A\u001b[J"), text);
    }
}
