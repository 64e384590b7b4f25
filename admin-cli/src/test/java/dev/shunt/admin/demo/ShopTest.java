package dev.shunt.admin.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ShopTest {
    /** In memory, for what needs no server of its own. */
    private static String url(String side) {
        return "jdbc:h2:mem:shoptest_" + side + H2Databases.OPTIONS;
    }

    /** The database is gone with its last connection. */
    private static Connection filled(String side) throws SQLException {
        Connection connection = DriverManager.getConnection(url(side), "sa", "");
        ShopSchema.create(connection);
        ShopSchema.fill(connection);
        return connection;
    }

    @Test
    void theShopTradesWithoutErrorOnAPlainDatabaseAndTheComparisonSeesWhatItDid() throws Exception {
        ShopRecord record = new ShopRecord();
        try (Connection source = filled("source");
                Connection target = filled("target")) {
            assertEquals(0, TableComparison.of(source, target).differing());
            try (Shop shop = new Shop(4, record)) {
                shop.open(url("source"), "sa");
                await().atMost(Duration.ofSeconds(60)).until(() -> record.operations() > 300);
            }
            assertEquals(List.of(), record.messages());
            TableComparison comparison = TableComparison.of(source, target);
            assertTrue(comparison.differing() > 50, comparison::toString);
            Map<String, Integer> rows = comparison.rows();
            assertTrue(rows.get("orders") > ShopSchema.OLD_ORDERS, comparison::toString);
            assertTrue(rows.get("daily_sales") > 0 && rows.get("audit_entry") > 0, comparison::toString);
        }
    }

    @Test
    void aKilledServerComesBackWithAllThatWasCommittedAndNothingIsLeftAtTheEnd() throws Exception {
        Workspace workspace = new Workspace(() -> {});
        H2Databases databases = new H2Databases(workspace);
        workspace.closes(databases);
        databases.start();
        try (Connection target = databases.target();
                Statement statement = target.createStatement()) {
            ShopSchema.create(target);
            ShopSchema.fill(target);
            statement.executeUpdate("UPDATE product SET name = 'kept' WHERE id = 1");
        }
        databases.killTarget();
        databases.restartTarget();
        try (Connection source = databases.source();
                Connection target = databases.target()) {
            ShopSchema.create(source);
            ShopSchema.fill(source);
            assertEquals(1, TableComparison.of(source, target).differing());
        }
        workspace.close();
        assertFalse(Files.exists(workspace.path()));
        assertEquals(
                List.of(),
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().commandLine().orElse("").contains(H2Server.class.getName()))
                        .toList());
    }

    @Test
    void theComparisonFindsChangedMissingAndExtraRowsAndMissingTables() throws Exception {
        try (Connection source = filled("source");
                Connection target = filled("target");
                Statement statement = target.createStatement()) {
            for (Planted planted : Planted.ALL) {
                planted.plant(target);
            }
            assertEquals(Planted.ALL.size(), TableComparison.of(source, target).differing());
            statement.execute("DROP TABLE payment");
            assertEquals(
                    Planted.ALL.size() + 1, TableComparison.of(source, target).differing());
        }
    }
}
