package dev.shunt.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections of ours to a database whose answer does not come. */
class ConnectPropertiesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static CountDownLatch answer = new CountDownLatch(1);

    private Server server;
    private String url;

    /** What the server calls. */
    public static final class Answers {
        private Answers() {}

        /** Answers once the test is over. */
        public static void late() throws InterruptedException {
            answer.await();
        }
    }

    @BeforeEach
    void start() throws SQLException {
        answer = new CountDownLatch(1);
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:silent";
    }

    @AfterEach
    void stop() {
        answer.countDown();
        server.stop();
    }

    @Test
    void aServerOfH2ThatFallsSilentIsGivenUp() throws SQLException {
        Duration bound = Duration.ofMillis(300);
        try (Connection patient = DriverManager.getConnection(url);
                Statement alias = patient.createStatement()) {
            alias.execute("CREATE ALIAS late FOR '" + Answers.class.getName() + ".late'");
            for (Properties properties : List.of(
                    ConnectProperties.forSync(url, new Properties(), CONNECT, bound),
                    ConnectProperties.forReads(url, new Properties(), CONNECT, bound))) {
                SQLException lost = assertTimeoutPreemptively(
                        LONG, () -> assertThrows(SQLException.class, () -> callLate(properties)));
                assertEquals(Failure.CONNECTION_LOST, Failure.of(lost), lost::toString);
            }
        }
    }

    private void callLate(Properties properties) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.execute("CALL late()");
        }
    }

    @Test
    void aBoundThatTheUrlOrItsOwnerHasSetStays() throws SQLException {
        String own = url + ";network_timeout=60000";
        DriverManager.getConnection(own, ConnectProperties.forSync(own, new Properties(), CONNECT, LONG))
                .close();
        Properties given = new Properties();
        given.setProperty("network_timeout", "60000");
        DriverManager.getConnection(url, ConnectProperties.forReads(url, given, CONNECT, LONG))
                .close();
    }

    @Test
    void anEncryptedServerOfH2HasTheSameBound() {
        String encrypted = "jdbc:h2:ssl://db/x";
        assertEquals(
                "30000",
                ConnectProperties.forSync(encrypted, new Properties(), CONNECT, LONG)
                        .getProperty("NETWORK_TIMEOUT"));
    }

    @Test
    void whatRunsInTheProcessHasNoNetwork() {
        String embedded = "jdbc:h2:mem:x";
        assertTrue(ConnectProperties.forSync(embedded, new Properties(), CONNECT, LONG)
                .isEmpty());
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "'', '', true",
        "characterEncoding=UTF-8, '', true",
        "characterEncoding=utf8, '', true",
        "connectionCollation=utf8mb4_bin, '', true",
        "characterEncoding=latin1, '', false",
        "'', ISO-8859-1, false",
        "characterSetResults=cp1251, '', false",
        "connectionCollation=latin1_swedish_ci, '', false",
        "sessionVariables=character_set_client=latin1, '', false",
        "sessionVariables=collation_connection=latin1_swedish_ci, '', false",
        "initSql=SET NAMES latin1, '', false",
    })
    void aUrlThatChoosesAnotherCharacterSetIsKnown(String option, String property, boolean expected) {
        Properties login = new Properties();
        if (!property.isEmpty()) {
            login.setProperty("characterEncoding", property);
        }
        assertEquals(expected, ConnectProperties.anyText("jdbc:mysql://db/shop?" + option, login));
    }
}
