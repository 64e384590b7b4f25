package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which side the reads of a transaction are of. */
class GrayTransactionsTest extends GrayBed {
    @Test
    void aTransactionThatIsNotReadOnlyReadsThePrimary() throws Exception {
        try (Connection connection = connect("gray.percent = 100")) {
            connection.setAutoCommit(false);
            assertEquals("source", side(connection));
            connection.rollback();
            connection.setReadOnly(true);
            assertEquals("target", side(connection));
            assertEquals("target", side(connection));
            connection.commit();
        }
    }

    @Test
    void aReadOnlyTransactionStaysOnTheSideOfItsFirstReadWhateverItsLaterKeys() throws Exception {
        try (Connection connection = connect("gray.keys = vip", "gray.percent = 0.01")) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setClientInfo("shunt.key", "vip");
            assertEquals("target", side(connection));
            connection.setClientInfo("shunt.key", "another");
            assertEquals("target", side(connection));
            connection.commit();
            assertEquals("source", side(connection));
            connection.setClientInfo("shunt.key", "vip");
            assertEquals("source", side(connection));
            connection.commit();
            assertEquals("target", side(connection));
            assertTrue(stayed().contains("transaction began here=1"), this::stayed);
        }
    }

    @Test
    void aReadOnlyTransactionThatLostTheTargetStaysOnTheSource() throws Exception {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE u(id INT PRIMARY KEY, side VARCHAR(10))");
        }
        try (Connection connection = connect("gray.percent = 100");
                Statement statement = connection.createStatement()) {
            execute(target, "DROP TABLE u");
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            assertEquals("target", side(connection));
            assertFalse(statement.executeQuery("SELECT side FROM u").next());
            assertEquals("source", side(connection));
            connection.commit();
            assertEquals("target", side(connection));
        }
    }

    @Test
    void aReadOnlyTransactionReadsOnTheSourceWhatWasPendingWhenItFirstReadTheTarget() throws Exception {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE u(id INT PRIMARY KEY, side VARCHAR(10))");
            execute(url, "INSERT INTO u VALUES (1, 'old')");
        }
        try (Connection connection = connect("mirror = async", "gray.async = allow", "gray.percent = 100");
                Connection lock = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            lock.setAutoCommit(false);
            lock.createStatement().execute("UPDATE u SET side = 'locked' WHERE id = 1");
            statement.executeUpdate("UPDATE u SET side = 'mine' WHERE id = 1");
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            assertEquals("target", side(connection), "a snapshot without the write");
            lock.rollback();
            await().atMost(Duration.ofSeconds(30)).until(() -> pending() == 0);
            assertEquals("mine", side(connection, "SELECT side FROM u WHERE id = 1"));
            assertEquals(1, readsOfTarget(), "whose snapshot may be without the write");
            assertEquals("target", side(connection));
            connection.commit();
            assertEquals("mine", side(connection, "SELECT side FROM u WHERE id = 1"));
            assertEquals(3, readsOfTarget());
        }
    }

    private long readsOfTarget() throws IOException {
        return ((Number) ((Map<?, ?>) status().get("reads")).get("target")).longValue();
    }

    private long pending() throws IOException {
        return ((Number) ((Map<?, ?>) status().get("mirror")).get("pending")).longValue();
    }

    @Test
    void aTransactionOnTheTargetHasTheIsolationOfTheApplicationsConnection() throws Exception {
        try (Connection connection = connect("gray.percent = 100")) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertEquals("target", side(connection));
            execute(target, "UPDATE t SET side = 'later'");
            assertEquals("target", side(connection));
            connection.commit();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            assertEquals("later", side(connection));
            execute(target, "UPDATE t SET side = 'newest'");
            assertEquals("newest", side(connection));
            connection.commit();
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            assertEquals("newest", side(connection));
            try (Connection other = DriverManager.getConnection(target)) {
                String mine = "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE ISOLATION_LEVEL = 'SERIALIZABLE'";
                assertEquals("0", side(other, mine), "its reads would lock rows that are to be synced");
            }
        }
    }

    @Test
    void withAllTransactionsOneThatMayWriteReadsTheTargetUntilItHas() throws Exception {
        try (Connection connection = connect("gray.percent = 100", "gray.transactions = all");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertEquals("target", side(connection));
            statement.executeUpdate("UPDATE t SET side = 'mine' WHERE id = 1");
            assertEquals("mine", side(connection));
            connection.rollback();
            assertEquals("target", side(connection));
            connection.rollback();
        }
    }
}
