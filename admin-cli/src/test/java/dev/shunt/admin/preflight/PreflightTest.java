package dev.shunt.admin.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.tables.TwoDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.api.Trigger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check, by a fault that is planted on H2. */
@NullUnmarked
class PreflightTest {
    private static final String[] TABLES = {
        "CREATE TABLE parent(id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
        "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20) DEFAULT 'x', price DECIMAL(10, 4), kind ENUM('a', 'b'),"
                + " made TIMESTAMP(6), parent INT, twice INT GENERATED ALWAYS AS (id * 2))",
        "CREATE INDEX by_name ON item(name)"
    };

    /**
     * A fault.
     *
     * @param source what plants it on the source
     * @param expected the findings above a note: severity, check, object
     * @param mended the statements that are printed make the findings go
     */
    private record Fault(List<String> source, List<String> target, List<String> expected, boolean mended) {
        private static Fault onTarget(String sql, String expected) {
            return new Fault(List.of(), List.of(sql), List.of(expected), true);
        }

        private static Fault onSource(String sql, String expected) {
            return new Fault(List.of(sql), List.of(), List.of(expected), true);
        }

        private Fault unmended() {
            return new Fault(source, target, expected, false);
        }
    }

    private static List<Fault> faults() {
        return List.of(
                Fault.onTarget("ALTER TABLE item ALTER COLUMN parent SMALLINT", "blocker type ITEM.PARENT"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN name VARCHAR(10) DEFAULT 'x'", "blocker type ITEM.NAME"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN name CHAR(20) DEFAULT 'x'", "blocker type ITEM.NAME"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN price DECIMAL(10, 2)", "blocker type ITEM.PRICE"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN price DECIMAL(8, 4)", "blocker type ITEM.PRICE"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN price DOUBLE", "blocker type ITEM.PRICE"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN made TIMESTAMP(3)", "blocker type ITEM.MADE"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN kind ENUM('a')", "blocker type ITEM.KIND"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN kind ENUM('b', 'a')", "warning type ITEM.KIND"),
                Fault.onTarget("ALTER TABLE item ALTER COLUMN parent INT NOT NULL", "blocker null ITEM.PARENT"),
                Fault.onTarget("ALTER TABLE parent ALTER COLUMN name SET NULL", "warning null PARENT.NAME"),
                Fault.onTarget(
                        "ALTER TABLE item ALTER COLUMN name VARCHAR(20) DEFAULT 'y'", "warning default ITEM.NAME"),
                Fault.onTarget("ALTER TABLE item DROP COLUMN price", "blocker column ITEM.PRICE"),
                Fault.onTarget("ALTER TABLE item ADD COLUMN more INT NOT NULL", "blocker column ITEM.MORE"),
                new Fault(
                        List.of(),
                        List.of(
                                "ALTER TABLE item DROP COLUMN price",
                                "ALTER TABLE item ADD COLUMN price DECIMAL(10, 4) BEFORE id"),
                        List.of("warning column ITEM"),
                        false),
                new Fault(
                        List.of(),
                        List.of("ALTER TABLE item DROP COLUMN twice", "ALTER TABLE item ADD COLUMN twice INT"),
                        List.of("warning generated ITEM.TWICE"),
                        false),
                new Fault(
                        List.of(),
                        List.of(
                                "ALTER TABLE item DROP COLUMN twice",
                                "ALTER TABLE item ADD COLUMN twice INT GENERATED ALWAYS AS (id * 3)"),
                        List.of("blocker generated ITEM.TWICE"),
                        false),
                Fault.onTarget(
                        "ALTER TABLE item ADD CONSTRAINT positive CHECK (id > 0)",
                        "blocker check ITEM, check POSITIVE"),
                Fault.onSource(
                        "ALTER TABLE item ADD CONSTRAINT positive CHECK (id > 0)",
                        "warning check ITEM, check POSITIVE"),
                Fault.onTarget("CREATE UNIQUE INDEX once ON item(name)", "blocker unique-key ITEM"),
                Fault.onSource("CREATE UNIQUE INDEX once ON item(name, parent)", "warning unique-key ITEM"),
                Fault.onTarget("DROP INDEX by_name", "warning index ITEM"),
                Fault.onTarget("ALTER TABLE parent ALTER COLUMN id DROP IDENTITY", "blocker identity PARENT.ID"),
                Fault.onSource("ALTER TABLE parent ALTER COLUMN id RESTART WITH 500", "warning identity PARENT.ID"),
                Fault.onTarget(
                        "ALTER TABLE item ADD CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent(id)",
                        "blocker foreign-key ITEM, foreign key FK"),
                new Fault(
                        List.of("ALTER TABLE item ADD CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent(id)"
                                + " ON DELETE CASCADE"),
                        List.of(),
                        List.of("warning index ITEM", "warning foreign-key ITEM, foreign key FK"),
                        true),
                Fault.onTarget(
                        "CREATE TRIGGER noted BEFORE INSERT ON item FOR EACH ROW CALL '" + Idle.class.getName() + "'",
                        "blocker trigger ITEM, trigger NOTED"),
                Fault.onSource(
                                "CREATE TRIGGER noted BEFORE INSERT ON item FOR EACH ROW CALL '" + Idle.class.getName()
                                        + "'",
                                "warning trigger ITEM, trigger NOTED")
                        .unmended(),
                Fault.onTarget("ALTER TABLE item DROP PRIMARY KEY", "blocker primary-key ITEM"),
                new Fault(
                        List.of(),
                        List.of(
                                "ALTER TABLE item DROP PRIMARY KEY",
                                "ALTER TABLE item ALTER COLUMN name SET NOT NULL",
                                "ALTER TABLE item ADD PRIMARY KEY (id, name)",
                                "ALTER TABLE item ALTER COLUMN name SET NOT NULL"),
                        List.of("blocker primary-key ITEM", "blocker null ITEM.NAME"),
                        true),
                Fault.onSource("CREATE VIEW names AS SELECT name FROM item", "warning program view NAMES")
                        .unmended(),
                Fault.onTarget("SET DEFAULT_NULL_ORDERING HIGH", "warning settings default_null_ordering")
                        .unmended());
    }

