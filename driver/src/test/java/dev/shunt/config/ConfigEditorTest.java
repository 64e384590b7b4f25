package dev.shunt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigEditorTest {
    private static final String CONTENT = """
            # the shop
            target.url      = jdbc:h2:mem:t     # new
            target.password = ${env:SHUNT_NO_SUCH}

              ! knobs
            mirror:off
            gray.percent    = 0.5    # share
            tables          = order*, \\
                              # not payment
                              customer
            table.orders.gray.percent = 10
            shadow.percent 1
            """;

    private final Path directory;
    private final Path file;

    ConfigEditorTest(@TempDir Path directory) {
        this.directory = directory;
        this.file = directory.resolve("shunt.properties");
    }

    private static void edited(String key, @Nullable String value, String from, String to) {
        assertTrue(CONTENT.contains(from));
        assertEquals(CONTENT.replace(from, to), ConfigEditor.edit(CONTENT, Collections.singletonMap(key, value)));
    }

    @Test
    void aValueIsChangedInItsPlaceAndNothingElseIs() {
        edited("mirror", "async", "mirror:off\n", "mirror:async\n");
        edited("gray.percent", "10", "= 0.5    # share\n", "= 10    # share\n");
        edited("shadow.percent", "50", "percent 1\n", "percent 50\n");
        edited("target.url", "jdbc:h2:mem:u", "mem:t ", "mem:u ");
        edited("table.Orders.gray.percent", "20", "= 10\n", "= 20\n");
        edited("tables", "*", "order*, \\\n                  # not payment\n                  customer\n", "*\n");
    }

    @Test
    void whatIsTakenOutTakesOnlyItsOwnLines() {
        edited("gray.percent", null, "gray.percent    = 0.5    # share\n", "");
        edited(
                "tables",
                null,
                "tables          = order*, \\\n                  # not payment\n                  customer\n",
                "");
        edited("breaker.probe", null, "", "");
    }

    @Test
    void aNewKeyComesBehindItsRelativesAndUnderTheirEqualsSign() {
        edited("gray.async", "allow", "# share\n", "# share\ngray.async      = allow\n");
        edited("target.user", "shop", "SUCH}\n", "SUCH}\ntarget.user     = shop\n");
        edited("primary", "source", "percent 1\n", "percent 1\nprimary = source\n");
        String orders = "table.orders.gray.percent = 10\n";
        edited("table.orders.mirror", "off", orders, orders + "table.orders.mirror       = off\n");
        edited("table.x.mirror", "off", orders, orders + "table.x.mirror            = off\n");
    }

    @Test
    void newKeysKeepTheirOrder() {
        Map<String, @Nullable String> changes = new LinkedHashMap<>();
        changes.put("mirror", "sync");
        changes.put("gray.keys", "a");
        changes.put("mirror.workers", "8");
        assertEquals("# only this\nmirror = sync\ngray.keys = a\nmirror.workers = 8\n", edit("# only this", changes));
        assertEquals("mirror = sync\r\ngray.keys = a\r\nmirror.workers = 8\r\n", edit("mirror = off\r\n", changes));
        assertEquals("mirror = sync\ngray.keys = a\nmirror.workers = 8\n", edit("", changes));
    }

    private static String edit(String content, Map<String, @Nullable String> changes) {
        return ConfigEditor.edit(content, changes);
    }

    @Test
    void aKeyWithoutAValueOrAnEndOfTheLineIsChanged() {
        assertEquals("mirror = sync", edit("mirror", Map.of("mirror", "sync")));
        assertEquals("mirror=sync\n", edit("mirror=\n", Map.of("mirror", "sync")));
        assertEquals("\uFEFFmirror = sync\n", edit("\uFEFFmirror = off\n", Map.of("mirror", "sync")));
        assertEquals("mirror = off\ntarget.user = u\n", edit("mirror = off", Map.of("target.user", "u")));
    }

    @Test
    void whateverIsWrittenIsReadAgain() throws ConfigException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String characters = "aé€ \t#!=:\\,;\n\r\f'\"{}u0\uD83D\uDE00";
        int[] points = characters.codePoints().toArray();
        for (int i = 0; i < 1_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(12), 0, points.length).forEach(at -> text.appendCodePoint(points[at]));
            String value = text.toString();
            String content = edit(CONTENT.replace("SHUNT_NO_SUCH", "PATH"), Map.of("target.password", value));
            assertEquals(
                    value,
                    ConfigTest.parse(content).get(Options.TARGET_PASSWORD),
                    () -> "seed " + seed + ": " + content);
            assertEquals(CONTENT.lines().count(), content.lines().count());
        }
    }

    @Test
    void aFileIsReplacedWithItsPermissionsAndNothingLeftBehind() throws Exception {
        Files.writeString(file, CONTENT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Object before = Files.getAttribute(file, "unix:ino");
        ConfigEditor.write(file, Map.of("mirror", "async"));
        assertEquals(CONTENT.replace("mirror:off", "mirror:async"), Files.readString(file));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(before.equals(Files.getAttribute(file, "unix:ino")), "written in place: not atomic");
        assertEquals(List.of(file), listed());
    }

    @Test
    void aSymlinkStaysAndWhatItLeadsToIsReplaced() throws Exception {
        Path real = Files.writeString(directory.resolve("real"), CONTENT);
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        ConfigEditor.write(link, Map.of("mirror", "async"));
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.readString(real).contains("mirror:async"));
    }

    @Test
    void aResultThatWouldNotBeGoodIsRefusedAndNothingIsTouched() throws Exception {
        Files.writeString(file, CONTENT);
        Map<String, @Nullable String> withoutTarget = new HashMap<>();
        withoutTarget.put("target.url", null);
        List<Map<String, @Nullable String>> bad = Arrays.asList(
                Map.of("mirror", "fast"), Map.of("miror", "off"), Map.of("gray.percent", "101"), withoutTarget);
        for (Map<String, @Nullable String> changes : bad) {
            assertThrows(ConfigException.class, () -> ConfigEditor.write(file, changes), changes.toString());
        }
        assertThrows(
                ConfigException.class, () -> ConfigEditor.write(directory.resolve("missing"), Map.of("mirror", "off")));
        assertEquals(CONTENT, Files.readString(file));
        assertEquals(List.of(file), listed());
    }

    private List<Path> listed() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
