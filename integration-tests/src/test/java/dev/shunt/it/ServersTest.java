package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServersTest {
    @ParameterizedTest
    @EnumSource
    void aPairIsTwoDatabasesThatDoNotShareTables(Databases databases) throws SQLException {
        try (Pair pair = databases.open()) {
            pair.onBoth(List.of("CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(10))"));
            try (Connection source = pair.source();
                    Statement statement = source.createStatement()) {
                statement.executeUpdate("INSERT INTO a VALUES (1, 'x')");
            }
            assertEquals(1, count(pair.sourceUrl()));
            assertEquals(0, count(pair.targetUrl()));
        }
    }

    @Test
    void aKilledServerComesBackWithItsDataAndAPausedOneDoesNotAnswer() throws SQLException {
        MariaDbServer target = Servers.embeddedTarget();
        try (Pair pair = Pair.embedded()) {
            pair.onBoth(List.of("CREATE TABLE a (id INT PRIMARY KEY)", "INSERT INTO a VALUES (1)"));
            target.kill();
            assertThrows(SQLException.class, pair::target);
            target.restart();
            assertEquals(1, count(pair.targetUrl()));
            target.pause();
            try {
                assertThrows(
                        SQLException.class,
                        () -> DriverManager.getConnection(pair.targetUrl() + "&connectTimeout=500&socketTimeout=500"));
            } finally {
                target.resume();
            }
            assertEquals(1, count(pair.targetUrl()));
        }
        assertTrue(target.port() > 0);
    }

    private static int count(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM a")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
