package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writes that hit another row than they would have a moment ago: another session of the application commits after Shunt
 * has asked and before the statement runs. Its own write is mirrored before the statement's.
 */
class InterleavedWritesTest {
    private static final List<String> ROWS = List.of(
            "INSERT INTO hot VALUES (2, 1, 1, NULL), (3, 1, 1, NULL), (4, 1, 2, NULL)",
            "INSERT INTO seat VALUES (2, 20, 0), (3, 30, 0)");

    private final Path directory;
    private final List<String> seen = new ArrayList<>();
    private List<String> sessionFunctions = List.of();
    private @Nullable Object ranges;

    InterleavedWritesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @EnumSource
    void aDeleteWithLimitTakesARowThatHasJustCome(Databases databases) throws Exception {
        assertEqualAfter(databases, "DELETE FROM hot WHERE grp = 1 LIMIT 1", "INSERT INTO hot VALUES (1, 1, 1, NULL)");
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateWithLimitTakesARowThatHasJustCome(Databases databases) throws Exception {
        assertEqualAfter(
                databases,
                "UPDATE hot SET v = v + 10 WHERE grp = 1 LIMIT 2",
                "UPDATE hot SET id = 1, grp = 1 WHERE id = 4");
    }

    /** H2's REPLACE looks at the primary key only. The new row moves on, or its unique value would tell. */
    @Test
    void aReplaceDeletesARowThatHasJustTakenItsUniqueValue() throws Exception {
        assertEqualAfter(
                Databases.SERVERS,
                List.of("REPLACE INTO seat VALUES (1, 10, 5)", "UPDATE seat SET place = 77 WHERE id = 1"),
                "INSERT INTO seat VALUES (9, 10, 0)");
    }

    @Test
    void aReplaceDeletesTwoRowsAtOnce() throws Exception {
        assertEqualAfter(
                Databases.SERVERS,
                List.of("REPLACE INTO seat VALUES (2, 30, 5)", "UPDATE seat SET place = 77 WHERE id = 2"),
                "UPDATE seat SET v = 8 WHERE id = 3");
    }

    @ParameterizedTest
    @EnumSource
    void anUpsertUpdatesARowThatHasJustTakenItsUniqueValue(Databases databases) throws Exception {
        assertEqualAfter(
                databases,
                "INSERT INTO seat VALUES (1, 10, 5) ON DUPLICATE KEY UPDATE v = v + 100",
                "INSERT INTO seat VALUES (9, 10, 0)");
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateByAConditionHitsARowThatHasJustCome(Databases databases) throws Exception {
        assertEqualAfter(
                databases, "UPDATE hot SET v = v + 10 WHERE grp = 1", "INSERT INTO hot VALUES (1, 1, 1, NULL)");
    }

    @ParameterizedTest
    @EnumSource
    void aDeleteByAConditionHitsARowThatHasJustCome(Databases databases) throws Exception {
        assertEqualAfter(databases, "DELETE FROM hot WHERE grp = 1", "INSERT INTO hot VALUES (1, 1, 1, NULL)");
        assertEquals(Map.of(), ranges, "run again, not walked");
    }

    @Test
    void aStatementThatWasRunAgainLooksAsIfItHadRunOnce() throws Exception {
        sessionFunctions = List.of("SELECT ROW_COUNT()");
        assertEqualAfter(
                Databases.SERVERS,
                "UPDATE hot SET v = v + 1, grp = grp + 10 WHERE grp = 1",
                "INSERT INTO hot VALUES (1, 1, 1, NULL)");
        assertEquals(Map.of(), ranges, "run again, not walked");
        assertEquals(List.of("[ROW_COUNT()=3]"), seen);
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateThatMovesRowsOutOfItsConditionHitsARowThatHasJustCome(Databases databases) throws Exception {
        assertEqualAfter(
                databases, "UPDATE hot SET grp = grp + 10 WHERE grp = 1", "INSERT INTO hot VALUES (1, 1, 1, NULL)");
        assertEquals(Map.of(), ranges, "run again, not walked");
    }

    @ParameterizedTest
    @EnumSource
    void uniqueValuesAreSwappedWhileOneOfTheirRowsIsWritten(Databases databases) throws Exception {
        assertEqualAfter(
                databases,
                "INSERT INTO seat VALUES (7, 70, 1)",
                "UPDATE seat SET place = 99 WHERE id = 2",
                "UPDATE seat SET place = 20 WHERE id = 3",
                "UPDATE seat SET place = 30 WHERE id = 2");
    }

    /** LOCK TABLES commits: a sync that its caller waits for would wait for the tables it has just locked. */
    @Test
    void whatLockTablesCommitsIsSyncedOnceTheTablesAreFree() throws Exception {
        try (Pair pair = Pair.servers();
                Shunted shunted = Shunted.start(pair, directory, Map.of("mirror", "sync", "mirror.timeout", "1 min"));
                Connection connection = shunted.connect();
                Statement statement = connection.createStatement()) {
            pair.onBoth(StressSchema.TABLES);
            pair.onBoth(ROWS);
            statement.executeUpdate("UPDATE hot SET v = 7 WHERE id = 2"); // by then the table is known
            connection.setAutoCommit(false);
            statement.executeUpdate("UPDATE hot SET v = 8 WHERE id = 2");
            long start = System.nanoTime();
            statement.execute("LOCK TABLES hot WRITE");
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(50).toNanos(), "it waited for its own locks");
            statement.execute("UNLOCK TABLES");
            connection.commit();
            shunted.awaitDrained(Duration.ofMinutes(1));
            try (Connection source = pair.source();
                    Connection target = pair.target()) {
                assertEquals(0, Tables.differences(source, target).count());
            }
        }
    }

    private void assertEqualAfter(Databases databases, String statement, String... others) throws Exception {
        assertEqualAfter(databases, List.of(statement), others);
    }

    /** Runs the statements in one transaction, and {@code others} in another right before the first of them. */
    private void assertEqualAfter(Databases databases, List<String> statements, String... others) throws Exception {
        try (Pair pair = databases.open();
                Shunted shunted = Shunted.start(
                        pair.through(PausingDriver::url),
                        directory,
                        Map.of("mirror", "async", "mirror.ask", "always"))) {
            pair.onBoth(StressSchema.TABLES);
            pair.onBoth(ROWS);
            try (Connection connection = shunted.connect();
                    Connection other = shunted.connect()) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(false);
                boolean[] met = new boolean[1];
                PausingDriver.beforeNext(statements.get(0), () -> {
                    for (String sql : others) {
                        execute(other, sql);
                    }
                    shunted.awaitDrained(Duration.ofSeconds(60));
                    met[0] = true;
                });
                for (String sql : statements) {
                    execute(connection, sql);
                }
                for (String sql : sessionFunctions) {
                    try (Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery(sql)) {
                        seen.add(Outcome.rows(rows));
                    }
                }
                connection.commit();
                assertTrue(met[0], "the other session did nothing");
            }
            shunted.awaitDrained(Duration.ofSeconds(60));
            ranges = shunted.table("hot").get("range_reasons");
            try (Connection source = pair.source();
                    Connection target = pair.target()) {
                Tables.Result result = Tables.differences(source, target);
                assertEquals(0, result.count(), result.toString());
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertTrue(statement.executeUpdate(sql) > 0, sql);
        }
    }
}
