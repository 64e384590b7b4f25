package dev.shunt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Side;
import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EndpointTest {
    private static Endpoint endpoint(Side side, String url) {
        return endpoint(side, url, Duration.ofMillis(300));
    }

    private static Endpoint endpoint(Side side, String url, Duration bound) {
        return new Endpoint(side, url, new Properties(), 1, 1, bound);
    }

    @Test
    void aSyncConnectionHasTheFixedSessionAndAReadConnectionTheApplicationsOwn() throws Exception {
        String url = "jdbc:h2:mem:endpoint;LOCK_TIMEOUT=77;MODE=MySQL";
        try (Endpoint endpoint = endpoint(Side.TARGET, url, Duration.ofMinutes(1))) {
            assertEquals(Dialect.H2, endpoint.dialect());
            try (Connection sync = endpoint.sync().getConnection();
                    Connection read = endpoint.reads().getConnection()) {
                assertEquals(2000, lockTimeout(sync));
                assertEquals(77, lockTimeout(read));
                assertEquals(Connection.TRANSACTION_READ_COMMITTED, sync.getTransactionIsolation());
                assertTrue(sync.getAutoCommit());
            }
        }
    }

    private static int lockTimeout(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT LOCK_TIMEOUT()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    @Timeout(60)
    void anExhaustedPoolFailsInTime() throws Exception {
        try (Endpoint endpoint = endpoint(Side.TARGET, "jdbc:h2:mem:exhausted", Duration.ofSeconds(2));
                Connection only = endpoint.sync().getConnection()) {
            assertNotNull(only);
            assertThrows(
                    SQLException.class, () -> endpoint.sync().getConnection().close());
        }
    }

    @Test
    @Timeout(60)
    void aSideThatIsDownIsNoErrorBeforeItIsUsedAndFailsInTimeThen() throws Exception {
        String url = "jdbc:mysql://127.0.0.1:1/test?user=app&password=secret";
        try (Endpoint endpoint = endpoint(Side.TARGET, url)) {
            SQLException error = assertThrows(
                    SQLException.class, () -> endpoint.sync().getConnection().close());
            assertFalse(all(error).contains("secret"), all(error));
        }
    }

    @Test
    void aUrlWithoutDriverIsAnErrorThatNamesItAndTheFix() {
        try (Endpoint endpoint = endpoint(Side.TARGET, "jdbc:nosuch://host/db?password=secret")) {
            String error = all(assertThrows(
                    SQLException.class, () -> endpoint.reads().getConnection().close()));
            assertTrue(error.contains("no JDBC driver accepts target.url jdbc:nosuch://host/db?password=***"), error);
            assertTrue(error.contains("class path"), error);
            assertFalse(error.contains("secret"), error);
        }
    }

    private static String all(Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable e = error; e != null; e = e.getCause()) {
            text.append(e).append('\n');
        }
        return text.toString();
    }

    @Test
    void urlsThatRowSyncCannotTrustAreRefused() {
        for (String url : new String[] {
            "jdbc:shunt:h2:mem:a",
            "mysql://host/db",
            "jdbc:mysql:loadbalance://a,b/db",
            "jdbc:mysql://host/db?autoReconnect=true"
        }) {
            String error = assertThrows(IllegalArgumentException.class, () -> endpoint(Side.TARGET, url))
                    .toString();
            assertTrue(error.contains("target.url"), error);
        }
        endpoint(Side.SOURCE, "jdbc:mysql://host/db?autoReconnect=true").close();
    }
}
