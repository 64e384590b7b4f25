package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.rowsync.Sessions;
import dev.shunt.schema.Catalog;
import dev.shunt.session.Fence;
import dev.shunt.sql.TableName;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class TablesTest {
    private final JdbcDataSource database = new JdbcDataSource();

    @Test
    void whereCaseTellsTablesApartOneIsNotTakenForTheOther() throws Exception {
        database.setURL("jdbc:h2:mem:cases;MODE=MySQL;DATABASE_TO_UPPER=FALSE");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                Tables tables = new Tables(database, new Catalog(database, Duration.ofHours(1)), new Fence())) {
            statement.execute("CREATE TABLE orders (id INT PRIMARY KEY)");
            statement.execute("CREATE TABLE Lines (id INT PRIMARY KEY)");
            tables.load();
            TableName other = new TableName(null, "Orders");
            assertNull(tables.find(other));
            assertNull(tables.find(new TableName(null, "lines")));
            assertFalse(tables.known(List.of()), "its name was not understood");
            assertFalse(tables.known(List.of(other)), "CREATE TABLE IF NOT EXISTS makes it");
            assertEquals("Orders", tables.name(other));
            assertTrue(tables.known(List.of(new TableName(null, "orders"))));
        }
    }

    /** Else what a write to it does to other tables would be forgotten. */
    @Test
    void aTableIsKnownAsItIsOrAsItWasWhileItIsReadAnew() throws Exception {
        database.setURL("jdbc:h2:mem:shapes;MODE=MySQL");
        TableName name = new TableName(null, "t");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                Tables tables = new Tables(database, new Catalog(database, Duration.ofHours(1)), new Fence())) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            tables.load();
            Thread loader = new Thread(() -> {
                for (int times = 0; times < 100; times++) {
                    tables.changed(List.of(name));
                    new Fence().run("reading", tables::load);
                }
            });
            loader.start();
            while (loader.isAlive()) {
                assertNotNull(tables.latest(name));
            }
        }
    }

    /** What was read may be what it was before. */
    @Test
    void aTableThatChangesWhileAllAreReadIsNotKnownByThat() throws Exception {
        database.setURL("jdbc:h2:mem:meanwhile;MODE=MySQL");
        TableName name = new TableName(null, "t");
        Runnable[] meanwhile = {() -> {}};
        Sessions source = new Sessions(() -> {
            meanwhile[0].run();
            return database.getConnection();
        });
        Tables tables = new Tables(source, new Catalog(database, Duration.ofHours(1)), new Fence());
        tables.close(); // what asks for another reading fails
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            statement.execute("CREATE TABLE u (id INT PRIMARY KEY)");
            meanwhile[0] = () -> assertThrows(RejectedExecutionException.class, () -> tables.changed(List.of(name)));
            tables.load();
            assertNull(tables.find(name));
            assertNotNull(tables.latest(name));
            assertNotNull(tables.find(new TableName(null, "u")));
            meanwhile[0] = () -> {
                for (int i = 0; i < 1_000; i++) {
                    tables.changed(List.of(name)); // another reading is asked for already
                }
            };
            tables.load();
            assertNull(tables.find(name));
            assertNull(tables.find(new TableName(null, "u")), "so many changes are one of all tables");
            meanwhile[0] = () -> {};
            tables.load();
            assertNotNull(tables.find(name));
        }
    }

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
