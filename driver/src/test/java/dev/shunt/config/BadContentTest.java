package dev.shunt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadContentTest {
    private static final String TARGET = ConfigTest.TARGET;

    private final Path directory;

    BadContentTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static List<String> problems(String content) {
        return assertThrows(ConfigException.class, () -> ConfigTest.parse(content), content)
                .problems();
    }

    private static void refused(String content, String problem) {
        assertEquals(List.of(problem), problems(content));
    }

    /** In parentheses behind WHERE, each of these would mean something else, or nothing. */
    @Test
    void aConditionThatCouldReachBeyondItselfIsRefused() {
        String allowed = "allowed: an SQL condition on columns of the table, such as shop_id = 7; without SELECT, ;, ?,"
                + " comments and backslashes";
        for (String where : List.of(
                "shop = 1) OR (1 = 1",
                "(shop = 1",
                "shop = 1 -- mine",
                "shop = 1; DELETE FROM orders",
                "shop = ?",
                "shop IN (SELECT id FROM shop)",
                "name = 'x\\\\'",
                "name = 'x")) {
            refused(
                    "table.orders.where = " + where,
                    "line 1: table.orders.where = " + where.replace("\\\\", "\\") + ": " + allowed);
        }
    }

    @Test
    void anUnknownOptionIsAnErrorThatNamesTheNearest() {
        refused("# knobs\nshadow.percnt = 1", "line 2: unknown option shadow.percnt; did you mean shadow.percent?");
        refused("miror = async", "line 1: unknown option miror; did you mean mirror?");
        refused("Gray.Percent = 1", "line 1: unknown option Gray.Percent; did you mean gray.percent?");
        refused("target.pasword = s3cr3t", "line 1: unknown option target.pasword; did you mean target.password?");
        refused("wholly.different = 1", "line 1: unknown option wholly.different; docs/options.md lists all there are");
    }

    @Test
    void anUnknownOptionOfATableIsAnErrorThatNamesTheNearest() {
        refused(
                "table.orders.gray.percnt = 1",
                "line 1: unknown option table.orders.gray.percnt; did you mean table.orders.gray.percent?");
        refused(
                "table.orders.mirror.workers = 1",
                "line 1: table.orders.mirror.workers: mirror.workers cannot be set for one table;"
                        + " write mirror.workers alone");
        refused(
                "table.shop.orders.mirror = off",
                "line 1: table.shop.orders.mirror: name the table without its schema");
        refused("table.order*.mirror = off", "line 1: table.order*.mirror: name one table, without a pattern");
        refused("table.mirror = off", "line 1: table.mirror: name the table too, as in table.orders.mirror");
        refused("where = shop = 1", "line 1: where: name the table too, as in table.orders.where");
    }

    @Test
    void aPercentageOutOfRangeOrInWordsNamesKeyLineValueAndRange() {
        String range = "allowed: 0 to 100 in steps of 0.01";
        refused(TARGET + "\ngray.percent = 101", "line 3: gray.percent = 101: " + range);
        refused(TARGET + "shadow.percent = ten", "line 2: shadow.percent = ten: " + range);
        refused(TARGET + "table.a.shadow.percent=0.001", "line 2: table.a.shadow.percent = 0.001: " + range);
        for (String bad : List.of("-1", "100.01", "1e1", "10%", "0,5", "1 2", "999999999999", "NaN")) {
            refused(TARGET + "gray.percent = " + bad, "line 2: gray.percent = " + bad + ": " + range);
        }
    }

    @Test
    void anythingElseThatIsNotAllowedNamesWhatIs() {
        refused(TARGET + "mirror = ASYNC", "line 2: mirror = ASYNC: allowed: off, async, sync, external");
        refused("enabled = yes", "line 1: enabled = yes: allowed: true, false");
        refused(
                "mirror.timeout = 250",
                "line 1: mirror.timeout = 250: allowed: a number with ms, s, min or h, from 1 ms to 1 min");
        refused(
                "mirror.timeout = 2 min",
                "line 1: mirror.timeout = 2 min: allowed: a number with ms, s, min or h, from 1 ms to 1 min");
        refused(
                "diff.max = 100 MB",
                "line 1: diff.max = 100 MB: allowed: a number with KiB, MiB or GiB, 1 MiB or more");
        refused("mirror.workers = 0", "line 1: mirror.workers = 0: allowed: a whole number from 1 to 100");
        refused(
                "tables = shop.orders",
                "line 1: tables = shop.orders: allowed: names without a schema, separated by commas;"
                        + " * for any characters, ! in front to leave out");
        refused("diff.values = full, none", "line 1: diff.values = full, none: allowed: full, masked, hashed, none");
        refused("mirror.ddl = repeat", "line 1: mirror.ddl = repeat: allowed: taint, ignore");
        refused("mirror =", "line 1: mirror = : has no value");
        refused("target.url = # later", "line 1: target.url = : has no value");
    }

    @Test
    void aKeyThatIsSetTwiceIsAnError() {
        refused(
                TARGET + "table.a.mirror = off\n\ntable.A.mirror = sync",
                "line 4: table.a.mirror is set already in line 2; take one of them out");
        refused("mirror = off\nmirror = off", "line 2: mirror is set already in line 1; take one of them out");
    }

    @Test
    void aKnobThatIsOnNeedsATarget() {
        refused("# x\nmirror = async", "line 2: mirror = async: needs a target; set target.url, or set mirror = off");
        refused(
                "table.a.gray.percent = 1\ngray.percent = 0",
                "line 1: table.a.gray.percent = 1: needs a target; set target.url, or set table.a.gray.percent = 0");
    }

    @Test
    void whatComesInALaterVersionIsRefusedInPlainWords() {
        refused(
                TARGET + "primary = target",
                "line 2: primary = target: the cutover, which makes the target the primary, is not part of this"
                        + " version: leave primary = source");
    }

    @Test
    void theTargetsUrlIsChecked() {
        refused(
                "target.url = mysql://db/shop",
                "line 1: target.url = mysql://db/shop: a JDBC URL begins with jdbc:,"
                        + " for example jdbc:mysql://new-db:3306/shop");
        refused(
                "target.url = jdbc:shunt:mysql://db/shop",
                "line 1: target.url = jdbc:shunt:mysql://db/shop: the database's own URL is needed here:"
                        + " write jdbc: instead of jdbc:shunt:");
        refused(
                "target.url = jdbc:shunt:jdbc:mysql://db/shop",
                "line 1: target.url = jdbc:shunt:jdbc:mysql://db/shop: the database's own URL is needed here:"
                        + " write jdbc: instead of jdbc:shunt:jdbc:");
        refused(
                "source.url = jdbc:h2:mem:a\ntarget.url = jdbc:h2:mem:a",
                "line 2: target.url is the same as source.url");
        for (String bad : List.of("autoReconnect=true", "AUTORECONNECT=yes", "autoReconnectForPools=true")) {
            assertTrue(
                    problems("target.url = jdbc:mysql://db/shop?x=1&" + bad)
                            .get(0)
                            .contains("take autoReconnect out of the URL"),
                    bad);
        }
    }

    @Test
    void autoReconnectThatIsOffIsFine() throws ConfigException {
        assertTrue(ConfigTest.parse("target.url = jdbc:mysql://db/shop?autoReconnect=false")
                .hasTarget());
    }

    @Test
    void aPasswordIsNeverInAMessage() {
        for (String bad : List.of(
                "target.url = jdbc:shunt:mysql://u:s3cr3t@db/shop",
                "target.url = jdbc:shunt:mysql://u:s3/cr@s3cr3t@db/shop",
                "target.url = jdbc:mysql://db/shop?user=u&PassWord=s3cr3t&autoReconnect=true",
                "target.url = jdbc:mysql://address=(host=db)(password=s3cr3t)/shop?autoReconnect=true",
                "target.url = jdbc:shunt:h2:mem:a;USER=sa;PASSWORD=s3cr3t;MODE=MySQL",
                "target.url = jdbc:shunt:mysql://db/shop?trustCertificateKeyStorePassword=s3cr3t",
                "target.password = s3cr3t\ntarget.password = s3cr3t",
                "target.password = s3cr3t # and why",
                "target.password = abc\\u0s3cr3t",
                "target.password = abc \\\n   def\ns3cr3t",
                "target.password = s3cr3t\\",
                "target.password = s3cr3t${env:NO",
                "target.password = s3cr3t${script:js:s3cr3t}",
                "target.passwort = s3cr3t",
                "table.a.target.password = s3cr3t")) {
            String message = assertThrows(ConfigException.class, () -> ConfigTest.parse(bad), bad)
                    .toString();
            assertFalse(message.contains("s3cr3t"), message);
        }
    }

    @Test
    void allProblemsAreListedAtOnce() {
        assertEquals(
                List.of(
                        "line 1: mirror = on: allowed: off, async, sync, external",
                        "line 2: is not of the form key = value",
                        "line 3: unknown option gray.percen; did you mean gray.percent?",
                        "line 4: ends with \\, but nothing follows"),
                problems("mirror = on\ngarbage\ngray.percen = 1\nshadow.percent = \\"));
        String message =
                String.valueOf(assertThrows(ConfigException.class, () -> ConfigTest.parse("mirror = on\nx = 1"))
                        .getMessage());
        assertTrue(message.startsWith(
                "shunt.properties: line 1: mirror = on: allowed: off, async, sync, external; line 2: "));
    }

    @Test
    void contentThatSetsNothingIsRefused() {
        for (String empty : List.of("", "\n\n", "# mirror = sync\n")) {
            refused(empty, "is empty; a file that is to leave everything off says enabled = false");
        }
    }

    @Test
    void hostileContentIsRefusedAndHarmless() {
        refused("mirror = off\n\0\0\0", "line 2: contains a control character");
        refused("mirror = off\0", "line 1: contains a control character");
        refused("x".repeat(100_000), "line 1: is longer than 2000 characters");
        refused(
                TARGET + "mirror = ${env:" + "x".repeat(1_900),
                "line 2: mirror: ${ has no }; write $${ for the two" + " characters themselves");
        refused("include = /etc/passwd", "line 1: unknown option include; docs/options.md lists all there are");
        assertTrue(problems("=").get(0).startsWith("line 1: unknown option"));
    }

    @Test
    void aFileThatCannotBeReadSaysWhy() throws Exception {
        Path missing = directory.resolve("missing.properties");
        assertEquals(missing + ": does not exist", messageOfOpening(missing));
        assertEquals(directory + ": is a directory, not a file", messageOfOpening(directory));
        Path device = Path.of("/dev/zero");
        assertEquals("/dev/zero: is not a regular file", messageOfOpening(device));
        Path large = Files.write(directory.resolve("large"), new byte[2 << 20]);
        assertEquals(large + ": is larger than 1 MiB", messageOfOpening(large));
        Path latin =
                Files.write(directory.resolve("latin"), "mirror = off\n# für\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(latin + ": line 2: is not UTF-8; save the file in that encoding", messageOfOpening(latin));
    }

    private static String messageOfOpening(Path file) {
        return String.valueOf(
                assertThrows(ConfigException.class, () -> ConfigFile.open(file)).getMessage());
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreRead() throws ConfigException {
        Config config = ConfigTest.parse("\uFEFFtarget.url = jdbc:h2:mem:t\r\nmirror = async\r\n");
        assertEquals(Mirror.ASYNC, config.mirror());
        assertEquals("jdbc:h2:mem:t", config.get(Options.TARGET_URL));
    }
}
