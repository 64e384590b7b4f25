package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.schema.Catalog;
import dev.shunt.session.Fence;
import dev.shunt.sql.TableName;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class TablesTest {
    private final JdbcDataSource database = new JdbcDataSource();

    @Test
    void namesThatAreNoTablesAreLookedForEverLessOften() throws Exception {
        database.setURL("jdbc:h2:mem:tables;MODE=MySQL");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                Tables tables = new Tables(database, new Catalog(database, Duration.ofHours(1)), new Fence())) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            tables.load();
            long first = tables.pause();
            for (int times = 0; times < 8; times++) {
                long before = tables.pause();
                tables.loadForUnknown();
                assertTrue(tables.pause() >= before);
            }
            assertTrue(tables.pause() > TimeUnit.SECONDS.toNanos(30), tables.pause() + " ns");
            statement.execute("CREATE TABLE fresh (id INT PRIMARY KEY)");
            assertEquals(Tables.Kind.TABLE, tables.kind("FRESH"), "who walks it does not wait");
            statement.execute("CREATE TABLE later (id INT PRIMARY KEY)");
            tables.loadForUnknown();
            assertNotNull(tables.find(new TableName(null, "later")));
            assertEquals(first, tables.pause(), "a table has come");
        }
    }
}
