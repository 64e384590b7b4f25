package dev.shunt.admin.verify;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.Pace;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.Rates;
import dev.shunt.admin.tables.Stop;
import dev.shunt.admin.tables.TwoDatabases;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.cluster.ControlTables;
import dev.shunt.schema.Dialect;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a comparison says of what it did not reach, and how it goes on. */
@NullUnmarked
class VerifyPartsTest {
    @TempDir
    Path temp;

    private TwoDatabases db;

    @BeforeEach
    void tables() throws Exception {
        db = new TwoDatabases(temp);
        db.both(
                "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20))",
                "CREATE TABLE pair(a VARCHAR(5), b BINARY(2), v DOUBLE, PRIMARY KEY (a, b))",
                "INSERT INTO item SELECT x, 'item ' || x FROM SYSTEM_RANGE(1, 3000)",
                "INSERT INTO pair VALUES ('a', X'0001', 0.1), ('a', X'0002', NULL), ('b', X'0001', -0.0)");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    private int verify(String... arguments) {
        return db.verify(arguments);
    }

    private List<Map<String, Object>> report(String type) throws Exception {
        return db.report(type);
    }

    @Test
    void aReportThatThePageCannotReadIsWrongUsage() {
        Tally tally = new Tally("item", false, true);
        tally.changed = 1;
        VerifyView.Outcome outcome =
                new VerifyView.Outcome(List.of(tally), Map.of(), Set.of(), null, "", false, db.path("nowhere"));
        Failure failure = assertThrows(Failure.class, () -> new VerifyPage(outcome, true).write(db.path("page.html")));
        assertEquals(ExitCode.USAGE, failure.exitCode());
    }

    /** The wish comes as the first rows are taken: those are compared, and no more. */
    @Test
    void aTableThatCtrlCHasLeftIsStoppedAndNotEqual() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = Terminal.of(out, "", Map.of());
        FileOption file = new FileOption();
        new CommandLine(file).parseArgs("-f", db.file().toString());
        try (Stop stop = new Stop();
                BothSides sides = BothSides.open(file, new SourceOption(), 6);
                Report report = Report.begin(db.path("report"), true, 0, "");
                Progress progress = new Progress(terminal, false, 3_000)) {
            UnaryOperator<Rates> ctrlC = rates -> {
                stop.request();
                return rates;
            };
            Pace pace =
                    new Pace(new Rates(0, 0, Duration.ZERO, false), sides.primary(), null, ctrlC, "", why -> {}, stop);
            Suspects.Waits waits = new Suspects.Waits(Duration.ZERO, Duration.ZERO);
            List<Tally> tallies = new Verification(sides, new Verification.Manner(1, waits, 1, null, ""), stop)
                    .run(Map.of("ITEM", 3_000L), Rogues.read(sides.source()), report, progress, pace);
            assertEquals("stopped", tallies.get(0).equal());
        }
        String told = out.toString(StandardCharsets.UTF_8);
        out.reset();
        new VerifyView(
                        new VerifyView.Outcome(List.of(), Map.of(), Set.of(), null, "", true, db.path("report")),
                        terminal)
                .print("shunt verify --resume");
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("a run that is resumed takes no taint off"));
        assertTrue(told.matches("ITEM: stopped at key \\d+: [\\d,]+ rows, 1 chunk, 0 differing\\n"), told);
    }

    @Test
    void aSampleHasAtLeastOneChunkOfEachTable() throws Exception {
        assertEquals(0, verify("pair", "--sample", "0.0001%"), db::out);
        assertTrue(
                db.out()
                        .contains("3 rows compared on both sides, a sample of 0.0001 %, 0 differing:"
                                + " 100 % of the sampled rows consistent"),
                db.out());
        TwoDatabases.execute(db.target, "UPDATE pair SET v = 5", "UPDATE item SET name = 'wrong'");
        assertEquals(1, verify("--sample", "0.0001%", "--json"), db::out);
        assertTrue(db.out().contains("\"sample_percent\":1.0E-4,"), db.out());
        assertEquals(
                Map.of("ITEM", true, "PAIR", true),
                report("table").stream()
                        .collect(Collectors.toMap(line -> line.get("table"), line -> !line.get("changed")
                                .equals(0))));
    }

    @Test
    void theTaintOfATableWhoseNameDiffersInCaseOnlyStays() throws Exception {
        db.both("CREATE TABLE \"item\"(id INT PRIMARY KEY)");
        TwoDatabases.execute(db.source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        TwoDatabases.execute(
                db.source,
                "INSERT INTO shunt_control VALUES (1, 1, 'source', 'open', 0, 0)",
                "INSERT INTO shunt_taint VALUES ('item', 'i1', '', 'own', 1000, 'ddl')",
                "INSERT INTO shunt_taint VALUES ('pair', 'i1', '', 'own', 1000, 'ddl')");
        assertEquals(0, verify("ITEM", "pair"), () -> db.out() + db.errors());
        assertEquals(List.of("item"), TwoDatabases.rows(db.source, "SELECT table_name FROM shunt_taint"));
    }

    @Test
    void noShareIsToldWhereNotAllWasCompared() throws Exception {
        db.both("CREATE TABLE keyless(v INT)", "INSERT INTO keyless VALUES (1), (2)");
        TwoDatabases.execute(db.source, "INSERT INTO keyless VALUES (3)");
        assertEquals(1, verify("keyless"));
        assertTrue(db.out().contains("3 rows compared on both sides, 0 differing: not all was compared"), db.out());
        assertFalse(db.out().contains("100 %"), db.out());
        assertEquals(1, verify("keyless", "--json", "--html", db.path("page").toString()));
        assertTrue(db.out().contains("\"consistent\":null"), db.out());
        assertFalse(Files.readString(db.path("page")).contains("100 %"));
        for (String name : List.of("page", "report")) {
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(db.path(name))), name);
        }
        TwoDatabases.execute(db.source, "CREATE TABLE lost(id INT PRIMARY KEY)");
        assertEquals(1, verify("lost"));
        assertTrue(db.out().contains("0 rows compared on both sides, 0 differing: not all was compared"), db.out());
        TwoDatabases.execute(db.target, "CREATE TABLE lost(id INT PRIMARY KEY)");
        assertEquals(0, verify("lost"));
        assertTrue(db.out().contains("0 differing: the primary has no such rows"), db.out());
    }

    @Test
    void aTableWithADifferenceInEachChunkHasCheckpointsAllTheSame() throws Exception {
        db.both(
                "CREATE TABLE many(id INT PRIMARY KEY, v INT)",
                "INSERT INTO many SELECT x, 0 FROM SYSTEM_RANGE(1, 4000)");
        TwoDatabases.execute(db.target, "UPDATE many SET v = 1 WHERE MOD(id, 500) = 250");
        String[] slowly = {
            "many",
            "--max-rate",
            "5000",
            "--settle",
            "20ms",
            "--report",
            db.path("report").toString()
        };
        assertEquals(1, db.shunt("verify", slowly), db::errors);
        List<String> lines = new ArrayList<>();
        int reached = 0;
        for (String line : Files.readAllLines(db.path("report"))) {
            lines.add(line);
            reached = line.contains("\"type\":\"range\"") && reached == 0 ? lines.size() : reached;
        }
        assertTrue(reached > 0, lines::toString);
        Files.write(db.path("report"), lines.subList(0, reached));
        assertEquals(1, verify("many", "--resume"), db::errors);
        assertTrue(db.out().contains("not looked at again, since it was before: up to key"), db.out());
        assertTrue(db.out().contains("4,000 rows compared on both sides, 8 differing"), db.out());
    }

    @Test
    void aPassThatFailsIsFollowedByTheNext() throws Exception {
        TwoDatabases.execute(db.source, "CREATE TABLE shunt_control(x INT)"); // no such columns: an error at each pass
        TwoDatabases.Running verify = db.start(
                "verify",
                "pair",
                "--until-clean",
                "1",
                "--settle",
                "10ms",
                "--report",
                db.path("report").toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> verify.out().contains("this pass came to no end"));
        TwoDatabases.execute(db.source, "DROP TABLE shunt_control");
        assertEquals(0, verify.code().get(3, TimeUnit.MINUTES), verify::out);
    }

    @Test
    void aReportThatCannotBeWrittenIsNamed() {
        String nowhere = db.path("nowhere").resolve("x").toString();
        assertEquals(2, db.shunt("verify", "--report", nowhere));
        assertTrue(db.errors().contains("the report " + nowhere + " cannot be written"), db.errors());
        assertTrue(db.errors().contains("--report"), db.errors());
    }

    @Test
    void aCheckThatNeverDiffersInTheSameWayIsNotSettled() throws Exception {
        Path checks = Files.writeString(db.path("checks.properties"), "moving = SELECT RANDOM_UUID()");
        assertEquals(1, verify("pair", "--checks", checks.toString()));
        assertTrue(db.out().contains("check moving: not settled"), db.out());
        assertFalse(db.out().contains("row 1"), db.out());
    }

    @Test
    void aReportThatIsTornWithinACharacterIsGoneOnWithShownAndRepaired() throws Exception {
        TwoDatabases.execute(db.target, "UPDATE pair SET v = 5 WHERE a = 'b'");
        assertEquals(1, verify());
        Files.write(db.path("report"), new byte[] {'{', '"', (byte) 0xc3, '\n'}, StandardOpenOption.APPEND);
        assertEquals(1, verify("--resume", "--html", db.path("page").toString()), db::errors);
        assertTrue(Files.readString(db.path("page")).contains("<td>PAIR</td>"));
        assertEquals(0, db.shunt("repair", "--from", db.path("report").toString()), db::errors);
        assertEquals(0, verify(), db::out);
    }
}
