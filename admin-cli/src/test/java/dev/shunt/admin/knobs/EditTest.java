package dev.shunt.admin.knobs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EditTest {
    @Test
    void whyAFileCannotBeWrittenIsSaidInWordsWithTheFix() {
        Path file = Path.of("/etc/shop/shunt.properties");
        for (IOException e : new IOException[] {
            new AccessDeniedException("/etc/shop/.shunt.properties17.tmp"),
            new FileSystemException("/etc/shop/x.tmp", null, "Read-only file system")
        }) {
            String text = Edit.unchanged(file, e);
            assertTrue(text.startsWith("/etc/shop/shunt.properties is as it was: "), text);
            assertTrue(text.contains("/etc/shop. A new file is written there"), text);
            assertTrue(text.contains("shunt set --print"), text);
            assertTrue(!text.contains("Exception") && !text.contains(".tmp"), text);
        }
    }
}
