package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.Shunt;
import dev.shunt.admin.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code preflight} and {@code schema} on two servers, with what H2 does not have. */
class PreflightServersTest {
    /** A fault: the table as both sides have it, and what is found above a note. */
    private record Fault(String table, String source, String target, List<String> expected) {
        static Fault of(String table, String source, String target, String... expected) {
            return new Fault(table, source, target, List.of(expected));
        }
    }

    private static final List<Fault> FAULTS = List.of(
            Fault.of(
                    "types",
                    "id INT PRIMARY KEY, a BIGINT, b VARCHAR(50), c DECIMAL(10, 4), d DATETIME(6), e ENUM('a', 'b'),"
                            + " f INT, g MEDIUMTEXT, h VARBINARY(9)",
                    "id INT PRIMARY KEY, a INT, b VARCHAR(49), c DECIMAL(10, 3), d DATETIME(3), e ENUM('a'),"
                            + " f INT UNSIGNED, g TEXT, h BINARY(9)",
                    "blocker type types.a",
                    "blocker type types.b",
                    "blocker type types.c",
                    "blocker type types.d",
                    "blocker type types.e",
                    "blocker type types.f",
                    "blocker type types.g",
                    "blocker type types.h"),
            Fault.of(
                    "nulls", "id INT PRIMARY KEY, v INT", "id INT PRIMARY KEY, v INT NOT NULL", "blocker null nulls.v"),
            Fault.of(
                    "defaults",
                    "id INT PRIMARY KEY, v INT DEFAULT 1, at DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
                    "id INT PRIMARY KEY, v INT DEFAULT 2, at DATETIME DEFAULT CURRENT_TIMESTAMP",
                    "warning default defaults.v",
                    "warning default defaults.at"),
            Fault.of(
                    "charsets",
                    "id INT PRIMARY KEY, v VARCHAR(20) CHARACTER SET utf8mb4",
                    "id INT PRIMARY KEY, v VARCHAR(20) CHARACTER SET latin1",
                    "blocker collation charsets.v"),
            Fault.of(
                    "collations",
                    "id INT PRIMARY KEY, v VARCHAR(20) COLLATE utf8mb4_bin, u VARCHAR(20) COLLATE utf8mb4_bin UNIQUE",
                    "id INT PRIMARY KEY, v VARCHAR(20) COLLATE utf8mb4_general_ci,"
                            + " u VARCHAR(20) COLLATE utf8mb4_general_ci UNIQUE",
                    "warning collation collations.v",
                    "blocker collation collations.u"),
            Fault.of(
                    "pks",
                    "a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b)",
                    "a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (b)",
                    "blocker primary-key pks"),
            Fault.of("keyless", "v INT", "v INT", "blocker primary-key keyless"),
            Fault.of(
                    "columns",
                    "id INT PRIMARY KEY, v INT, w INT",
                    "id INT PRIMARY KEY, w INT",
                    "blocker column columns.v"),
            Fault.of("extras", "id INT PRIMARY KEY", "id INT PRIMARY KEY, v INT NOT NULL", "blocker column extras.v"),
            Fault.of(
                    "computed",
                    "id INT PRIMARY KEY, v INT AS (id * 2)",
                    "id INT PRIMARY KEY, v INT AS (id * 3)",
                    "blocker generated computed.v"),
            Fault.of(
                    "checked",
                    "id INT PRIMARY KEY, v INT",
                    "id INT PRIMARY KEY, v INT, CONSTRAINT positive CHECK (v > 0)",
                    "blocker check checked, check positive"),
            Fault.of(
                    "uniques",
                    "id INT PRIMARY KEY, v INT, w INT, UNIQUE KEY here (w)",
                    "id INT PRIMARY KEY, v INT, w INT, UNIQUE KEY there (v)",
                    "blocker unique-key uniques",
                    "warning unique-key uniques"),
            Fault.of(
                    "indexes",
                    "id INT PRIMARY KEY, v VARCHAR(300), KEY by_v (v(10), id)",
                    "id INT PRIMARY KEY, v VARCHAR(300)",
                    "warning index indexes"),
            Fault.of(
                    "numbered",
                    "id INT AUTO_INCREMENT PRIMARY KEY",
                    "id INT PRIMARY KEY",
                    "blocker identity numbered.id"),
            Fault.of(
                    "parents",
                    "id INT PRIMARY KEY, up INT, KEY (up), CONSTRAINT tree FOREIGN KEY (up) REFERENCES parents (id)"
                            + " ON DELETE CASCADE",
                    "id INT PRIMARY KEY, up INT, KEY (up)",
                    "warning foreign-key parents, foreign key tree"),
            Fault.of(
                    "orphans",
                    "id INT PRIMARY KEY, up INT, KEY (up)",
                    "id INT PRIMARY KEY, up INT, KEY (up), CONSTRAINT lone FOREIGN KEY (up) REFERENCES orphans (id)",
                    "warning foreign-key orphans, foreign key lone"));

