package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the session says of the application's last statement is about the application's own, whatever Shunt has sent on
 * the same connection: the same through Shunt as without, function by function.
 */
class SessionFunctionsTest {
    private static final List<String> TABLES = List.of(
            "CREATE TABLE a (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, code VARCHAR(10), n INT,"
                    + " CONSTRAINT a_code UNIQUE (code))",
            "CREATE INDEX a_n ON a (n)",
            "INSERT INTO a (code, n) VALUES ('a', 1), ('b', 1), ('c', 2), ('d', 3)");

    /** How the keys of each become known: given, given, generated, generated, asked for. */
    private static final List<String> WRITES = List.of(
            "UPDATE a SET n = 9 WHERE id = 1",
            "INSERT INTO a (id, code, n) VALUES (50, 'fifty', 5)",
            "INSERT INTO a (code, n) VALUES ('x', 5)",
            "INSERT INTO a (code, n) VALUES ('y', 5), ('z', 5)",
            "DELETE FROM a WHERE id IN (2, 3)");

    private static final List<String> ASKED = List.of(
            "UPDATE a SET n = n + 1 WHERE n = 1",
            "UPDATE a SET n = 7 WHERE n = 777",
            "DELETE FROM a WHERE n = 2",
            "INSERT INTO a (code, n) VALUES ('d', 1) ON DUPLICATE KEY UPDATE n = n + 1",
            "INSERT INTO a (code, n) VALUES ('new', 1) ON DUPLICATE KEY UPDATE n = n + 1",
            "INSERT IGNORE INTO a (code, n) VALUES ('d', 1)");

    private static final Pattern DATABASE = Pattern.compile("it_\\d+_\\d+");

    private final Path directory;
    private Pair pair;
    private Pair other;
    private Shunted shunted;
    private Connection plain;
    private Connection through;

    SessionFunctionsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** The value of the option. */
    String journal() {
        return "file";
    }

    private void open(Databases databases, String mirror, boolean transaction) throws Exception {
        pair = databases.open();
        other = databases.open();
        pair.onBoth(TABLES);
        other.onBoth(TABLES);
        shunted = Shunted.start(
                other,
                directory,
                Map.of("mirror", mirror, "mirror.ask", "always", "shadow.percent", "100", "journal", journal()));
        plain = pair.source();
        through = shunted.connect();
        plain.setAutoCommit(!transaction);
        through.setAutoCommit(!transaction);
    }

    @AfterEach
    void close() throws SQLException {
        for (Connection connection : List.of(plain, through)) {
            connection.setAutoCommit(true);
            connection.close();
        }
        shunted.close();
        pair.close();
        other.close();
    }

    private interface Look {
        String at(Connection connection) throws SQLException;
    }

    private void same(String what, Look look) throws SQLException {
        assertEquals(look.at(plain), look.at(through), what);
    }

