package dev.shunt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverTest {
    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void file() throws Exception {
        file = dir.resolve("shunt.properties");
        Files.writeString(file, "source.url = jdbc:h2:mem:front\nstate.dir = " + dir.resolve("state") + "\n");
    }

    @AfterEach
    void stop() {
        Instances.stop(file.toAbsolutePath());
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:shunt:h2:mem:front;shunt.config=" + file);
    }

    @Test
    void aConnectionIsTheVendorsAndOurs() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertInstanceOf(org.h2.engine.CastDataProvider.class, connection);
            assertSame(connection, statement.getConnection());
            assertSame(connection, connection.getMetaData().getConnection());
            assertSame(connection, connection.unwrap(Connection.class));
            assertInstanceOf(org.h2.jdbc.JdbcConnection.class, connection.unwrap(org.h2.jdbc.JdbcConnection.class));
            try (ResultSet rows = statement.executeQuery("SELECT 1")) {
                assertSame(statement, rows.getStatement());
                assertTrue(rows.next());
                assertEquals(1, rows.getInt(1));
            }
        }
    }

    @Test
    void whatIsWrittenThroughIsThere() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(id INT PRIMARY KEY, x VARCHAR(10))");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                insert.setInt(1, 1);
                insert.setString(2, "one");
                assertEquals(1, insert.executeUpdate());
                insert.setInt(1, 2);
                insert.addBatch();
                assertEquals(1, insert.executeBatch()[0]);
            }
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
                assertTrue(rows.next());
                assertEquals(2, rows.getInt(1));
            }
        }
    }

    @Test
    void aForeignUrlIsNotOurs() throws Exception {
        assertNull(new Driver().connect("jdbc:h2:mem:other", new Properties()));
    }

    private static String refusal(String url) {
        SQLException error = assertThrows(SQLException.class, () -> new Driver().connect(url, new Properties()));
        assertEquals("08001", error.getSQLState());
        return error.getMessage();
    }

    @Test
    void aBrokenUrlIsRefusedWithTheFormItShouldHave() {
        assertTrue(refusal("jdbc:shunt:").contains("jdbc:shunt:<the wrapped URL without its jdbc:>"));
        assertTrue(refusal("jdbc:shunt:h2").contains("malformed"));
    }

    @Test
    void aUrlThatKeepsTheJdbcOfTheWrappedOneIsRefusedWithTheRightOneAndNoPassword() {
        String parameters = "?user=app&password=s3cret&shunt.config=/etc/f";
        for (String twice : new String[] {"jdbc:shunt:jdbc:", "jdbc:shunt:shunt:", "jdbc:shunt:jdbc:shunt:"}) {
            String message = refusal(twice + "mysql://app:s3cret@old-db/shop" + parameters);
            assertTrue(
                    message.contains("; write jdbc:shunt:mysql://app:***@old-db/shop?user=app&password=***"), message);
            assertTrue(!message.contains("s3cret"), message);
        }
        assertTrue(refusal("jdbc:shunt:jdbc:").contains("malformed"));
    }

    @Test
    void aParameterThatIsMisspelledIsNamed() {
        String message = refusal("jdbc:shunt:h2:mem:x;shunt.confg=/etc/f");
        assertTrue(message.endsWith("there is no parameter shunt.confg, only shunt.config"), message);
    }

    @Test
    void aMissingFileIsNamed() {
        assertTrue(refusal("jdbc:shunt:h2:mem:x;shunt.config=/nowhere/shunt.properties")
                .contains("/nowhere/shunt.properties"));
        assertTrue(refusal("jdbc:shunt:h2:mem:x").contains("SHUNT_CONFIG"));
    }

    @Test
    void aUrlWithoutADriverNamesTheFix() {
        String message = refusal("jdbc:shunt:nosuch://me:secret@host/db?shunt.config=" + file);
        assertTrue(message.contains("jdbc:nosuch://"), message);
    }

    @Test
    void aSecondSourceOnOneFileIsRefusedNamingBoth() throws Exception {
        connect().close();
        String message = refusal("jdbc:shunt:h2:mem:second;shunt.config=" + file);
        assertTrue(message.contains("jdbc:h2:mem:second") && message.contains("jdbc:h2:mem:front"), message);
    }

    @Test
    void aDatabaseIsNamedWithoutUserPasswordAndParameters() {
        assertEquals("jdbc:mysql://db/shop", ShuntUrl.database("jdbc:mysql://app:s/3@cret@db/shop?mail=a@b"));
        assertEquals("jdbc:h2:mem:shop", ShuntUrl.database("jdbc:h2:mem:shop;PASSWORD=s3cret"));
    }
}