    /** What is planted beside the tables. */
    private static final List<String> SOURCE = List.of(
            "CREATE TABLE counted (id INT AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 500",
            "CREATE TABLE fired (id INT PRIMARY KEY)",
            "CREATE TABLE plain (id INT PRIMARY KEY)",
            "CREATE TABLE engines (id INT PRIMARY KEY)",
            "CREATE TABLE missing (id INT PRIMARY KEY)",
            "CREATE VIEW seen AS SELECT id FROM fired",
            "CREATE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 1",
            "CREATE TRIGGER at_source BEFORE INSERT ON fired FOR EACH ROW SET @x = 1",
            "SET GLOBAL time_zone = '+00:00'");

    private static final List<String> TARGET = List.of(
            "CREATE TABLE counted (id INT AUTO_INCREMENT PRIMARY KEY)",
            "CREATE TABLE fired (id INT PRIMARY KEY)",
            "CREATE TABLE plain (id INT PRIMARY KEY)",
            "CREATE TABLE engines (id INT PRIMARY KEY) ENGINE = MyISAM",
            "CREATE TRIGGER at_target BEFORE INSERT ON fired FOR EACH ROW SET @x = 1",
            "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DO SET @x = 1",
            "SET GLOBAL event_scheduler = ON",
            "SET GLOBAL read_only = ON",
            "SET GLOBAL sql_mode = CONCAT(@@GLOBAL.sql_mode, ',NO_BACKSLASH_ESCAPES')",
            "SET GLOBAL time_zone = '+05:00'",
            "SET GLOBAL max_allowed_packet = 1048576",
            "SET GLOBAL group_concat_max_len = 512",
            "SET GLOBAL auto_increment_increment = 3");

    private static final List<String> BESIDE = List.of(
            "blocker table missing",
            "blocker read-only read_only",
            "blocker engine engines",
            "blocker trigger fired, trigger at_target",
            "warning trigger fired, trigger at_source",
            "warning identity counted.id",
            "warning event event nightly",
            "warning program view seen",
            "warning program function one",
            "warning sql-mode sql_mode",
            "warning sql-mode NO_BACKSLASH_ESCAPES",
            "warning time-zone time_zone",
            "warning packet max_allowed_packet",
            "warning settings group_concat_max_len",
            "warning settings auto_increment_increment",
            "warning connections max_connections",
            "warning connections max_connections",
            "warning url useAffectedRows");

    private static final String[] CHANGED = {
        "time_zone",
        "sql_mode",
        "max_allowed_packet",
        "group_concat_max_len",
        "auto_increment_increment",
        "read_only",
        "event_scheduler",
        "max_connections"
    };

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    @TempDir
    Path directory;

