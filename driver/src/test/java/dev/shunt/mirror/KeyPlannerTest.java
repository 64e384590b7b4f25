package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.shunt.replay.Bindings;
import dev.shunt.rowsync.Sessions;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import dev.shunt.sql.SqlAnalyzer;
import dev.shunt.sql.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done to learn the rows of each kind of write. */
class KeyPlannerTest {
    private static final JdbcDataSource SOURCE = new JdbcDataSource();
    private static Connection keepsItOpen;
    private static Catalog catalog;

    private final SqlAnalyzer analyzer = new SqlAnalyzer();

    @BeforeAll
    static void tables() throws SQLException {
        SOURCE.setURL("jdbc:h2:mem:planner;MODE=MySQL");
        keepsItOpen = SOURCE.getConnection();
        try (Statement statement = keepsItOpen.createStatement()) {
            for (String sql : new String[] {
                "CREATE TABLE t(id INT AUTO_INCREMENT PRIMARY KEY, ref VARCHAR(10) UNIQUE, grp INT, v INT,"
                        + " g INT GENERATED ALWAYS AS (v + 1), at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)",
                "CREATE INDEX t_grp ON t(grp)",
                "CREATE INDEX t_at ON t(at)",
                "CREATE INDEX t_g ON t(g)",
                "CREATE TABLE plain(id INT PRIMARY KEY, v INT)",
                "CREATE TABLE two(a INT, b INT, v INT, PRIMARY KEY(a, b))",
                "CREATE TABLE tiny(id TINYINT PRIMARY KEY, v INT)",
                "CREATE TABLE name(code VARCHAR(5) PRIMARY KEY, v INT)",
                "CREATE TABLE bin(hash BINARY(2) PRIMARY KEY, v INT)",
                "CREATE TABLE num(n DECIMAL(3) PRIMARY KEY, v INT)",
                "CREATE TABLE half(x DOUBLE PRIMARY KEY, v INT)",
                "CREATE TABLE dated(d DATE PRIMARY KEY, v INT)",
                "CREATE TABLE ledger(id INT PRIMARY KEY, ref VARCHAR(10) UNIQUE, due DATE UNIQUE, v INT)",
                "CREATE TABLE preset(id INT PRIMARY KEY, ref VARCHAR(10) DEFAULT 'x' UNIQUE)",
                "CREATE TABLE latin(code VARCHAR(5) PRIMARY KEY, tag VARCHAR(5) UNIQUE)",
                "CREATE TABLE nokey(v INT)"
            }) {
                statement.execute(sql);
            }
        }
        catalog = new Catalog(new Sessions(SOURCE::getConnection).instead(KeyPlannerTest::latin), Duration.ofHours(1));
    }

    /** The question for the columns, which H2 answers as if those of one table were of latin1. */
    private static String latin(String sql) {
        return sql.replace(", NULL\nFROM", ", CASE TABLE_NAME WHEN 'LATIN' THEN 'latin1' END\nFROM");
    }

