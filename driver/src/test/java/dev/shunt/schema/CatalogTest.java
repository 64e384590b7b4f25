package dev.shunt.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final String URL = "jdbc:h2:mem:catalog;MODE=MySQL";

    private final AtomicLong nanos = new AtomicLong();
    private final JdbcDataSource source = new JdbcDataSource();
    private final Catalog catalog = new Catalog(source, Duration.ofSeconds(60), table -> "", nanos::get);
    private final Connection connection;

    CatalogTest() throws SQLException {
        source.setURL(URL);
        connection = DriverManager.getConnection(URL);
    }

    @BeforeEach
    void tables() throws SQLException {
        execute(
                "CREATE TABLE shop (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) NOT NULL UNIQUE, size INT DEFAULT 3,"
                        + " twice INT GENERATED ALWAYS AS (size * 2), seen TIMESTAMP)");
        execute("CREATE TABLE line (shop BIGINT, no INT, item VARCHAR(9), PRIMARY KEY (no, shop), UNIQUE (item, no),"
                + " FOREIGN KEY (shop) REFERENCES shop (id) ON DELETE CASCADE)");
        execute("CREATE TABLE note (id INT PRIMARY KEY, no INT, shop BIGINT,"
                + " FOREIGN KEY (no, shop) REFERENCES line (no, shop) ON UPDATE CASCADE)");
        execute("CREATE TABLE plain (id INT PRIMARY KEY, shop BIGINT REFERENCES shop (id))");
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Table table(String name) throws SQLException {
        Table table = catalog.table(name);
        assertNotNull(table, name);
        return table;
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    @Test
    void columnsAndKeysAreRead() throws Exception {
        Table shop = table("shop");
        assertEquals("SHOP", shop.name());
        assertEquals(List.of("ID", "NAME", "SIZE", "TWICE", "SEEN"), names(shop.columns()));
        assertEquals(List.of("ID"), names(shop.primaryKey()));
        Column id = shop.columns().get(0);
        assertTrue(id.autoIncrement());
        assertFalse(id.nullable());
        assertEquals(Family.INTEGER, id.family());
        Column name = shop.columns().get(1);
        assertEquals(40, name.size());
        assertEquals(Family.STRING, name.family());
        assertTrue(shop.columns().get(2).hasDefault());
        assertFalse(shop.columns().get(4).hasDefault());
        assertTrue(shop.columns().get(3).generated());
        assertTrue(shop.indexed("name"));
        assertFalse(shop.indexed("seen"));
    }

    @Test
    void keysKeepTheirOwnOrder() throws Exception {
        Table line = table("LINE");
        assertEquals(List.of("NO", "SHOP"), names(line.primaryKey()));
        assertEquals(1, line.uniqueKeys().size());
        assertEquals(List.of("ITEM", "NO"), names(line.uniqueKeys().get(0).columns()));
    }

    @Test
    void cascadesAreFollowed() throws Exception {
        assertEquals(Set.of("LINE", "NOTE"), table("shop").cascades());
        assertEquals(Set.of("NOTE"), table("line").cascades());
        assertEquals(Set.of(), table("plain").cascades());
    }

    @Test
    void aTableIsKeptUntilItIsForgottenOrOld() throws Exception {
        assertNull(catalog.kept("plain"));
        Table before = table("plain");
        execute("ALTER TABLE plain ADD more INT");
        assertSame(before, table("plain"));
        catalog.forget("PLAIN");
        assertEquals(3, table("plain").columns().size());
        execute("ALTER TABLE plain ADD evenmore INT");
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertEquals(4, table("plain").columns().size());
    }

    @Test
    void allTablesAreReadByAsManyStatementsAsOneIs() throws Exception {
        execute("SET QUERY_STATISTICS TRUE");
        List<Table> one = List.of(table("LINE"), table("NOTE"), table("PLAIN"), table("SHOP"));
        long ofFour = statements();
        execute("SET QUERY_STATISTICS FALSE");
        execute("SET QUERY_STATISTICS TRUE");
        assertEquals(one, catalog.tables());
        assertEquals(ofFour, 4 * statements());
        assertSame(catalog.kept("SHOP"), table("SHOP"));
    }

    private long statements() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT SUM(EXECUTION_COUNT) FROM INFORMATION_SCHEMA.QUERY_STATISTICS"
                                + " WHERE SQL_STATEMENT LIKE '%INFORMATION_SCHEMA%' AND SQL_STATEMENT NOT LIKE '%QUERY_STATISTICS%'")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void whatIsNoTableIsNull() throws Exception {
        execute("CREATE VIEW glance AS SELECT * FROM shop");
        assertNull(catalog.table("nowhere"));
        assertNull(catalog.table("glance"));
        assertEquals(
                List.of("LINE", "NOTE", "PLAIN", "SHOP"),
                catalog.tables().stream().map(Table::name).toList());
    }
}
