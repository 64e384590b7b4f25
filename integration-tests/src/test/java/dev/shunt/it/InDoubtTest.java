package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

/** A client that loses its connection in the commit leaves a commit that may still come. */
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
            Awaitility.await("a sync was refused")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> String.valueOf(shunted.status("mirror")).contains("transaction is still open"));
            assertEquals("1=1 ", rows(pair.sourceUrl()));
            late.release();
            shunted.awaitDrained(Duration.ofSeconds(60));
            assertEquals(rows(pair.sourceUrl()), rows(pair.targetUrl()));
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
