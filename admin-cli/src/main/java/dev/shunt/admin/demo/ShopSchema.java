package dev.shunt.admin.demo;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** The shop's tables, and what was in them before the demo begins. */
final class ShopSchema {
    static final int PRODUCTS = 200;
    static final int CUSTOMERS = 400;
    static final int REGULARS = 20;
    static final int OLD_ORDERS = 1_500;
    static final List<String> CATEGORIES = List.of("books", "garden", "kitchen", "music", "toys");
    static final List<String> TABLES =
            List.of("customer", "product", "orders", "order_item", "payment", "daily_sales", "audit_entry");

    static final List<String> DDL = List.of(
            """
            CREATE TABLE customer (
              id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, email VARCHAR(120) NOT NULL UNIQUE,
              name VARCHAR(80) NOT NULL, joined TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6))""",
            """
            CREATE TABLE product (
              id INT NOT NULL PRIMARY KEY, category VARCHAR(20) NOT NULL, name VARCHAR(80) NOT NULL,
              price DECIMAL(10,2) NOT NULL, stock INT NOT NULL)""",
            "CREATE INDEX product_category ON product (category)",
            """
            CREATE TABLE orders (
              id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, customer_id BIGINT NOT NULL, status VARCHAR(12) NOT NULL,
              total DECIMAL(12,2) NOT NULL, created_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
              paid_at DATETIME(6))""",
            "CREATE INDEX orders_customer ON orders (customer_id)",
            """
            CREATE TABLE order_item (
              order_id BIGINT NOT NULL, line INT NOT NULL, product_id INT NOT NULL, quantity INT NOT NULL,
              price DECIMAL(10,2) NOT NULL, PRIMARY KEY (order_id, line))""",
            """
            CREATE TABLE payment (
              id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id BIGINT NOT NULL, amount DECIMAL(12,2) NOT NULL,
              paid_at DATETIME(6) NOT NULL)""",
            "CREATE INDEX payment_order ON payment (order_id)",
            """
            CREATE TABLE daily_sales (
              sold_on INT NOT NULL, product_id INT NOT NULL, sold INT NOT NULL, PRIMARY KEY (sold_on, product_id))""",
            """
            CREATE TABLE audit_entry (
              id VARCHAR(36) NOT NULL PRIMARY KEY, written_at DATETIME(6) NOT NULL, what VARCHAR(200) NOT NULL)""");

    private ShopSchema() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String ddl : DDL) {
                statement.execute(ddl);
            }
        }
    }

    /** Fills the source; returns how many rows there are. */
    static int fill(Connection connection) throws SQLException {
        Random random = new Random(20);
        connection.setAutoCommit(false);
        try (PreparedStatement product = connection.prepareStatement("INSERT INTO product VALUES (?, ?, ?, ?, ?)");
                PreparedStatement customer = connection.prepareStatement(
                        "INSERT INTO customer (email, name, joined) VALUES (?, ?, '2025-05-05 05:05:05.050505')");
                PreparedStatement order =
                        connection.prepareStatement("INSERT INTO orders (customer_id, status, total, created_at)"
                                + " VALUES (?, 'paid', ?, '2025-06-06 06:06:06')");
                PreparedStatement item = connection.prepareStatement("INSERT INTO order_item VALUES (?, 1, ?, 1, ?)")) {
            for (int id = 1; id <= PRODUCTS; id++) {
                batch(product, id, CATEGORIES.get(id % CATEGORIES.size()), "Product " + id, price(random), 500);
            }
            for (int id = 1; id <= CUSTOMERS; id++) {
                batch(customer, "customer" + id + "@example.com", "Zoë Müller " + id);
            }
            for (int id = 1; id <= OLD_ORDERS; id++) {
                BigDecimal price = price(random);
                batch(order, 1 + random.nextInt(CUSTOMERS), price);
                batch(item, id, 1 + random.nextInt(PRODUCTS), price);
            }
            for (PreparedStatement statement : List.of(product, customer, order, item)) {
                statement.executeBatch();
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        return PRODUCTS + CUSTOMERS + 2 * OLD_ORDERS;
    }

    private static void batch(PreparedStatement statement, Object... values) throws SQLException {
        for (int index = 0; index < values.length; index++) {
            statement.setObject(index + 1, values[index]);
        }
        statement.addBatch();
    }

    private static BigDecimal price(Random random) {
        return BigDecimal.valueOf(100 + random.nextInt(9_900), 2);
    }
}
