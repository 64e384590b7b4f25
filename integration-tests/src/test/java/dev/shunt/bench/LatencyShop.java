package dev.shunt.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A seeded, unhurried shop on one connection. Not thread-safe. */
final class LatencyShop {
    static final List<String> TABLES = List.of(
            "CREATE TABLE purchase (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, customer INT NOT NULL,"
                    + " state INT NOT NULL, made TIMESTAMP DEFAULT CURRENT_TIMESTAMP, KEY purchase_customer (customer))",
            "CREATE TABLE item (purchase BIGINT NOT NULL, line INT NOT NULL, sku INT NOT NULL, PRIMARY KEY (purchase, line))",
            "CREATE TABLE stock (sku INT NOT NULL PRIMARY KEY, amount INT NOT NULL)");

    private static final int CUSTOMERS = 200;
    private static final int SKUS = 100;

    /** What customers and staff do, as often as it stands here. */
    private static final List<Kind> DAY = List.of(
            Kind.BUY, Kind.BUY, Kind.BUY, Kind.MOVE, Kind.MOVE, Kind.STOCK, Kind.LOOK, Kind.LOOK, Kind.LOOK, Kind.LOOK);

    /** One operation. */
    enum Kind {
        /** A transaction: an insert with a generated key, a batch, an update by key. */
        BUY,
        /** An update by another column in auto-commit, so that its keys have to be asked for. */
        MOVE,
        /** An upsert by key in auto-commit. */
        STOCK,
        /** A read. */
        LOOK
    }

    private final Connection connection;
    private final Random random;

    LatencyShop(Connection connection, long seed) {
        this.connection = connection;
        this.random = new Random(seed);
    }

    /** Waits for the next customer. */
    void pause() {
        LockSupport.parkNanos(500_000 + random.nextInt(2_000_000));
    }

    /** Serves one. */
    void trade() throws SQLException {
        run(DAY.get(random.nextInt(DAY.size())));
    }

    private void run(Kind kind) throws SQLException {
        switch (kind) {
            case BUY -> buy();
            case MOVE -> update("UPDATE purchase SET state = state + 1 WHERE customer = ?", random.nextInt(CUSTOMERS));
            case STOCK ->
                update(
                        "INSERT INTO stock (sku, amount) VALUES (?, 1) ON DUPLICATE KEY UPDATE amount = amount + 1",
                        random.nextInt(SKUS));
            case LOOK ->
                read("SELECT id, state FROM purchase WHERE customer = ? ORDER BY id", random.nextInt(CUSTOMERS));
        }
    }

    private void buy() throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement purchase = connection.prepareStatement(
                        "INSERT INTO purchase (customer, state) VALUES (?, 0)", Statement.RETURN_GENERATED_KEYS);
                PreparedStatement item = connection.prepareStatement("INSERT INTO item VALUES (?, ?, ?)")) {
            purchase.setInt(1, random.nextInt(CUSTOMERS));
            purchase.executeUpdate();
            try (ResultSet key = purchase.getGeneratedKeys()) {
                key.next();
                for (int line = 0; line < 3; line++) {
                    item.setLong(1, key.getLong(1));
                    item.setInt(2, line);
                    item.setInt(3, random.nextInt(SKUS));
                    item.addBatch();
                }
            }
            item.executeBatch();
            update("UPDATE stock SET amount = amount - 1 WHERE sku = ?", random.nextInt(SKUS));
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private void update(String sql, int value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, value);
            statement.executeUpdate();
        }
    }

    private void read(String sql, int value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, value);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getInt(2);
                }
            }
        }
    }
}
