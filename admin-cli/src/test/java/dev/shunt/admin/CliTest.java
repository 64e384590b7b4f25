package dev.shunt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.metrics.StatusServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command line as a user has it, but for the process. */
@NullUnmarked
@SuppressWarnings("try") // the instances only have to be there
class CliTest {
    private static final String CONTENT = """
            # the move to the new database
            source.url = jdbc:h2:mem:old
            target.url = jdbc:h2:mem:new
            target.password = s3cret
            state.dir = %s

            # since Monday
            mirror = async

            gray.percent = 0
            gray.async = allow
            table.orders.gray.percent = 5
            """;

    @TempDir
    Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();
    private Path file;
    private Path stateDir;

    @BeforeEach
    void write() throws IOException {
        stateDir = temp.resolve("state");
        file = Files.writeString(temp.resolve("shop.properties"), CONTENT.formatted(stateDir));
    }

    @Test
    void setChangesTheLineInPlaceAndNothingElse() throws IOException {
        String before = Files.readString(file);
        assertEquals(0, shunt("set", "-f", file.toString(), "gray.percent=0.5"), errors::toString);
        assertEquals(before.replace("gray.percent = 0\n", "gray.percent = 0.5\n"), Files.readString(file));
        assertTrue(out().contains("gray.percent = 0.5"), out());
        assertTrue(out().contains("no instance runs"), out());
    }

    @Test
    void setWithPrintLeavesTheFileAsItIs() throws IOException {
        String before = Files.readString(file);
        assertEquals(0, shunt("set", "-f", file.toString(), "--print", "gray.percent=0.5"), errors::toString);
        assertEquals(before, Files.readString(file));
        assertEquals(before.replace("gray.percent = 0\n", "gray.percent = 0.5\n"), out());
    }

    @Test
    void aKnobWithoutAValueIsRemoved() throws IOException {
        assertEquals(0, shunt("set", "-f", file.toString(), "table.orders.gray.percent="), errors::toString);
        assertFalse(Files.readString(file).contains("orders"), Files.readString(file));
    }

    @Test
    void aValueThatIsNotAllowedIsRefusedByNameAndTheFileStays() throws IOException {
        String before = Files.readString(file);
        assertEquals(2, shunt("set", "-f", file.toString(), "gray.percent=101"));
        assertTrue(errors().contains("gray.percent") && errors().contains("101"), errors());
        assertTrue(errors().contains("Nothing was changed"), errors());
        assertEquals(before, Files.readString(file));
    }

    @Test
    void aFileThatIsBrokenAlreadyNeedsAPersonAndNotAnotherValue() throws IOException {
        String broken = Files.readString(file) + "miror = async\n";
        Files.writeString(file, broken);
        assertEquals(1, shunt("set", "-f", file.toString(), "gray.percent=1"));
        assertEquals(1, shunt("off", "-f", file.toString()));
        assertTrue(errors().contains("unknown option miror"), errors());
        assertEquals(broken, Files.readString(file));
    }

    @Test
    void anUnknownKnobIsRefusedWithTheNearestOne() {
        assertEquals(2, shunt("set", "-f", file.toString(), "grey.percent=1"));
        assertTrue(errors().contains("gray.percent"), errors());
    }

    @Test
    void whatIsNoAssignmentIsWrongUsage() {
        assertEquals(2, shunt("set", "-f", file.toString(), "gray.percent"));
        assertEquals(2, shunt("set", "-f", file.toString(), "gray.percent=1", "gray.percent=2"));
        assertEquals(2, shunt("set", "-f", file.toString()));
        assertTrue(errors().endsWith("See: shunt help set\n"), errors());
        assertEquals(2, shunt("stats"));
        assertEquals(2, shunt());
        assertFalse(errors().contains("Exception"), errors());
    }

    @Test
    void ofAValueThatIsNoTimeOrNumberItIsSaidWhatIsExpected() {
        for (String[] wrong : new String[][] {
            {"--since", "yesterday", "yesterday is no time: use 500ms, 60s, 10m, 2h or 3d"},
            {"--max-rate", "lots", "'lots' is no whole number, like 5000"},
            {"--parallel", "all", "'all' is no whole number, like 5000"}
        }) {
            errors.getBuffer().setLength(0);
            assertEquals(2, shunt("verify", "-f", file.toString(), wrong[0], wrong[1]));
            assertEquals(
                    "shunt: Invalid value for option '" + wrong[0] + "': " + wrong[2] + "\nSee: shunt help verify\n",
                    errors());
        }
    }