    @AfterAll
    static void close() throws SQLException {
        keepsItOpen.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // given: by equality or IN, values of the key's own family
                "UPDATE plain SET v = 1 WHERE id = 7                       | given 7",
                "UPDATE plain SET v = 1 WHERE id = 7 AND v > 3             | given 7",
                "UPDATE plain SET v = 1 WHERE id IN (3, 1, 3)              | given 1; 3",
                "DELETE FROM plain WHERE id = 7                            | given 7",
                "UPDATE two SET v = 1 WHERE a = 1 AND b = 2                | given 1,2",
                "UPDATE two SET v = 1 WHERE a = 1 AND b IN (2, 3)          | given 1,2; 1,3",
                "UPDATE name SET v = 1 WHERE code = 'a'                    | given a",
                "UPDATE bin SET v = 1 WHERE hash = x'0102'                 | given 0x0102",
                "UPDATE num SET v = 1 WHERE n = 999                        | given 999",
                "UPDATE tiny SET v = 1 WHERE id = 127                      | given 127",
                // of another family, out of range, or stored otherwise: such a value may match other rows
                "UPDATE name SET v = 1 WHERE code = 0                      | asked, again",
                "UPDATE name SET v = 1 WHERE code = 'a '                   | asked, again",
                "UPDATE name SET v = 1 WHERE code = 'abcdef'               | asked, again",
                "UPDATE plain SET v = 1 WHERE id = '5'                     | asked, again",
                "UPDATE plain SET v = 1 WHERE id = 5.5                     | asked, again",
                "UPDATE plain SET v = 1 WHERE id = 5000000000              | asked, again",
                "UPDATE tiny SET v = 1 WHERE id = 128                      | asked, again",
                "UPDATE bin SET v = 1 WHERE hash = x'01'                   | asked, again",
                "UPDATE num SET v = 1 WHERE n = 1000                       | asked, again",
                "UPDATE dated SET v = 1 WHERE d = '2020-01-01'             | asked",
                "UPDATE half SET v = 1 WHERE x = 1                         | table: a primary key that another",
                // beyond the column's character set: stored as another text, which may be another row's key
                "UPDATE latin SET tag = 'x' WHERE code = 'e'               | given e",
                "UPDATE latin SET tag = 'x' WHERE code = 'ā'               | asked, again",
                "INSERT INTO latin VALUES ('e', 'f')                       | given e",
                "INSERT INTO latin VALUES ('ā', 'f')                       | table: an INSERT with a text that its",
                "INSERT IGNORE INTO latin(tag) VALUES ('ā')                | table: an INSERT with a text that its",
                // asked for
                "UPDATE t SET v = 1 WHERE grp = 3                          | asked, again",
                "UPDATE t SET v = 1 WHERE grp > 3 AND ref LIKE '%x'        | asked, again",
                "UPDATE t SET grp = 4 WHERE grp = 3                        | asked",
                "UPDATE t SET v = 1 WHERE at < '2020-01-01'                | asked",
                "UPDATE t SET v = 1 WHERE g = 5                            | asked",
                "DELETE FROM t WHERE grp = 3                               | asked",
                "UPDATE two SET v = 1 WHERE a = 1                          | asked, again",
                "UPDATE t SET v = 1 WHERE id = 1 OR id = 2                 | table: a condition without an index",
                // unknowable
                "UPDATE t SET v = 1                                        | table: a condition without an index",
                "UPDATE t SET grp = 1 WHERE v = 3                          | table: a condition without an index",
                "UPDATE t SET v = 1 WHERE grp = @x                         | table: a condition that cannot be asked",
                "UPDATE t SET v = 1 WHERE grp = 1 AND v > RAND()           | table: a condition that cannot be asked",
                "UPDATE t SET v = 1 WHERE grp IN (SELECT v FROM plain)     | table: a condition that cannot be asked",
                "UPDATE t SET v = 1 WHERE grp = 3 LIMIT 1                  | table: a write whose rows",
                "DELETE FROM t WHERE grp = 3 ORDER BY v LIMIT 1            | table: a write whose rows",
                "INSERT INTO t(grp) SELECT v FROM plain                    | table: a write whose rows",
                "TRUNCATE TABLE plain                                      | table: a write whose rows",
                "INSERT INTO nokey VALUES (1)                              | taint: it has no primary key",
                // a changed primary key has two
                "UPDATE plain SET id = 9 WHERE id = 7                      | given 7; 9",
                "UPDATE two SET b = 9 WHERE a = 1 AND b IN (2, 3)          | given 1,2; 1,3; 1,9",
                "UPDATE plain SET id = id + 1 WHERE id = 7                 | table: a change of primary keys to",
                "UPDATE plain SET id = '9' WHERE id = 7                    | table: a change of primary keys to",
                "UPDATE t SET id = 9 WHERE grp = 7                         | table: a change of primary keys that",
                // plain INSERTs
                "INSERT INTO plain VALUES (1, 1), (2, 1)                   | given 1; 2",
                "INSERT INTO plain SET id = 3, v = 4                       | given 3",
                "INSERT INTO t(id, v) VALUES (5, 1)                        | given 5",
                "INSERT INTO t(v) VALUES (1), (2)                          | generated 2",
                "INSERT INTO t(id, v) VALUES (NULL, 1), (DEFAULT, 1)       | generated 2",
                "INSERT INTO t(id, v) VALUES (0, 1)                        | generated 1 and 0",
                "INSERT INTO t(id, ref) VALUES (5, 'a'), (NULL, 'b')       | asked after",
                "INSERT INTO t(id, v) VALUES (5, 1), (NULL, 2)             | table: an INSERT without a unique",
                "INSERT INTO t(id, v) VALUES (1 + 1, 2)                    | table: an INSERT without a un",
                "INSERT INTO name VALUES (5, 1)                            | asked after",
                "INSERT INTO name VALUES (5, 1), (6, 1)                    | table: an INSERT with unique values that",
                // upserts: the row that is hit may be another than the one in VALUES
                "INSERT INTO plain VALUES (1, 1) ON DUPLICATE KEY UPDATE v = 2            | given 1",
                "INSERT INTO t(id, ref) VALUES (1, 'a') ON DUPLICATE KEY UPDATE v = 2     | asked, after",
                "INSERT INTO t(ref) VALUES ('a') ON DUPLICATE KEY UPDATE v = v + 1        | asked, after",
                "INSERT INTO t(v) VALUES (1) ON DUPLICATE KEY UPDATE v = 2                | table: an INSERT without a unique",
                "INSERT INTO t(id, ref) VALUES (1, 'a') ON DUPLICATE KEY UPDATE ref = 'b' | table: an upsert that sets",
                "INSERT INTO plain VALUES (1, 1) ON DUPLICATE KEY UPDATE id = 2           | table: an upsert that sets",
                "INSERT INTO ledger VALUES (1, 'a', '2020-01-01', 1) ON DUPLICATE KEY UPDATE v = 2"
                        + " | table: an INSERT with unique values that",
                "INSERT INTO preset(id) VALUES (1) ON DUPLICATE KEY UPDATE id = id        | table: an upsert that sets",
                "INSERT IGNORE INTO plain VALUES (1, 1)                    | given 1",
                "INSERT IGNORE INTO t(id, ref) VALUES (1, 'a')             | given 1",
                "INSERT IGNORE INTO t(ref) VALUES ('a')                    | asked after",
                "INSERT IGNORE INTO preset(id) VALUES ('1')                | asked after",
                "REPLACE INTO plain VALUES (1, 1)                          | given 1",
                "REPLACE INTO t(id, ref) VALUES (1, 'a')                   | table: REPLACE",
                "REPLACE INTO t(ref) VALUES ('a')                          | table: REPLACE"
            })
    void decides(String sql, String expected) throws SQLException {
        String decided = decision(sql, null, false, true);
        boolean reason = expected.contains(": ");
        assertEquals(expected, reason ? decided.substring(0, Math.min(decided.length(), expected.length())) : decided);
    }

    @Test
    void bindingsCountAsLiteralsDo() throws SQLException {
        assertEquals("given 7", decision("UPDATE plain SET v = 1 WHERE id = ?", bound(7), false, true));
        assertEquals("given 7", decision("UPDATE plain SET v = 1 WHERE id = ?", bound((short) 7), false, true));
        assertEquals("given", decision("UPDATE plain SET v = 1 WHERE id = ?", bound((Object) null), false, true));
        assertEquals("asked, again", decision("UPDATE plain SET v = 1 WHERE id = ?", bound("7"), false, true));
        assertEquals("asked, again", decision("UPDATE name SET v = 1 WHERE code = ?", bound(0), false, true));
        assertEquals("given 1; 2", decision("INSERT INTO plain(id) VALUES (?), (?)", bound(1, 2L), false, true));
        assertEquals("generated 1", decision("INSERT INTO t(id, v) VALUES (?, 1)", bound((Object) null), false, true));
        assertEquals("generated 1 and 0", decision("INSERT INTO t(id, v) VALUES (?, 1)", bound(0), false, true));
    }

    @Test
    void aStreamOrANeverKeptBindingIsUnknown() throws SQLException {
        Bindings stream = new Bindings();
        stream.putUnknown(1);
        for (Bindings bindings : new Bindings[] {stream, null}) {
            String decided = decision("UPDATE plain SET v = 1 WHERE id = ?", bindings, true, true);
            assertEquals("table: a condition that cannot be asked twice", decided);
            assertEquals(
                    "table: an INSERT without a unique value to ask by",
                    decision("INSERT INTO name VALUES (?, 1)", bindings, true, true));
        }
    }

    @Test
    void predicatesWithoutAnIndexAreAskedOnlyWhereTheOperatorWantsThat() throws SQLException {
        assertEquals("asked, again", decision("UPDATE t SET grp = 1 WHERE v = 3", null, true, true));
        assertEquals("asked", decision("DELETE FROM t", null, true, true));
    }

    @Test
    void countsOfChangedRowsOnlyProveNothingOfAnUpdate() throws SQLException {
        assertEquals(
                "table: useAffectedRows=true, which counts changed rows only",
                decision("UPDATE t SET v = 1 WHERE grp = 3", null, false, false));
        assertEquals("asked", decision("DELETE FROM t WHERE grp = 3", null, false, false));
    }

    @Test
    void theQuestionBeforeLocksAndTheOneAfterLeavesOutWhatOthersHold() throws SQLException {
        KeyPlan.Asked asked = (KeyPlan.Asked) plan("UPDATE t x SET v = 1 WHERE x.grp = ?", bound(3), false, true);
        assertEquals(
                "SELECT \"ID\" FROM t x WHERE (x.grp = ?) LIMIT 101 FOR UPDATE",
                asked.before().sql());
        assertEquals(
                "SELECT \"ID\" FROM t x WHERE (x.grp = ?) LIMIT 101 SKIP",
                asked.after().sql());
        KeyPlan.Asked upsert = (KeyPlan.Asked)
                plan("INSERT INTO t(id, ref) VALUES (1, 'a') ON DUPLICATE KEY UPDATE v = 2", null, false, true);
        assertEquals(
                "SELECT \"ID\" FROM \"T\" WHERE (\"ID\" = ?) OR (\"REF\" = ?) FOR UPDATE",
                upsert.before().sql());
        assertEquals(2, upsert.before().probes());
    }

    @Test
    void nothingIsAskedOfATableWithoutTransactions() throws SQLException {
        for (String sql : new String[] {
            "UPDATE t SET v = 1 WHERE grp = 3", "DELETE FROM t WHERE grp = 3", "INSERT IGNORE INTO t(ref) VALUES ('a')"
        }) {
            KeyPlan plan = planner(false, true).plan(write(sql), lasting("T"), null);
            assertEquals(new KeyPlan.WholeTable(KeyPlanner.NO_LOCKS), plan, sql);
        }
        Write given = write("UPDATE t SET v = 1 WHERE id = 3");
        assertEquals(new KeyPlan.Given(Set.of(Key.of(3L))), planner(false, true).plan(given, lasting("T"), null));
    }

    /** As of an engine that H2 does not have. */
    private static Table lasting(String name) throws SQLException {
        Table table = Objects.requireNonNull(catalog.table(name));
        return new Table(
                table.name(),
                table.columns(),
                table.primaryKey(),
                table.uniqueKeys(),
                table.indexed(),
                table.cascades(),
                table.referenced(),
                table.triggers(),
                false,
                table.rowBytes());
    }

    private static Bindings bound(Object... values) {
        Bindings bindings = new Bindings();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            bindings.put(i + 1, value, (statement, at) -> statement.setObject(at, value));
        }
        return bindings;
    }

    private KeyPlan plan(String sql, Bindings bindings, boolean always, boolean exactCounts) throws SQLException {
        Write write = write(sql);
        Table table = catalog.table(write.tables().get(0).name().toUpperCase(java.util.Locale.ROOT));
        assertNotNull(table, sql);
        return planner(always, exactCounts).plan(write, table, bindings);
    }

    private Write write(String sql) {
        return Objects.requireNonNull(analyzer.analyze(sql).write(), sql);
    }

    private static KeyPlanner planner(boolean always, boolean exactCounts) {
        return new KeyPlanner(Dialect.H2, " SKIP", always, exactCounts, 100);
    }

    private String decision(String sql, Bindings bindings, boolean always, boolean exactCounts) throws SQLException {
        KeyPlan plan = plan(sql, bindings, always, exactCounts);
        if (plan instanceof KeyPlan.Given given) {
            return ("given "
                            + given.keys().stream()
                                    .map(Object::toString)
                                    .sorted()
                                    .collect(Collectors.joining("; ")))
                    .strip();
        }
        if (plan instanceof KeyPlan.Generated generated) {
            return "generated " + generated.rows().size()
                    + (generated.also().isEmpty()
                            ? ""
                            : " and " + generated.also().iterator().next());
        }
        if (plan instanceof KeyPlan.Asked asked) {
            boolean again = asked.check() == KeyPlan.Check.COUNT;
            return "asked" + (asked.before() == null ? "" : asked.after() == null ? "" : ",")
                    + (asked.after() == null ? "" : again ? " again" : " after");
        }
        return plan instanceof KeyPlan.Tainted tainted
                ? "taint: " + tainted.why()
                : "table: " + ((KeyPlan.WholeTable) plan).why();
    }
}