    @TempDir
    Path temp;

    @ParameterizedTest
    @MethodSource("faults")
    void aPlantedFaultIsTheOnlyFindingAndItsStatementsMendIt(Fault fault) throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            db.both(TABLES);
            TwoDatabases.execute(db.source, fault.source.toArray(String[]::new));
            TwoDatabases.execute(db.target, fault.target.toArray(String[]::new));
            List<Map<String, Object>> findings = preflight(db);
            assertEquals(fault.expected, aboveNotes(findings), db::out);
            if (fault.mended) {
                mend(db, findings);
                assertEquals(List.of(), aboveNotes(preflight(db)), db::out);
            }
        }
    }

    /** Runs preflight; the exit code has to fit what it found. */
    private static List<Map<String, Object>> preflight(TwoDatabases db, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--json"));
        all.addAll(List.of(arguments));
        int code = db.shunt("preflight", all.toArray(String[]::new));
        assertFalse(db.out().isEmpty(), db::errors);
        Map<String, Object> json = JSON.std.mapFrom(db.out());
        assertEquals(code == 0, json.get("ready"));
        List<Map<String, Object>> findings = new ArrayList<>();
        for (Object finding : (List<?>) json.get("findings")) {
            Map<?, ?> entries = (Map<?, ?>) finding;
            findings.add(Map.copyOf(JSON.std.mapFrom(JSON.std
                    .with(JSON.Feature.WRITE_NULL_PROPERTIES)
                    .asString(entries)
                    .replace(":null", ":\"\""))));
        }
        assertEquals(
                code == 1, findings.stream().anyMatch(finding -> "blocker".equals(finding.get("severity"))), db::out);
        return findings;
    }

    private static List<String> aboveNotes(List<Map<String, Object>> findings) {
        return findings.stream()
                .filter(finding -> !"note".equals(finding.get("severity")))
                .map(finding -> finding.get("severity") + " " + finding.get("check") + " " + finding.get("object"))
                .toList();
    }

    private static void mend(TwoDatabases db, List<Map<String, Object>> findings) throws Exception {
        for (Map<String, Object> finding : findings) {
            for (Object sql : (List<?>) finding.get("sql")) {
                TwoDatabases.execute("source".equals(finding.get("on")) ? db.source : db.target, String.valueOf(sql));
            }
        }
    }

    @Test
    void aCleanPairIsReadyWithNothingAboveANote() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            db.both(TABLES);
            TwoDatabases.execute(
                    db.source, "INSERT INTO item(id, name) SELECT x, 'item ' || x FROM SYSTEM_RANGE(1, 3000)");
            assertEquals(List.of(), aboveNotes(preflight(db)), db::out);
            assertEquals(0, db.shunt("preflight"), db::errors);
            assertTrue(db.out().contains("ready: no blocker, 0 warnings"), db.out());
            assertTrue(db.out().contains("2 tables, about 3,000 rows"), db.out());
            assertTrue(db.out().contains("rows of ITEM were read in"), db.out());
        }
    }

    @Test
    void aTableThatIsMissingIsMendedByTheCommandThatIsNamed() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp, "tables = item, orders, nowhere")) {
            db.both(TABLES);
            TwoDatabases.execute(db.source, "CREATE TABLE orders(id INT PRIMARY KEY)");
            List<Map<String, Object>> findings = preflight(db);
            assertEquals(List.of("blocker table ORDERS", "warning table nowhere"), aboveNotes(findings));
            assertEquals("shunt schema --apply ORDERS", findings.get(0).get("fix"));
            assertEquals(0, db.shunt("schema", "--apply", "ORDERS"), db::errors);
            assertEquals(List.of("warning table nowhere"), aboveNotes(preflight(db)));
        }
    }

    @Test
    void aTableIsMissingWhereTheTargetHasOnlyAnotherWhoseNameDiffersInCase() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            db.both(TABLES);
            TwoDatabases.execute(
                    db.source,
                    "CREATE TABLE \"Item\"(id INT PRIMARY KEY, v INT)",
                    "CREATE TABLE \"Orders\"(id INT PRIMARY KEY)");
            TwoDatabases.execute(db.target, "CREATE TABLE \"orders\"(id INT PRIMARY KEY)");
            assertEquals(List.of("blocker table Item"), aboveNotes(preflight(db)), db::out);
        }
    }

    @Test
    void tablesWithoutAPrimaryKeyGetOneOrAreLeftOut() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            db.both("CREATE TABLE bare(v INT)", "CREATE TABLE coded(code CHAR(3) NOT NULL, v INT, UNIQUE(code))");
            List<Map<String, Object>> findings = preflight(db);
            assertEquals(List.of("blocker primary-key BARE", "blocker primary-key CODED"), aboveNotes(findings));
            for (Map<String, Object> finding : findings) {
                for (Object sql : (List<?>) finding.get("sql")) {
                    db.both(String.valueOf(sql)); // as the finding says: on the target as well
                }
            }
            assertEquals(List.of(), aboveNotes(preflight(db)), db::out);
        }
    }

    @Test
    void aVagueKeyIsSaid() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            db.both("CREATE TABLE measured(at DOUBLE PRIMARY KEY)");
            assertEquals(List.of("warning primary-key MEASURED"), aboveNotes(preflight(db)));
        }
    }

    @Test
    void aForeignKeyToATableThatDoesNotMoveIsSaid() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp, "tables = item")) {
            db.both(TABLES);
            db.both("ALTER TABLE item ADD CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent(id)");
            assertEquals(List.of("warning foreign-key ITEM, foreign key FK"), aboveNotes(preflight(db)));
        }
    }

    @Test
    void whatTheLoginMayNotDoIsFoundAndGranted() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp, "target.user = LIMITED", "target.password = secret")) {
            db.both(TABLES);
            Path file = temp.resolve("shunt.properties"); // only an administrator may set how long the database stays
            Files.writeString(file, Files.readString(file).replace(";DB_CLOSE_DELAY=-1", ""));
            TwoDatabases.execute(
                    db.target, "CREATE USER limited PASSWORD 'secret'", "GRANT SELECT, INSERT ON item TO limited");
            List<Map<String, Object>> findings = preflight(db);
            assertEquals(
                    List.of(
                            "blocker rights ITEM",
                            "blocker rights PARENT",
                            "blocker rights CREATE",
                            "warning kill KILL",
                            "warning rows the check rows"), // it reads PARENT
                    aboveNotes(findings),
                    db::out);
            assertEquals("no DELETE, UPDATE", findings.get(0).get("target"));
            assertFalse(db.out().contains("secret"), db.out());
            mend(db, findings);
            assertEquals(List.of(), aboveNotes(preflight(db)), db::out);
        }
    }

    @Test
    void onTheSourceTheRightToWriteIsAWarningAndTheRightToReadABlocker() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            db.both(TABLES);
            TwoDatabases.execute(db.source, "CREATE USER limited PASSWORD 'secret'", "GRANT SELECT ON item TO limited");
            String[] login = {"--url", db.source.replace(";DB_CLOSE_DELAY=-1", "") + ";USER=LIMITED;PASSWORD=secret"};
            List<Map<String, Object>> findings = preflight(db, login);
            // without SCRIPT, for which it takes an administrator, no definitions
            List<String> found = aboveNotes(findings);
            assertTrue(found.contains("blocker rights PARENT"), db::out);
            assertTrue(found.contains("warning rights ITEM"), db::out);
            assertTrue(found.contains("warning rights PROCESS"), db::out);
            assertTrue(found.contains("warning rights CREATE"), db::out);
            mend(db, findings);
            assertEquals(List.of(), aboveNotes(preflight(db, login)), db::out);
        }
    }

    @Test
    void aCheckThatCannotBeMadeIsAFindingAndTheOthersGoOn() throws Exception {
        Findings findings = new Findings();
        findings.run(
                "type",
                (pair, to) -> {
                    throw new java.sql.SQLException("SELECT command denied", "42000", 1142);
                },
                null);
        findings.run("size", (pair, to) -> to.add(Finding.note("size", "1 row", "", "")), null);
        List<String> all = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            findings.each(severity, (check, finding) -> all.add(severity + " " + check + " " + finding.object()));
        }
        assertEquals(List.of("warning type the check type", "note size size"), all);
    }

    @Test
    void aSideThatCannotBeReachedIsABlockerAndNoStackTrace() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            List<Map<String, Object>> findings =
                    preflight(db, "--url", "jdbc:h2:mem:nowhere;IFEXISTS=TRUE;PASSWORD=secret");
            assertEquals(List.of("blocker reach the source"), aboveNotes(findings));
            assertFalse(db.out().contains("secret"), db.out());
            assertFalse(db.out().contains("\tat "), db.out());
            assertEquals("", db.errors());
        }
    }

    @Test
    void theSameDatabaseOnBothSidesIsABlocker() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            assertEquals(List.of("blocker same-database the databases"), aboveNotes(preflight(db, "--url", db.target)));
        }
    }

    @Test
    void anotherTimeZoneIsSaid() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            assertEquals(
                    List.of("warning time-zone time_zone"),
                    aboveNotes(preflight(db, "--url", db.source + ";TIME ZONE=Asia/Tokyo")));
        }
    }

    @Test
    void aTableThatIsAskedForAndNotThereIsWrongUsage() throws Exception {
        try (TwoDatabases db = new TwoDatabases(temp)) {
            assertEquals(2, db.shunt("preflight", "nothing"));
            assertTrue(db.errors().contains("there is no table nothing"), db.errors());
        }
    }

    /** Does nothing. */
    public static final class Idle implements Trigger {
        @Override
        public void fire(Connection connection, Object[] before, Object[] after) {}
    }
}