    @Test
    void offPutsAllKnobsAtRestThoseOfTablesAsWell() throws IOException {
        assertEquals(0, shunt("off", "-f", file.toString()), errors::toString);
        String after = Files.readString(file);
        assertTrue(after.contains("# since Monday\nmirror = off\n"), after);
        assertTrue(after.contains("table.orders.gray.percent = 0\n"), after);
        assertTrue(after.contains("# the move to the new database"), after);
    }

    @Test
    void withoutAFileNothingCanBeReached() {
        assertEquals(3, shunt("status", "-f", temp.resolve("none").toString()));
        assertTrue(errors().contains("-f FILE"), errors());
    }

    @Test
    void aDirectoryInThePlaceOfTheFileIsCalledOne() {
        for (String command : new String[] {"status", "preflight", "diffs"}) {
            assertEquals(3, shunt(command, "-f", temp.toString()));
            assertTrue(errors().contains(temp + " is a directory, not a file: name"), errors());
        }
    }

    @Test
    void aFileThatIsNoTextIsToldByLine() throws IOException {
        Files.write(file, new byte[] {'a', '\n', (byte) 0xff, '\n'});
        assertEquals(3, shunt("set", "-f", file.toString(), "mirror=off"));
        assertTrue(errors().contains(file + ": line 2: is not UTF-8"), errors());
    }

    @Test
    void aLookUpThatHasNoValueHereIsNamedByKeyAndVariable() throws IOException {
        String content = CONTENT.formatted(stateDir);
        Files.writeString(file, content.replace("s3cret", "${env:SHUNT_NO_SUCH}"));
        for (String command : new String[] {"preflight", "verify", "backfill", "repair", "schema"}) {
            errors.getBuffer().setLength(0);
            assertEquals(2, shunt(command, "-f", file.toString(), command.equals("schema") ? "--print" : "orders"));
            assertTrue(
                    errors().contains(
                                    ": target.password: the environment variable SHUNT_NO_SUCH is not set. This command"),
                    () -> command + ": " + errors());
        }
        Files.writeString(file, content.replace("jdbc:h2:mem:old", "jdbc:h2:mem:old;PASSWORD=${file:/no/such}"));
        assertEquals(3, shunt("status", "-f", file.toString()));
        assertTrue(errors().contains("source.url: the file /no/such does not exist"), errors());
        assertTrue(errors().contains("no instance runs on"), errors());
        Files.writeString(file, content.replace(stateDir.toString(), "${sys:shunt.no.such}"));
        assertEquals(2, shunt("diffs", "-f", file.toString()));
        assertTrue(errors().contains("state.dir: the system property shunt.no.such is not set"), errors());
    }

    @Test
    void aDatabaseThatNoDriverHereSpeaksWithIsSaidAtOnce() throws IOException {
        Files.writeString(
                file, CONTENT.formatted(stateDir).replace("jdbc:h2:mem:old", "jdbc:nosuch://db/x?password=s3"));
        assertEquals(3, shunt("backfill", "-f", file.toString()));
        assertTrue(errors().contains("the source, jdbc:nosuch:"), errors());
        assertTrue(errors().contains("admin-cli/target/lib"), errors());
        assertFalse(errors().contains("s3"), errors());
    }

    @Test
    void withoutAnInstanceNothingCanBeReached() {
        assertEquals(3, shunt("status", "-f", file.toString()));
        assertTrue(errors().contains(stateDir.toString()), errors());
    }

    @Test
    void aHealthyInstanceIsFine() throws IOException {
        try (StatusServer instance = new StatusServer(stateDir, () -> sample("healthy"))) {
            assertEquals(0, shunt("status", "-f", file.toString()), errors::toString);
            assertTrue(out().contains("async"), out());
            assertFalse(out().contains("\u001b"), out());
        }
    }

    @Test
    void aRunningInstanceIsShownWhileItsFileIsBroken() throws IOException {
        Files.writeString(file, Files.readString(file) + "\ngray.percnt = 3\n");
        try (StatusServer instance = new StatusServer(stateDir, () -> sample("healthy"))) {
            assertEquals(0, shunt("status", "-f", file.toString()), errors::toString);
            assertTrue(out().contains("async"), out());
        }
        assertEquals(1, shunt("status", "-f", file.toString()));
        assertTrue(errors().contains("gray.percnt"), errors());
    }

    @Test
    void anInstanceWithTroubleNeedsAPerson() throws IOException {
        try (StatusServer instance = new StatusServer(stateDir, () -> sample("troubled"))) {
            assertEquals(1, shunt("status", "-f", file.toString()), errors::toString);
        }
    }

