package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that loses its connection in a commit, or in a statement that commits, leaves one that may still come. */
class InDoubtTest {
    private final Path directory;

    InDoubtTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET v = 2 WHERE id = 1",
                "INSERT INTO t VALUES (2, 2)",
                "DELETE FROM t WHERE id = 1",
                "UPDATE t SET id = 3 WHERE id = 1"
            })
    void itsRowsStayPendingUntilTheCommitHasCome(String write) throws Exception {
        try (Pair pair = Pair.embedded();
                LateCommits late = LateCommits.before(pair.sourceUrl(), 1);
                Shunted shunted = Shunted.start(
                        new Pair(pair.kind(), late.url(), pair.targetUrl()), directory, Map.of("mirror", "async"))) {
            pair.onBoth(List.of("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)"));
            loseInTheCommit(shunted, late, write);
            assertInDoubt(shunted);
            assertEquals("1=1 ", rows(pair.sourceUrl()));
            late.release();
            shunted.awaitDrained(Duration.ofSeconds(60));
            assertEquals(rows(pair.sourceUrl()), rows(pair.targetUrl()));
        }
    }

    /** It has been looked at meanwhile, and often. */
    private static void assertInDoubt(Shunted shunted) {
        Awaitility.await("its rows stay in doubt")
                .atMost(Duration.ofSeconds(60))
                .during(Duration.ofSeconds(3))
                .until(() -> {
                    Map<?, ?> tables = (Map<?, ?>) shunted.status("mirror").get("tables");
                    return tables.get("t") instanceof Map<?, ?> table
                            && ((Number) table.get("in_doubt")).longValue() > 0;
                });
    }

    /** As the server waits at the first row, no lock tells of the others. */
    @ParameterizedTest
    @ValueSource(strings = {"file", "outbox"})
    void aStatementThatWaitsInTheServerForItsFirstRowKeepsAllOfItsRowsInDoubt(String journal) throws Exception {
        try (Pair pair = Pair.embedded()) {
            pair.onBoth(List.of(
                    "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 1), (3, 1)"));
            try (Shunted shunted =
                            Shunted.start(patient(pair), directory, Map.of("mirror", "async", "journal", journal));
                    Connection other = pair.source();
                    Statement holder = other.createStatement()) {
                other.setAutoCommit(false);
                holder.executeUpdate("UPDATE t SET v = 9 WHERE id = 1");
                loseIn("UPDATE t SET v = 2 WHERE id IN (1, 2, 3)", shunted);
                assertInDoubt(shunted);
                other.rollback();
                shunted.awaitDrained(Duration.ofSeconds(60));
            }
            assertEquals("1=2 2=2 3=2 ", rows(pair.sourceUrl()));
            assertEquals(rows(pair.sourceUrl()), rows(pair.targetUrl()));
        }
    }

    /** The server is patient. */
    private static Pair patient(Pair pair) {
        String separator = pair.sourceUrl().contains("?") ? "&" : "?";
        String times = "sessionVariables=innodb_lock_wait_timeout=120";
        return new Pair(pair.kind(), pair.sourceUrl() + separator + times, pair.targetUrl());
    }

    /** The client gives up long before the server does. */
    private static void loseIn(String write, Shunted shunted) throws SQLException {
        try (Connection connection = shunted.connect();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 1_500);
            assertThrows(SQLException.class, () -> statement.executeUpdate(write));
        }
    }

    /** Nothing in the server tells of it but its session; the next process knows that one from the journal's record. */
    @ParameterizedTest
    @ValueSource(
            strings = {"UPDATE t SET v = 2 WHERE id = 1", "INSERT INTO t VALUES (2, 2)", "DELETE FROM t WHERE id = 1"})
    void aStatementThatTheServerHasNotReadYetStaysInDoubtAlsoForTheNextProcess(String write) throws Exception {
        try (Pair pair = Pair.embedded();
                LateCommits late = LateCommits.before(pair.sourceUrl(), 1)) {
            pair.onBoth(List.of("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)"));
            Pair through = new Pair(pair.kind(), late.url(), pair.targetUrl());
            try (Shunted shunted = Shunted.start(through, directory, Map.of("mirror", "async"))) {
                try (Connection connection = shunted.connect();
                        Statement statement = connection.createStatement()) {
                    late.keepAndCut();
                    assertThrows(SQLException.class, () -> statement.executeUpdate(write));
                }
                assertInDoubt(shunted);
            }
            try (Shunted next = Shunted.start(pair, directory, Map.of("mirror", "async"));
                    Connection connection = next.connect()) {
                assertTrue(connection.isValid(5));
                assertInDoubt(next);
                late.release();
                next.awaitDrained(Duration.ofSeconds(60));
                assertNotEquals("1=1 ", rows(pair.sourceUrl()));
                assertEquals(rows(pair.sourceUrl()), rows(pair.targetUrl()));
            }
        }
    }

    private static void loseInTheCommit(Shunted shunted, LateCommits late, String write) throws SQLException {
        try (Connection connection = shunted.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate(write);
            late.keepAndCut();
            assertThrows(SQLException.class, connection::commit);
        }
    }

    private static String rows(String url) throws SQLException {
        StringBuilder rows = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, v FROM t ORDER BY id")) {
            while (result.next()) {
                rows.append(result.getInt(1))
                        .append('=')
                        .append(result.getInt(2))
                        .append(' ');
            }
        }
        return rows.toString();
    }
}
