package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.it.WriteCase.Product;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Behind every row of docs/writes.md stands a case: both sides are equal after it, or the taint is visible. */
class WaysToWriteTest {
    private static final Path DOCS = Path.of("..", "docs", "writes.md");

    /** Rows that need settings or faults of their own, and the test of each. */
    private static final Map<String, String> TESTS = Map.of(
            "more than mirror.max-keys rows of a table in one transaction", "moreRowsThanMaxKeysAreAWalk",
            "a commit, or a statement that commits, whose outcome is unknown (connection lost)",
                    "aCommitWhoseAnswerWasLostIsSynced",
            "unwrapped objects", "whatIsUnwrappedIsNotSeenButCounted",
            "not in tables, or of another schema", "otherTablesAndSchemasAreLeftAlone",
            "with mirror = off after mirroring began", "aTableThatIsMirroredNoMoreIsTainted");

    private static final Map<Databases, WriteBed> BEDS = new EnumMap<>(Databases.class);

    @TempDir
    private static Path directory;

    @AfterAll
    static void close() throws SQLException {
        for (WriteBed bed : BEDS.values()) {
            bed.close();
        }
        BEDS.clear();
    }

    private static WriteBed bed(Databases databases) throws SQLException, IOException {
        WriteBed bed = BEDS.get(databases);
        if (bed == null) {
            bed = WriteBed.open(databases, directory, Map.of());
            BEDS.put(databases, bed);
        }
        return bed;
    }

    static Stream<Arguments> cases() throws SQLException {
        List<Arguments> cases = new ArrayList<>();
        for (Databases databases : Databases.values()) {
            Product product = product(databases);
            for (WriteCase each : WaysToWrite.all()) {
                for (boolean transaction : new boolean[] {false, true}) {
                    if (each.products().contains(product)
                            && !each.ends(transaction).isEmpty()) {
                        cases.add(Arguments.of(each, databases, transaction));
                    }
                }
            }
        }
        return cases.stream();
    }

    private static Product product(Databases databases) throws SQLException {
        if (databases == Databases.H2) {
            return Product.H2;
        }
        try (Pair pair = Pair.servers();
                Connection connection = pair.source()) {
            boolean maria = connection
                    .getMetaData()
                    .getDatabaseProductVersion()
                    .toLowerCase(Locale.ROOT)
                    .contains("maria");
            return maria ? Product.MARIADB : Product.MYSQL;
        }
    }

    @ParameterizedTest(name = "{0} ({1}, in a transaction: {2})")
    @MethodSource("cases")
    void everyWayToWriteEndsAsTheDocsSay(WriteCase way, Databases databases, boolean transaction) throws Exception {
        WriteBed bed = bed(databases);
        bed.seed();
        Map<String, List<String>> seeded = bed.sourceRows();
        Set<String> expected = way.ends(transaction);
        boolean taints = expected.contains("taint");
        try {
            Map<String, Long> before = ways(bed);
            try (Connection connection = bed.shunted().connect()) {
                connection.setAutoCommit(!transaction);
                way.work().run(connection);
                if (transaction) {
                    connection.commit();
                }
            }
            bed.awaitPeace(way.changesSchema());
            Set<String> ended = ended(before, bed.ways());
            Set<String> tainted = bed.tainted();
            if (!tainted.isEmpty()) {
                ended.add("taint");
            }
            if (!expected.contains("nothing")) {
                assertEquals(new TreeSet<>(expected), ended, () -> "how the rows became known; tainted " + tainted);
            }
            if (!taints) {
                Map<String, List<String>> source = bed.sourceRows();
                assertEquals(source, bed.targetRows());
                assertEquals(Set.of(), tainted);
                assertEquals(expected.contains("nothing"), source.equals(seeded), "the case writes nothing");
            }
        } finally {
            if (way.changesSchema()) {
                BEDS.remove(databases);
                bed.close();
            } else if (taints || !bed.tainted().isEmpty()) {
                bed.restart();
            }
        }
    }

    /** The instance runs from its first connection on. */
    private static Map<String, Long> ways(WriteBed bed) throws SQLException, IOException {
        bed.shunted().connect().close();
        return bed.ways();
    }

    private static Set<String> ended(Map<String, Long> before, Map<String, Long> after) {
        Set<String> ended = new TreeSet<>();
        after.forEach((way, count) -> {
            if (count > before.getOrDefault(way, 0L)) {
                ended.add(way);
            }
        });
        return ended;
    }

    private WriteBed own(Databases databases, Map<String, String> settings) throws Exception {
        WriteBed bed = WriteBed.open(databases, directory, settings);
        bed.seed();
        bed.shunted().connect().close();
        return bed;
    }

    @Test
    void moreRowsThanMaxKeysAreAWalk() throws Exception {
        try (WriteBed bed = own(Databases.H2, Map.of("mirror.max-keys", "3"));
                Connection connection = bed.shunted().connect()) {
            connection.setAutoCommit(false);
            WriteCase.run(connection, "INSERT INTO bare VALUES (10, 1), (11, 1)");
            connection.commit();
            assertEquals(0, bed.ways().get("walk"));
            WriteCase.run(
                    connection, "DELETE FROM bare WHERE id IN (10, 11)", "UPDATE bare SET n = 9 WHERE id IN (1, 2)");
            connection.commit();
            bed.awaitPeace(false);
            assertEquals(1, bed.ways().get("walk"));
            assertEquals(bed.sourceRows(), bed.targetRows());
        }
    }