    private static int run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static String rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return DATABASE.matcher(Outcome.rows(rows)).replaceAll("db");
        }
    }

    private void sameAfter(List<String> writes, String question) throws SQLException {
        for (String sql : writes) {
            same(sql, connection -> run(connection, sql) + " " + rows(connection, question));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "H2, async, false",
        "H2, sync, true",
        "SERVERS, async, false",
        "SERVERS, async, true",
        "SERVERS, sync, false",
        "SERVERS, sync, true"
    })
    void lastInsertId(Databases databases, String mirror, boolean transaction) throws Exception {
        open(databases, mirror, transaction);
        sameAfter(WRITES, "SELECT LAST_INSERT_ID()");
        sameAfter(ASKED, "SELECT LAST_INSERT_ID()");
        if (databases == Databases.SERVERS) {
            sameAfter(List.of("UPDATE a SET n = LAST_INSERT_ID(n + 40) WHERE n = 1"), "SELECT LAST_INSERT_ID()");
        }
    }

    @ParameterizedTest
    @CsvSource({"async, false", "async, true", "sync, false", "sync, true"})
    void rowCount(String mirror, boolean transaction) throws Exception {
        open(Databases.SERVERS, mirror, transaction);
        sameAfter(WRITES, "SELECT ROW_COUNT()");
        if (transaction) {
            sameAfter(ASKED.subList(0, 3), "SELECT ROW_COUNT()");
        }
    }

    @ParameterizedTest
    @CsvSource({"async", "sync"})
    void rowCountAfterAnAutoCommitWriteWhoseKeysHadToBeAskedForIsThatOfOurCommit(String mirror) throws Exception {
        open(Databases.SERVERS, mirror, false);
        String sql = ASKED.get(0);
        assertEquals(run(plain, sql), run(through, sql));
        assertNotEquals(rows(plain, "SELECT ROW_COUNT()"), rows(through, "SELECT ROW_COUNT()"));
    }

    @ParameterizedTest
    @CsvSource({"async, false", "async, true", "sync, false", "sync, true"})
    void foundRows(String mirror, boolean transaction) throws Exception {
        open(Databases.SERVERS, mirror, transaction);
        same("found", connection -> rows(connection, "SELECT SQL_CALC_FOUND_ROWS code FROM a ORDER BY id LIMIT 1"));
        same("FOUND_ROWS()", connection -> rows(connection, "SELECT FOUND_ROWS()"));
        sameAfter(WRITES, "SELECT FOUND_ROWS()");
    }

    @ParameterizedTest
    @CsvSource({"async, false", "async, true"})
    void foundRowsAfterAWriteWhoseKeysHadToBeAskedForIsThatOfOurQuestion(String mirror, boolean transaction)
            throws Exception {
        open(Databases.SERVERS, mirror, transaction);
        same("found", connection -> rows(connection, "SELECT SQL_CALC_FOUND_ROWS code FROM a ORDER BY id LIMIT 1"));
        same("update", connection -> Integer.toString(run(connection, ASKED.get(0))));
        // MariaDB leaves the SELECT's; MySQL has the UPDATE's own, which is our question's too
        assertTrue(Set.of("[FOUND_ROWS()=4]", "[FOUND_ROWS()=2]").contains(rows(plain, "SELECT FOUND_ROWS()")));
        assertEquals("[FOUND_ROWS()=2]", rows(through, "SELECT FOUND_ROWS()"));
    }

    @ParameterizedTest
    @CsvSource({"async, false", "async, true", "sync, false", "sync, true"})
    void warnings(String mirror, boolean transaction) throws Exception {
        open(Databases.SERVERS, mirror, transaction);
        same(
                "mode",
                connection -> Integer.toString(run(connection, "SET sql_mode = ''"))); // MySQL makes them errors else
        List<String> warned = List.of(
                "UPDATE a SET n = n + 1 WHERE n = 1 AND 'x1' = 0",
                "UPDATE a SET n = n + 1 WHERE n = 3 AND '0x' = 0",
                "UPDATE a SET n = n + 1 WHERE id = 1 AND '0x' = 0",
                "INSERT IGNORE INTO a (code, n) VALUES ('d', 1)",
                "INSERT IGNORE INTO a (code, n) VALUES ('ninety', 'x')",
                "UPDATE IGNORE a SET code = 'b' WHERE n = 2",
                "DELETE FROM a WHERE n = 3 AND '0x' = 0");
        for (String sql : warned) {
            same(sql, connection -> {
                try (Statement statement = connection.createStatement()) {
                    String count = statement.executeUpdate(sql) + " ";
                    return count + chain(statement.getWarnings()) + " connection " + chain(connection.getWarnings());
                }
            });
        }
        List<String> asked =
                warned.stream().filter(sql -> !sql.startsWith("INSERT IGNORE")).toList();
        if (transaction) { // in auto-commit our COMMIT comes between, and MySQL forgets them with it
            sameAfter(asked, "SHOW WARNINGS");
            sameAfter(asked, "SELECT @@warning_count");
        }
    }

    @ParameterizedTest
    @CsvSource({"async, false", "async, true"})
    void showWarningsAfterAnInsertIgnoreWhoseKeysHadToBeAskedForIsThatOfOurQuestion(String mirror, boolean transaction)
            throws Exception {
        open(Databases.SERVERS, mirror, transaction);
        String sql = "INSERT IGNORE INTO a (code, n) VALUES ('d', 1)";
        assertEquals(0, run(plain, sql));
        assertEquals(0, run(through, sql));
        assertNotEquals("", rows(plain, "SHOW WARNINGS"));
        assertEquals("", rows(through, "SHOW WARNINGS"));
    }

    private static String chain(SQLWarning first) {
        StringBuilder text = new StringBuilder();
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            text.append(DATABASE.matcher(Outcome.thrown(warning)).replaceAll("db"))
                    .append("; ");
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "H2, async, false",
        "H2, sync, true",
        "SERVERS, async, false",
        "SERVERS, async, true",
        "SERVERS, sync, false",
        "SERVERS, sync, true"
    })
    void generatedKeys(Databases databases, String mirror, boolean transaction) throws Exception {
        open(databases, mirror, transaction);
        for (int asked : new int[] {Statement.NO_GENERATED_KEYS, Statement.RETURN_GENERATED_KEYS}) {
            same("generated keys " + asked, connection -> {
                StringBuilder seen = new StringBuilder();
                for (List<String> writes : List.of(WRITES.subList(2, 4), ASKED)) {
                    for (String sql : writes) {
                        String text = asked == Statement.NO_GENERATED_KEYS ? sql.replace("('", "('_") : sql;
                        seen.append(keys(connection, text, asked)).append('\n');
                    }
                }
                return seen.toString();
            });
        }
    }

    private static String keys(Connection connection, String sql, int asked) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            StringBuilder seen = new StringBuilder(sql + ": " + statement.executeUpdate(sql, asked));
            try (ResultSet keys = statement.getGeneratedKeys()) {
                return seen.append(' ').append(Outcome.rows(keys)).toString();
            } catch (SQLException e) {
                return seen.append(' ').append(Outcome.thrown(e)).toString();
            }
        }
    }
}
