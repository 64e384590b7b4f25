package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final String URL = "jdbc:h2:mem:sessions";

    private static Connection in(String zone) throws SQLException {
        Connection connection = DriverManager.getConnection(URL);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE '" + zone + "'");
        }
        return connection;
    }

    @Test
    void aSessionThatLivesIsOpenInWhateverTimeZoneItIs() throws SQLException {
        List<String> zones = List.of("UTC", "+05:30", "-08:00");
        try (Connection keepsIt = DriverManager.getConnection(URL)) {
            for (String zone : zones) {
                try (Connection application = in(zone)) {
                    Session session = Session.of(application, Dialect.H2);
                    long late = System.currentTimeMillis() - session.seen();
                    assertTrue(Math.abs(late) < 600_000, zone + ": " + late);
                    for (String ours : zones) {
                        try (Connection own = in(ours)) {
                            Sessions.End end = Sessions.now(own, Dialect.H2).end(session);
                            assertEquals(Sessions.End.OPEN, end, zone + ", seen from " + ours);
                        }
                    }
                }
            }
            assertEquals(Dialect.H2, Dialect.of(keepsIt));
        }
    }
}
