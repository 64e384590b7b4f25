package dev.shunt.admin.demo;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/** The shop's transactions: orders placed, paid and cancelled, with what an order just placed must look like. */
final class Ordering {
    private static final int OPEN_ORDERS = 50;

    private final DataSource database;
    private final Random random;
    private final Deque<Long> unpaid = new ArrayDeque<>();

    Ordering(DataSource database, Random random) {
        this.database = database;
        this.random = random;
    }

    void place() throws SQLException {
        SortedMap<Integer, Integer> basket = new TreeMap<>(); // sorted, so that two orders rarely deadlock
        for (int line = 0; line <= random.nextInt(3); line++) {
            basket.put(1 + random.nextInt(ShopSchema.PRODUCTS), 1 + random.nextInt(3));
        }
        BigDecimal total = BigDecimal.valueOf(100L + random.nextInt(9_900), 2);
        long[] order = new long[1];
        inTransaction(connection -> {
            order[0] = insertOrder(connection, total);
            insertItems(connection, order[0], basket);
            for (var line : basket.entrySet()) {
                update(connection, "UPDATE product SET stock = stock - ? WHERE id = ?", line.getValue(), line.getKey());
            }
            for (var line : basket.entrySet()) {
                update(
                        connection,
                        """
                        INSERT INTO daily_sales (sold_on, product_id, sold) VALUES (?, ?, ?)
                        ON DUPLICATE KEY UPDATE sold = sold + VALUES(sold)""",
                        (int) LocalDate.now(ZoneOffset.UTC).toEpochDay(),
                        line.getKey(),
                        line.getValue());
            }
            audit(connection, "order " + order[0], "stock of " + basket.keySet());
        });
        mustBe(order[0], "new", total);
        if (unpaid.size() < OPEN_ORDERS) {
            unpaid.add(order[0]);
        }
    }

    void pay() throws SQLException {
        Long order = unpaid.peek();
        if (order == null) {
            return;
        }
        BigDecimal[] total = new BigDecimal[1];
        inTransaction(connection -> {
            total[0] = lockedTotal(connection, order);
            update(connection, "UPDATE orders SET status = 'paid', paid_at = NOW() WHERE id = ?", order);
            update(connection, "INSERT INTO payment (order_id, amount, paid_at) VALUES (?, ?, NOW())", order, total[0]);
        });
        unpaid.remove();
        mustBe(order, "paid", total[0]);
    }

    void cancel() throws SQLException {
        Long order = unpaid.peekLast();
        if (order == null) {
            return;
        }
        inTransaction(connection -> {
            update(connection, "DELETE FROM orders WHERE id = ? AND status = 'new'", order);
            update(connection, "DELETE FROM order_item WHERE order_id = ?", order);
            audit(connection, "cancelled " + order);
        });
        unpaid.removeLast();
        mustBe(order, "gone", BigDecimal.ZERO);
    }

    private long insertOrder(Connection connection, BigDecimal total) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO orders (customer_id, status, total, created_at) VALUES (?, 'new', ?, NOW())",
                Statement.RETURN_GENERATED_KEYS)) {
            insert.setLong(1, 1 + random.nextInt(ShopSchema.CUSTOMERS));
            insert.setBigDecimal(2, total);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    private static void insertItems(Connection connection, long order, SortedMap<Integer, Integer> basket)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO order_item (order_id, line, product_id, quantity, price) VALUES (?, ?, ?, ?, ?)")) {
            int number = 0;
            for (var line : basket.entrySet()) {
                insert.setLong(1, order);
                insert.setInt(2, ++number);
                insert.setInt(3, line.getKey());
                insert.setInt(4, line.getValue());
                insert.setBigDecimal(5, BigDecimal.valueOf(999, 2));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void audit(Connection connection, String... entries) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO audit_entry (id, written_at, what) VALUES (?, NOW(), ?)")) {
            for (String entry : entries) {
                insert.setString(1, UUID.randomUUID().toString());
                insert.setString(2, entry);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static BigDecimal lockedTotal(Connection connection, long order) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT total FROM orders WHERE id = ? FOR UPDATE")) {
            select.setLong(1, order);
            try (ResultSet result = select.executeQuery()) {
                if (!result.next()) {
                    throw new IllegalStateException("order " + order + " is gone");
                }
                return result.getBigDecimal(1);
            }
        }
    }

    /** An application reads what it has just written, and relies on it. */
    private void mustBe(long order, String status, BigDecimal total) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT status, total FROM orders WHERE id = ?")) {
            select.setLong(1, order);
            try (ResultSet result = select.executeQuery()) {
                String found = result.next() ? result.getString(1) + " " + result.getBigDecimal(2) : "gone 0";
                if (!found.equals(status + " " + total)) {
                    throw new IllegalStateException(
                            "order " + order + " should be " + status + " " + total + " and is " + found);
                }
            }
        }
    }

    private static void update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                update.setObject(index + 1, parameters[index]);
            }
            update.executeUpdate();
        }
    }

    private void inTransaction(Transaction transaction) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                transaction.run(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private interface Transaction {
        void run(Connection connection) throws SQLException;
    }
}
