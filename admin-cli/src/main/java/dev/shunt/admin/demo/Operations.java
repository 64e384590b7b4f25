package dev.shunt.admin.demo;

import dev.shunt.admin.demo.Shop.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;

/** What happens in the shop: mostly looking, some ordering, paying and changing of mind. One per thread. */
final class Operations {
    private final DataSource database;
    private final Random random;
    private final Ordering ordering;

    Operations(DataSource database, Random random) {
        this.database = database;
        this.random = random;
        this.ordering = new Ordering(database, random);
    }

    Operation any() {
        int draw = random.nextInt(100);
        if (draw < 38) {
            return new Operation("look at a product", this::product);
        } else if (draw < 56) {
            return new Operation("list a category", this::category);
        } else if (draw < 70) {
            return new Operation("look up a customer", this::customer);
        } else if (draw < 81) {
            return new Operation("list the orders of a customer", this::orders);
        } else if (draw < 84) {
            return new Operation("report the sales", this::sales);
        } else if (draw < 92) {
            return new Operation("place an order", ordering::place);
        } else if (draw < 96) {
            return new Operation("pay an order", ordering::pay);
        } else if (draw < 97) {
            return new Operation("cancel an order", ordering::cancel);
        } else if (draw < 99) {
            return new Operation("register a customer", this::register);
        }
        return new Operation("restock", this::restock);
    }

    private void product() throws SQLException {
        int id = 1 + random.nextInt(ShopSchema.PRODUCTS);
        read(true, "SELECT id, category, name, price, stock FROM product WHERE id = ?", id);
    }

    private void category() throws SQLException {
        String category = ShopSchema.CATEGORIES.get(random.nextInt(ShopSchema.CATEGORIES.size()));
        read(true, "SELECT id, name, price FROM product WHERE category = ? ORDER BY id", category);
    }

    private void customer() throws SQLException {
        int id = 1 + random.nextInt(random.nextBoolean() ? ShopSchema.REGULARS : ShopSchema.CUSTOMERS);
        read(true, "SELECT id, email, name, joined FROM customer WHERE id = ?", id);
    }

    private void orders() throws SQLException {
        int id = 1 + random.nextInt(ShopSchema.CUSTOMERS);
        read(
                false,
                "SELECT id, status, total, created_at FROM orders WHERE customer_id = ? ORDER BY id DESC LIMIT 10",
                id);
    }

    private void sales() throws SQLException {
        read(false, """
                SELECT p.category, COUNT(*) AS products, SUM(s.sold) AS sold
                FROM daily_sales s JOIN product p ON p.id = s.product_id GROUP BY p.category ORDER BY p.category""");
    }

    private void register() throws SQLException {
        String email = "new" + Long.toUnsignedString(random.nextLong(), 36) + "@example.com";
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO customer (email, name) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, email);
            insert.setString(2, "Björn " + random.nextInt(1_000));
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                if (!keys.next() || keys.getLong(1) <= ShopSchema.CUSTOMERS) {
                    throw new IllegalStateException("no new number for the new customer");
                }
            }
        }
    }

    private void restock() throws SQLException {
        String category = ShopSchema.CATEGORIES.get(random.nextInt(ShopSchema.CATEGORIES.size()));
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE product SET stock = stock + 100 WHERE category = ? AND stock < 400")) {
            update.setString(1, category);
            update.executeUpdate();
        }
    }

    private void read(boolean mustFind, String sql, Object... parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                select.setObject(index + 1, parameters[index]);
            }
            int rows = 0;
            try (ResultSet result = select.executeQuery()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    for (int column = 1; column <= columns; column++) {
                        result.getObject(column);
                    }
                    rows++;
                }
            }
            if (mustFind && rows == 0) {
                throw new IllegalStateException("nothing found for " + List.of(parameters));
            }
        }
    }
}
