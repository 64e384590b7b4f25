package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tools themselves: a tool that shows nothing must be known to be able to show something. */
class HarnessTest {
    @ParameterizedTest
    @EnumSource
    void theComparisonShowsMissingExtraAndChangedRows(Databases databases) throws SQLException {
        try (Pair pair = databases.open();
                Connection source = pair.source();
                Connection target = pair.target();
                Statement onSource = source.createStatement();
                Statement onTarget = target.createStatement()) {
            pair.onBoth(List.of(
                    "CREATE TABLE a (x INT, y VARCHAR(5), v VARBINARY(4), PRIMARY KEY (x, y))",
                    "CREATE TABLE bag (v INT)",
                    "INSERT INTO a VALUES (1, 'a', X'00ff'), (2, 'b', NULL)",
                    "INSERT INTO bag VALUES (1), (1)"));
            Tables.Result equal = Tables.differences(source, target);
            assertEquals(4, equal.rows());
            assertEquals(List.of(), equal.differences());

            onSource.executeUpdate("INSERT INTO a VALUES (3, 'c', NULL)");
            onSource.executeUpdate("INSERT INTO bag VALUES (1)");
            onTarget.executeUpdate("INSERT INTO a VALUES (3, 'd', NULL)");
            onTarget.executeUpdate("UPDATE a SET v = X'00fe' WHERE x = 1");
            Tables.Result result = Tables.differences(source, target);
            assertEquals(
                    List.of(
                            "a['1', 'a'] source {v='00ff', x='1', y='a'} target {v='00fe', x='1', y='a'}",
                            "a['3', 'c'] missing on the target: {v=NULL, x='3', y='c'}",
                            "a['3', 'd'] extra on the target: {v=NULL, x='3', y='d'}",
                            "bag['1' (again) (again)] missing on the target: {v='1'}"),
                    result.differences());
        }
    }

    @Test
    void theFaultyDriverFailsBeforeAndAfterTheCallAndNeverWhenOff() throws SQLException {
        String url = "jdbc:h2:mem:faulty;DB_CLOSE_DELAY=-1";
        int failed = 0;
        try (Connection connection = DriverManager.getConnection(FaultyDriver.url(url));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE a (id INT PRIMARY KEY)");
            FaultyDriver.on(0.5, 1);
            for (int i = 0; i < 100; i++) {
                try {
                    statement.executeUpdate("INSERT INTO a VALUES (" + i + ")");
                } catch (SQLException e) {
                    failed++;
                }
            }
            FaultyDriver.off();
            int there = statement.executeUpdate("DELETE FROM a");
            assertTrue(failed > 20 && there > 100 - failed && there < 100, failed + " failed, " + there + " are there");
        } finally {
            FaultyDriver.off();
        }
    }

    @Test
    void theTcpProxyPassesRefusesHangsDelaysAndCuts() throws SQLException, IOException {
        DriverManager.setLoginTimeout(
                0); // HikariCP has set it to how long some pool waits: Connector/J logs in for so long
        try (Pair pair = Pair.servers();
                TcpProxy proxy = TcpProxy.before(pair.targetUrl())) {
            String url = proxy.url() + "&connectTimeout=30000";
            try (Connection connection = DriverManager.getConnection(url)) {
                proxy.slow(Duration.ofMillis(200));
                long start = System.nanoTime();
                assertTrue(connection.isValid(60));
                assertTrue(System.nanoTime() - start > 390_000_000L);
                proxy.pass();
                proxy.cut();
                assertThrows(
                        SQLException.class, () -> connection.createStatement().execute("SELECT 1"));
            }
            try (Connection connection = DriverManager.getConnection(url)) {
                connection.setNetworkTimeout(Runnable::run, 700);
                proxy.hang();
                assertThrows(
                        SQLException.class, () -> connection.createStatement().execute("SELECT 1"));
                assertThrows(SQLException.class, () -> DriverManager.getConnection(url + "&socketTimeout=700"));
            }
            for (int time = 0; time < 20; time++) {
                proxy.hang();
                proxy.refuse();
                assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
            }
            assertThrows(SQLException.class, () -> DriverManager.getConnection(url));
            proxy.pass();
            try (Connection connection = DriverManager.getConnection(url)) {
                assertTrue(connection.isValid(60));
            }
        }
    }

    @Test
    void whatH2ForgotIsCommittedOnTheTargetAndRolledBackOnTheSourceAndWhatIsLeftOpenStays() throws Exception {
        try (Pair pair = Pair.h2();
                H2Orphans orphans = H2Orphans.of(pair);
                Connection source = pair.source();
                Connection target = pair.target();
                Connection open = pair.target()) {
            pair.onBoth(List.of("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "INSERT INTO a VALUES (1, 0), (2, 0)"));
            update(open, 2);
            forget(source);
            forget(target);
            orphans.awaitNone();
            assertEquals(2, orphans.ended());
            assertEquals(1, update(source, 1));
            assertEquals(2, update(target, 1));
            assertThrows(SQLException.class, () -> update(target, 2));
        }
    }

    /** Returns the new value. */
    private static int update(Connection connection, int id) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE a SET v = v + 1 WHERE id = " + id);
            try (ResultSet rows = statement.executeQuery("SELECT v FROM a WHERE id = " + id)) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static void forget(Connection connection) throws Exception {
        update(connection, 1);
        H2Orphans.markForRollback(connection);
        try {
            connection.commit();
        } catch (SQLException e) {
            assertTrue(e.getMessage().contains("ROLLING_BACK"), e.getMessage()); // as H2 2.4 says it
        }
        connection.rollback(); // is too late, its session has no transaction any more
        assertThrows(SQLException.class, () -> update(connection, 1));
    }
}
