package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to write in this release, from one H2 database to another. */
class MirrorTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:source" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:target" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private Path file;

    @BeforeEach
    void databases() throws Exception {
        for (String url : List.of(source, target)) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE orders(id BIGINT AUTO_INCREMENT PRIMARY KEY, ref VARCHAR(40) UNIQUE,"
                        + " state INT, total DECIMAL(10, 2), changed TIMESTAMP)");
                statement.execute("CREATE INDEX by_state ON orders(state)");
                statement.execute(
                        "CREATE TABLE item(order_id BIGINT, line INT, name VARCHAR(20), PRIMARY KEY(order_id, line))");
                statement.execute("CREATE TABLE note(text VARCHAR(100))");
            }
        }
        file = dir.resolve("shunt.properties");
    }

    /** The value of the option. */
    String journal() {
        return "file";
    }

    private Connection connect(String mirror) throws Exception {
        Files.writeString(
                file,
                "source.url = " + source + "\ntarget.url = " + target + "\nmirror = " + mirror + "\nstate.dir = "
                        + dir.resolve("state") + "\njournal = " + journal() + "\nmirror.timeout = 1 min\n");
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    @AfterEach
    void stop() {
        Instances.stop(file.toAbsolutePath());
    }

    private Map<?, ?> mirror() throws IOException {
        return (Map<?, ?>) StatusClient.read(dir.resolve("state")).orElseThrow().get("mirror");
    }

    private void drained() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ((Number) mirror().get("pending")).longValue() == 0);
    }

    private static List<String> rows(String url) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql :
                    List.of("SELECT * FROM orders ORDER BY id", "SELECT * FROM item ORDER BY order_id, line")) {
                try (ResultSet result = statement.executeQuery(sql)) {
                    while (result.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                            row.append(result.getString(i)).append('|');
                        }
                        rows.add(row.toString());
                    }
                }
            }
        }
        return rows;
    }

    private List<String> equalRows() throws SQLException {
        drained();
        List<String> rows = rows(source);
        assertEquals(rows, rows(target));
        return rows;
    }

    private String tainted(String table) throws IOException {
        Map<?, ?> account = (Map<?, ?>) ((Map<?, ?>) mirror().get("tables")).get(table);
        return account == null ? null : (String) account.get("tainted_by");
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "sync"})
    void whatIsWrittenInAnyWayArrives(String mode) throws Exception {
        try (Connection connection = connect(mode);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO orders(ref, state, changed) VALUES ('a', 1, NOW()), ('b', 1, NOW())");
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO orders(ref, state) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
                insert.setString(1, "c");
                insert.setInt(2, 2);
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    assertTrue(keys.next());
                    assertEquals(3, keys.getLong(1));
                    assertFalse(keys.next());
                }
            }
            connection.setAutoCommit(false);
            try (PreparedStatement item = connection.prepareStatement("INSERT INTO item VALUES (?, ?, ?)")) {
                for (int line = 1; line <= 3; line++) {
                    item.setLong(1, 3);
                    item.setInt(2, line);
                    item.setString(3, "line " + line);
                    item.addBatch();
                }
                item.executeBatch();
            }
            connection.commit();
            statement.executeUpdate("UPDATE orders SET state = 5, total = 3.5 WHERE state = 1");
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate("UPDATE orders SET state = 7 WHERE id = 1");
            connection.rollback(savepoint);
            statement.executeUpdate("DELETE FROM item WHERE order_id = 3 AND line = 2");
            connection.commit();
            statement.executeUpdate("UPDATE orders SET state = 9 WHERE id = 2");
            connection.rollback();
            statement.executeUpdate("UPDATE item SET line = 7 WHERE order_id = 3 AND line = 3");
            connection.setAutoCommit(true);
            statement.executeUpdate(
                    "INSERT INTO orders(ref, state) VALUES ('b', 4) ON DUPLICATE KEY UPDATE state = state + 10");
            statement.executeUpdate(
                    "INSERT INTO orders(ref, state) VALUES ('d', 4) ON DUPLICATE KEY UPDATE state = state + 10");
            statement.executeUpdate("UPDATE orders SET total = 1 WHERE state = 2");
            statement.addBatch("INSERT INTO orders(ref, state) VALUES ('e', 1)");
            statement.addBatch("UPDATE orders SET state = 8 WHERE ref = 'e'");
            statement.executeBatch();
        }
        List<String> rows = equalRows();
        assertEquals(7, rows.size(), rows::toString);
    }

    @Test
    void aSyncCommitReturnsWhenItsRowsAreThere() throws Exception {
        try (Connection connection = connect("sync");
                Statement statement = connection.createStatement()) {
            for (int i = 1; i <= 50; i++) {
                statement.executeUpdate("INSERT INTO item VALUES (1, " + i + ", 'x')");
                assertEquals(i, rows(target).size());
            }
        }
    }

    @Test
    void aWriteByAConditionWithoutAnIndexWalksTheTable() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO orders(ref, total) VALUES ('a', 1), ('b', 2), ('c', 2)");
            statement.executeUpdate("UPDATE orders SET state = 3 WHERE total = 2");
        }
        assertEquals(3, equalRows().size());
    }

    @Test
    void onlyAWriteThatMayCascadeWalksTheChildren() throws Exception {
        for (String url : List.of(source, target)) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "ALTER TABLE item ADD FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE");
            }
        }
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO orders(id, ref) VALUES (1, 'a')");
            drained();
            assertFalse(
                    ((Map<?, ?>) mirror().get("tables")).containsKey("ITEM"), () -> "an INSERT walked the children");
            statement.executeUpdate("INSERT INTO item VALUES (1, 1, 'x'), (1, 2, 'y')");
            assertEquals(3, equalRows().size());
            statement.executeUpdate("DELETE FROM orders WHERE id = 1");
        }
        assertEquals(0, equalRows().size());
    }

    @Test
    void aWriteThatMeetsNoRowCopiesTheWholeTable() throws Exception {
        try (Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders(id, ref) VALUES (1, 'a'), (2, 'b')");
        }
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders(id, ref) VALUES (2, 'old'), (3, 'gone')");
        }
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            assertEquals(0, statement.executeUpdate("DELETE FROM orders WHERE 1 = 0 LIMIT 1"));
        }
        assertEquals(2, equalRows().size());
    }

    @Test
    void aColumnThatSomebodyElseHasAddedIsNotLeftOut() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders(id, state) VALUES (1, 1), (2, 2)");
            drained();
            for (String url : List.of(source, target)) {
                try (Connection console = DriverManager.getConnection(url);
                        Statement ddl = console.createStatement()) {
                    ddl.execute("ALTER TABLE orders ADD added VARCHAR(10)");
                }
            }
            statement.execute("UPDATE orders SET added = 'x' WHERE id = 1");
            statement.execute("INSERT INTO orders(id, added) VALUES (3, 'y')");
            drained();
        }
        assertEquals(3, equalRows().size());
    }

    @Test
    void aTableWithoutAKeyIsTaintedWithItsFix() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO note VALUES ('x')");
            assertTrue(tainted("NOTE").contains("no primary key"), () -> "note");
        }
    }

    @Test
    void ddlTaintsItsTableAndOthersGoOn() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("ALTER TABLE item ADD COLUMN extra INT");
            assertTrue(tainted("ITEM").contains("mirror.ddl"));
            assertNull(tainted("ORDERS"));
        }
    }

    /** As many applications do at each start. */
    @Test
    void aTableThatIsCreatedOnlyIfAbsentIsTaintedOnlyThen() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS item (id INT PRIMARY KEY)");
            assertNull(tainted("ITEM"));
            statement.execute("DROP TABLE item");
            assertTrue(tainted("ITEM").contains("DROP TABLE"));
            statement.execute("CREATE TABLE IF NOT EXISTS fresh (id INT PRIMARY KEY)");
            assertTrue(tainted("FRESH").contains("mirror.ddl"));
        }
    }

    @Test
    void aWriteThatIsNotUnderstoodTaintsVisibly() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE orders SET (id, state) = (1, 1) WHERE id = 1");
            assertTrue(tainted("ORDERS").contains("mirror.unparsed"));
        }
    }

    @Test
    void aWriteWhileMirrorIsOffAfterItWasOnTaints() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO item VALUES (1, 1, 'x')");
            drained();
            connect("off").close();
            await().atMost(Duration.ofSeconds(60)).until(() -> StatusClient.read(dir.resolve("state"))
                    .orElseThrow()
                    .toString()
                    .contains("mirror=off"));
            statement.executeUpdate("INSERT INTO item VALUES (1, 2, 'x')");
            assertTrue(tainted("ITEM").contains("mirror = off"));
        }
    }

    @Test
    void generatedKeysThatOnlyShuntAskedForStayHidden() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO orders(ref) VALUES ('a')");
            try (ResultSet keys = statement.getGeneratedKeys()) {
                assertFalse(keys.next());
            }
        }
        assertEquals(1, equalRows().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsOfABatchThatFailedInItsMiddleArrive(boolean autoCommit) throws Exception {
        try (Connection connection = connect("async");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO orders(ref) VALUES (?)")) {
            connection.setAutoCommit(autoCommit);
            for (String ref : List.of("a", "b", "a", "c")) {
                insert.setString(1, ref);
                insert.addBatch();
            }
            assertThrows(BatchUpdateException.class, insert::executeBatch);
            if (!autoCommit) {
                connection.commit();
            }
            drained();
        }
        assertTrue(equalRows().size() >= 2);
    }

    @Test
    void theStatementBeforeTheFailedOneOfATextArrives() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO item VALUES (1, 1, 'x')");
            assertThrows(
                    SQLException.class,
                    () -> statement.execute("UPDATE item SET name = 'y'; INSERT INTO item VALUES (1, 1, 'z')"));
        }
        assertEquals(1, equalRows().size());
    }

    @Test
    void anImplicitCommitEndsATransactionBegunByText() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.executeUpdate("INSERT INTO item VALUES (1, 1, 'x')");
            statement.execute("TRUNCATE TABLE note");
            statement.execute("COMMIT");
            statement.executeUpdate("INSERT INTO item VALUES (1, 2, 'x')");
            assertEquals(2, equalRows().size());
        }
    }

    @Test
    void aTextThatEndsATransactionUnseenHoldsNothingBack() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO item VALUES (1, 1, 'x'); COMMIT");
            statement.executeUpdate("INSERT INTO item VALUES (1, 2, 'x')");
            assertEquals(2, equalRows().size());
            assertTrue(tainted("ITEM").contains("several statements"));
        }
    }

    @Test
    void aBatchAddedBeforeTheTargetWasConfiguredTaints() throws Exception {
        Files.writeString(file, "state.dir = " + dir.resolve("state") + "\n");
        try (Connection connection =
                        DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
                PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (1, ?, 'x')")) {
            insert.setInt(1, 1);
            insert.addBatch();
            connect("async").close();
            await().atMost(Duration.ofSeconds(60)).until(() -> StatusClient.read(dir.resolve("state"))
                    .orElseThrow()
                    .toString()
                    .contains("mirror=async"));
            insert.executeBatch();
            assertTrue(tainted("*").contains("before the target"));
        }
    }

    @Test
    void aBatchThatCommitsIsSyncedAfterItHasRun() throws Exception {
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.executeUpdate("INSERT INTO item VALUES (1, 1, 'x')");
            statement.addBatch("SET @a = 1");
            statement.addBatch("COMMIT");
            statement.executeBatch();
            assertEquals(1, equalRows().size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET NAMES latin1",
                "SET @character_set_client = 'latin1'",
                "SET @collation_connection = 'latin1_swedish_ci'"
            })
    void aTextOfAKeyIsNotTrustedOnceTheSessionHasAnotherCharacterSet(String set) throws Exception {
        for (String url : List.of(source, target)) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE word(k VARCHAR(10) PRIMARY KEY)");
            }
        }
        try (Connection connection = connect("async");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO word VALUES ('\u0436')");
            statement.execute(set);
            statement.executeUpdate("INSERT INTO word VALUES ('\u0436\u0436')");
            Map<?, ?> word = (Map<?, ?>) ((Map<?, ?>) mirror().get("tables")).get("WORD");
            assertEquals(
                    "{a key with a text, in a session whose character set may lack it=1}",
                    String.valueOf(word.get("range_reasons")));
        }
    }
}