    private int shunt(String command, String source, String target, List<String> lines, String... arguments)
            throws IOException {
        Path file = Files.writeString(
                directory.resolve("shunt.properties"),
                "source.url = " + source + "\ntarget.url = " + target + "\nstate.dir = " + directory.resolve("state")
                        + "\n" + String.join("\n", lines) + "\n");
        List<String> all = new ArrayList<>(List.of(command, "-f", file.toString()));
        all.addAll(List.of(arguments));
        out.reset();
        return Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), all.toArray(String[]::new));
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8) + errors;
    }

    private List<Map<String, Object>> preflight(String source, String target, String... lines) throws IOException {
        int code = shunt("preflight", source, target, List.of(lines), "--json");
        Map<String, Object> json = JSON.std.mapFrom(out.toString(StandardCharsets.UTF_8));
        assertEquals(code == 0, json.get("ready"), this::told);
        assertFalse(told().contains("password="), this::told);
        List<Map<String, Object>> findings = new ArrayList<>();
        for (Object finding : (List<?>) json.get("findings")) {
            findings.add(JSON.std.mapFrom(JSON.std.asString(finding)));
        }
        return findings;
    }

    private static List<String> aboveNotes(List<Map<String, Object>> findings) {
        return findings.stream()
                .filter(finding -> !"note".equals(finding.get("severity")))
                .map(PreflightServersTest::named)
                .sorted()
                .toList();
    }

    private static String named(Map<String, Object> finding) {
        return finding.get("severity") + " " + finding.get("check") + " " + finding.get("object");
    }

    private static void mend(Pair pair, List<Map<String, Object>> findings) throws SQLException {
        for (Map<String, Object> finding : findings) {
            for (Object sql : (List<?>) finding.get("sql")) {
                if ("keyless".equals(finding.get("object"))) { // as the finding says: on the target as well
                    pair.onBoth(List.of(String.valueOf(sql)));
                } else if ("source".equals(finding.get("on"))) {
                    pair.onSource(List.of(String.valueOf(sql)));
                } else {
                    pair.onTarget(List.of(String.valueOf(sql)));
                }
            }
        }
    }

    private static List<String> settings(Connection connection) throws SQLException {
        List<String> settings = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String name : CHANGED) {
                try (ResultSet value = statement.executeQuery("SELECT @@GLOBAL." + name)) {
                    value.next();
                    String text = value.getString(1);
                    boolean number = text.matches("\\d+");
                    settings.add("SET GLOBAL " + name + " = " + (number ? text : "'" + text + "'"));
                }
            }
        }
        return settings;
    }

    @Test
    void everyPlantedFaultIsFoundAndNothingElseAndItsStatementsMendIt() throws Exception {
        try (Pair pair = Pair.servers();
                Connection source = pair.source();
                Connection target = pair.target()) {
            List<String> ofSource = settings(source);
            List<String> ofTarget = settings(target);
            try {
                faults(pair);
            } finally {
                pair.onSource(ofSource);
                pair.onTarget(ofTarget);
            }
        }
    }

    private void faults(Pair pair) throws Exception {
        List<String> expected = new ArrayList<>(BESIDE);
        for (Fault fault : FAULTS) {
            pair.onSource(List.of("CREATE TABLE " + fault.table + " (" + fault.source + ")"));
            pair.onTarget(List.of("CREATE TABLE " + fault.table + " (" + fault.target + ")"));
            expected.addAll(fault.expected);
        }
        pair.onSource(SOURCE);
        pair.onTarget(TARGET);
        String url = pair.sourceUrl() + "&useAffectedRows=true";
        String pool = "target.pool.max = 1000";
        List<Map<String, Object>> findings = preflight(url, pair.targetUrl(), pool);
        assertEquals(expected.stream().sorted().toList(), aboveNotes(findings), this::told);
        List<String> unmended = findings.stream()
                .filter(finding -> ((List<?>) finding.get("sql")).isEmpty())
                .map(PreflightServersTest::named)
                .filter(name -> !name.startsWith("note") && !name.contains("NO_BACKSLASH_ESCAPES"))
                .sorted()
                .toList();
        mend(pair, findings);
        assertEquals(unmended, aboveNotes(preflight(url, pair.targetUrl(), pool)), this::told);
        assertEquals(
                List.of(
                        "blocker generated computed.v",
                        "blocker table missing",
                        "warning program function one",
                        "warning program view seen",
                        "warning trigger fired, trigger at_source",
                        "warning url useAffectedRows"),
                unmended);
    }

    @Test
    void clocksThatAreApartAreSaid() throws Exception {
        try (Pair pair = Pair.servers()) {
            assertEquals(
                    List.of("warning clock the clocks", "warning url sessionvariables"),
                    aboveNotes(
                            preflight(pair.sourceUrl(), pair.targetUrl() + "&sessionVariables=timestamp=1700000000")),
                    this::told);
        }
    }

    @Test
    void whatTheLoginMayNotDoIsFoundAndGranted() throws Exception {
        try (Pair pair = Pair.servers()) {
            pair.onBoth(List.of(
                    "CREATE TABLE a (id INT PRIMARY KEY)",
                    "CREATE TABLE b (id INT PRIMARY KEY)",
                    "CREATE USER limited IDENTIFIED BY 'limited'",
                    "GRANT SELECT ON a TO limited",
                    "GRANT SELECT, INSERT ON b TO limited"));
            try {
                String source = limited(pair.sourceUrl());
                String target = limited(pair.targetUrl());
                List<Map<String, Object>> findings = preflight(source, target);
                assertEquals(
                        List.of(
                                "blocker rights CREATE",
                                "blocker rights a",
                                "blocker rights b",
                                "warning rights CREATE",
                                "warning rights PROCESS",
                                "warning rights TRIGGER",
                                "warning rights TRIGGER",
                                "warning rights a",
                                "warning rights b"),
                        aboveNotes(findings),
                        this::told);
                mend(pair, findings);
                assertEquals(List.of(), aboveNotes(preflight(source, target)), this::told);
            } finally {
                pair.onBoth(List.of("DROP USER limited"));
            }
        }
    }

    private static String limited(String url) {
        return url.replaceAll("user=[^&]*&password=[^&]*", "user=limited&password=limited");
    }

    /** Two tables that refer to each other, and what a definition can have. */
    @Test
    void theSchemaThatIsAppliedLeavesNothingAboveANote() throws Exception {
        try (Pair pair = Pair.servers()) {
            pair.onSource(List.of(
                    "CREATE TABLE orders (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, item INT, hidden INT INVISIBLE,"
                            + " doc JSON, state ENUM('new', 'it''s'), at TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00',"
                            + " zero DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, twice BIGINT AS (item * 2) STORED,"
                            + " note VARCHAR(100) CHARACTER SET latin1 DEFAULT 'a, (b)' COMMENT 'x, `y` CHARSET=none',"
                            + " KEY by_item (item), KEY by_note (note(10)), CHECK (item > 0)) AUTO_INCREMENT = 77",
                    "CREATE TABLE item (id INT PRIMARY KEY, last BIGINT UNSIGNED,"
                            + " CONSTRAINT last_order FOREIGN KEY (last) REFERENCES orders (id) ON DELETE SET NULL)"
                            + " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                    "ALTER TABLE orders ADD CONSTRAINT of_item FOREIGN KEY (item) REFERENCES item (id)",
                    "CREATE TABLE parts (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10),"
                            + " PARTITION p1 VALUES LESS THAN MAXVALUE)"));
            assertEquals(1, shunt("preflight", pair.sourceUrl(), pair.targetUrl(), List.of()), this::told);
            assertEquals(0, shunt("schema", pair.sourceUrl(), pair.targetUrl(), List.of(), "--apply"), this::told);
            assertTrue(told().contains("3 tables created, 0 were there"), this::told);
            assertEquals(List.of(), aboveNotes(preflight(pair.sourceUrl(), pair.targetUrl())), this::told);
            assertEquals(0, shunt("preflight", pair.sourceUrl(), pair.targetUrl(), List.of()), this::told);
            assertEquals(ddl(pair.source()), ddl(pair.target()));
        }
    }

    private static String ddl(Connection opened) throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = opened;
                Statement statement = connection.createStatement()) {
            for (String table : List.of("orders", "item", "parts")) {
                try (ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + table)) {
                    row.next();
                    all.append(row.getString(2)).append('\n');
                }
            }
        }
        return all.toString();
    }

    /** Nothing is made between such products, and no check falls over. */
    @Test
    void fromAServerToH2EveryCheckIsMade() throws Exception {
        try (Pair pair = Pair.mixed()) {
            pair.onBoth(List.of("CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(20), n INT UNSIGNED)"));
            List<String> found = aboveNotes(preflight(pair.sourceUrl(), pair.targetUrl()));
            assertTrue(found.contains("blocker type a.n"), this::told);
            assertFalse(told().contains("could not be made"), this::told);
            pair.onTarget(List.of("DROP TABLE a"));
            assertEquals(1, shunt("schema", pair.sourceUrl(), pair.targetUrl(), List.of(), "--apply"));
            assertTrue(told().contains("no statements are made from"), this::told);
        }
    }
}