    @Test
    void metricsAreTheInstancesOwnText() throws IOException {
        assertEquals(3, shunt("metrics", "-f", file.toString()));
        try (StatusServer instance = new StatusServer(
                stateDir, () -> sample("healthy"), request -> request.equals("metrics") ? "a 1\n" : null)) {
            assertEquals(0, shunt("metrics", "-f", file.toString()), errors::toString);
            assertEquals("a 1\n", out());
        }
        try (StatusServer instance = new StatusServer(stateDir, () -> sample("healthy"))) {
            assertEquals(3, shunt("metrics", "-f", file.toString()));
            assertTrue(errors().contains("knows no request"), errors());
        }
    }

    @Test
    void statusAsJsonIsTheInstancesOwnObject() throws IOException {
        try (StatusServer instance = new StatusServer(stateDir, () -> sample("healthy"))) {
            assertEquals(0, shunt("status", "--json", "-f", file.toString()), errors::toString);
            assertEquals(sample("healthy"), JSON.std.mapFrom(out()));
        }
    }

    @Test
    void whereNoInstanceHasRunNothingIsSaidToBeEqual() {
        assertEquals(3, shunt("diffs", "-f", file.toString()));
        assertTrue(errors.toString().contains("no instance has run with state.dir"), errors::toString);
    }

    @Test
    void withoutADiffLogThereAreNoDifferences() throws IOException {
        Files.createDirectories(stateDir);
        assertEquals(0, shunt("diffs", "-f", file.toString()), errors::toString);
        assertEquals("no differences\n", out());
    }

    @Test
    void aBrokenFileIsToldByLineAndKeyWithoutItsSecrets() throws IOException {
        Files.writeString(file, "target.password = s3cret\nmirror = sometimes\n");
        assertEquals(1, shunt("status", "-f", file.toString()));
        assertTrue(errors().contains("mirror") && errors().contains("sometimes"), errors());
        assertFalse(errors().contains("s3cret"), errors());
    }

    @Test
    void helpTeaches() {
        assertEquals(0, shunt("--help"));
        for (String word :
                new String[] {"demo", "status", "set", "off", "diffs", "journal", "Exit codes", "${env:…}"}) {
            assertTrue(out().contains(word), () -> word + " is missing in " + out());
        }
        out.reset();
        assertEquals(0, shunt("help", "set"));
        assertTrue(out().contains("Examples:") && out().contains("gray.percent"), out());
        out.reset();
        assertEquals(0, shunt("help", "diffs", "show"));
        assertTrue(out().startsWith("Shows all that is known of one difference."), out());
        assertEquals(2, shunt("help", "diffs", "nosuch"));
        out.reset();
        assertEquals(0, shunt("--version"));
        assertTrue(out().startsWith("shunt "), out());
    }

    @Test
    void noHelpOfAnyCommandLooksUpAVariable() {
        helps("");
    }

    private void helps(String command) {
        out.reset();
        assertEquals(0, shunt((command + " --help").strip().split(" ")), errors::toString);
        String help = out();
        out.reset();
        assertEquals(0, shunt(("help " + command).strip().split(" ")), errors::toString);
        for (String text : List.of(help, out())) {
            assertFalse(text.contains("(null)") || text.contains("$${"), () -> command + ": " + text);
        }
        int commands = help.indexOf("\nCommands:\n");
        if (commands >= 0) {
            help.substring(commands)
                    .lines()
                    .skip(2)
                    .takeWhile(line -> line.startsWith("  "))
                    .filter(line -> line.matches("  [a-z]+ .*") && !line.startsWith("  help "))
                    .forEach(line -> helps((command + " " + line.strip().split(" ")[0]).strip()));
        }
    }

    @Test
    void theHelpOfVerifyAndRepairHasTheExitCodesOfTheirPage() throws IOException {
        Path page = Path.of(System.getProperty("basedir", ".")).resolve("../docs/verify.md");
        List<String[]> codes = Files.readAllLines(page).stream()
                .filter(line -> line.matches("\\| \\d \\|.*"))
                .map(line -> line.replace("`", "").split(" *\\| *"))
                .toList();
        assertEquals(4, codes.size());
        for (String command : List.of("verify", "repair")) {
            out.reset();
            assertEquals(0, shunt("help", command));
            String help = out().replaceAll("\\s+", " ");
            for (String[] code : codes) {
                String text = code[1] + " " + code[command.equals("verify") ? 2 : 3] + " ";
                assertTrue(help.contains(text), () -> command + ": no '" + text + "' in " + help);
            }
        }
    }

    private int shunt(String... arguments) {
        return Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return errors.toString();
    }

    private static Map<String, Object> sample(String name) {
        try (var json = CliTest.class.getResourceAsStream("/status-" + name + ".json")) {
            return JSON.std.mapFrom(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
