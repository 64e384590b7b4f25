package dev.shunt.admin.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.Side;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreflightViewTest {
    private static final String TROUBLE = "Access denied for user 'shop'@'new-db.shop.internal' (using password: YES),"
            + " and the account may have to be created for this host";

    private static String printed(String size) {
        Findings findings = new Findings();
        findings.unreachable(Side.TARGET, TROUBLE);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new PreflightView(findings, Terminal.of(out, size, Map.of("NO_COLOR", "1"))).print();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLongTextIsWrappedOnATerminalAndNothingOfItIsLost() {
        String text = printed("24 80");
        text.lines().forEach(line -> assertTrue(line.length() <= 80, line));
        for (String word : (TROUBLE + " Correct target.url, the login, or the network between.").split(" ", -1)) {
            assertTrue(text.replaceAll("\\s+", "").contains(word), () -> "no '" + word + "' in\n" + text);
        }
    }

    @Test
    void inAPipeAFindingIsOnOneLineInFull() {
        String text = printed("");
        assertEquals(1, text.lines().filter(line -> line.contains(TROUBLE)).count(), text);
    }
}