    @Test
    void aCommitWhoseAnswerWasLostIsSynced() throws Exception {
        try (WriteBed bed = own(Databases.SERVERS, Map.of());
                Connection connection = bed.shunted().connect();
                Connection killer = bed.pair().source()) {
            connection.setAutoCommit(false);
            WriteCase.run(connection, "DELETE FROM bare WHERE id = 1");
            WriteCase.run(killer, "KILL " + id(connection));
            assertThrows(SQLException.class, connection::commit);
            WriteCase.run(killer, "UPDATE bare SET n = 99 WHERE id = 1"); // unseen, but the row is synced
            bed.awaitPeace(false);
            assertEquals(bed.sourceRows(), bed.targetRows());
        }
    }

    private static long id(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet id = statement.executeQuery("SELECT CONNECTION_ID()")) {
            id.next();
            return id.getLong(1);
        }
    }

    @Test
    void whatIsUnwrappedIsNotSeenButCounted() throws Exception {
        try (WriteBed bed = own(Databases.H2, Map.of());
                Connection connection = bed.shunted().connect()) {
            WriteCase.run(connection.unwrap(org.h2.jdbc.JdbcConnection.class), "DELETE FROM bare WHERE id = 1");
            assertEquals(
                    1,
                    bed.sourceRows().get("bare").size()
                            - bed.targetRows().get("bare").size()
                            + 2);
            assertEquals(1L, ((Number) bed.shunted().status().get("unwrapped")).longValue());
        }
    }

    @Test
    void otherTablesAndSchemasAreLeftAlone() throws Exception {
        try (WriteBed bed = own(Databases.SERVERS, Map.of("tables", "bare"));
                WriteBed other = own(Databases.SERVERS, Map.of());
                Connection connection = bed.shunted().connect()) {
            Map<String, Long> before = bed.ways();
            String elsewhere = other.pair().source().getCatalog();
            WriteCase.run(connection, "DELETE FROM pairs", "DELETE FROM " + elsewhere + ".bare");
            connection.setCatalog(elsewhere);
            WriteCase.run(connection, "INSERT INTO bare VALUES (7, 7)");
            assertEquals(before, bed.ways());
            assertEquals(Set.of(), bed.tainted());
            String home = bed.pair().source().getCatalog();
            WriteCase.run(
                    connection,
                    "UPDATE " + home + ".bare SET n = 9 WHERE id = 1",
                    "INSERT IGNORE INTO `" + home + "`.`bare` VALUES (1, 3), (8, 8)");
            bed.awaitPeace(false);
            assertEquals(bed.sourceRows().get("bare"), bed.targetRows().get("bare"));
            assertEquals(3, bed.targetRows().get("pairs").size());
        }
    }

    @Test
    void aRowOfATableWithoutTransactionsIsBroughtOverBeforeTheTransactionEnds() throws Exception {
        WriteBed bed = bed(Databases.SERVERS);
        bed.seed();
        try (Connection connection = bed.shunted().connect()) {
            connection.setAutoCommit(false);
            WriteCase.run(connection, "INSERT INTO lasting VALUES (10, 10, 1)");
            Awaitility.await("a process may die now, and the row stays on the source")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> bed.targetRows().get("lasting").size() == 4);
            connection.rollback();
        }
        bed.awaitPeace(false);
        assertEquals(bed.sourceRows(), bed.targetRows());
    }

    @Test
    void aTableThatIsMirroredNoMoreIsTainted() throws Exception {
        try (WriteBed bed = own(Databases.H2, Map.of());
                Connection connection = bed.shunted().connect()) {
            WriteCase.run(connection, "DELETE FROM bare WHERE id = 1");
            bed.shunted().set(Map.of("mirror", "off"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                WriteCase.run(connection, "UPDATE pairs SET n = n + 1 WHERE a = 1 AND b = 'a'");
                return bed.tainted().equals(Set.of("pairs"));
            });
        }
    }

    @Test
    void everyRowOfTheDocsHasACaseAndEveryCaseARow() throws Exception {
        Map<String, String> rows = rows();
        Set<String> covered = new LinkedHashSet<>();
        for (WriteCase way : WaysToWrite.all()) {
            covered.add(way.row());
            String says = rows.get(way.row());
            assertTrue(says != null, () -> "docs/writes.md has no row for: " + way.row());
        }
        for (Map.Entry<String, String> own : TESTS.entrySet()) {
            covered.add(own.getKey());
            assertTrue(rows.containsKey(own.getKey()), own::getKey);
            assertTrue(tests().contains(own.getValue()), own::getValue);
        }
        Set<String> bare = new LinkedHashSet<>(rows.keySet());
        bare.removeAll(covered);
        assertEquals(Set.of(), bare, "rows of docs/writes.md without a case");
    }

    private static Set<String> tests() {
        return Arrays.stream(WaysToWriteTest.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    /** The rows of all tables but the first, which explains the words: the first cell, and what follows. */
    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        boolean header = true;
        int tables = 0;
        for (String line : Files.readAllLines(DOCS)) {
            if (!line.startsWith("|")) {
                header = true;
                continue;
            }
            if (header) {
                header = false;
                tables++;
            } else if (tables > 1 && !line.startsWith("| ---")) {
                String[] cells = line.replace("`", "").split("\\|", -1);
                rows.put(cells[1].strip(), cells[2].strip());
            }
        }
        return rows;
    }
}
