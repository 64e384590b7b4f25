package dev.shunt.it;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a small shop can observe of its database, as text: results, counts, generated keys, warnings, errors, and what
 * the session's own functions say. Two runs on equal databases with the same driver write the same transcript, so one
 * with Shunt must too.
 */
final class Transcript {
    /** The shop's tables. */
    static final List<String> TABLES = List.of(
            """
            CREATE TABLE customer (
              id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, email VARCHAR(60) NOT NULL, name VARCHAR(40),
              CONSTRAINT customer_email UNIQUE (email))""",
            """
            CREATE TABLE purchase (
              id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, customer INT NOT NULL, total DECIMAL(10, 2), note VARCHAR(20),
              made TIMESTAMP DEFAULT CURRENT_TIMESTAMP, CONSTRAINT purchase_customer FOREIGN KEY (customer) REFERENCES customer (id))""",
            "CREATE TABLE stock (sku VARCHAR(20) NOT NULL PRIMARY KEY, amount INT NOT NULL)",
            "CREATE TABLE event (what VARCHAR(20), n INT)");

    private interface Step {
        @Nullable
        Object run() throws Exception;
    }

    private final StringBuilder text = new StringBuilder();
    private final Connection connection;
    private final Databases kind;

    private Transcript(Connection connection, Databases kind) {
        this.connection = connection;
        this.kind = kind;
    }

    /** Runs the shop on a database with empty {@link #TABLES} and returns what it saw. */
    static String of(Connection connection, Databases kind) throws SQLException {
        Transcript transcript = new Transcript(connection, kind);
        transcript.customers();
        transcript.purchases();
        transcript.stock();
        transcript.transactions();
        transcript.errors();
        transcript.results();
        transcript.session();
        return transcript.text.toString();
    }

    private void customers() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO customer (email, name) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            for (String name : List.of("ann", "bob", "cem")) {
                insert.setString(1, name + "@example.org");
                insert.setString(2, name);
                step("insert " + name, () -> insert.executeUpdate() + " " + Outcome.of(insert.getGeneratedKeys()));
                warnings(insert);
            }
            for (String name : List.of("dan", "eve")) {
                insert.setString(1, name + "@example.org");
                insert.setString(2, name);
                insert.addBatch();
            }
            step("batch", () -> Arrays.toString(insert.executeBatch()) + " " + Outcome.of(insert.getGeneratedKeys()));
        }
        rows("SELECT * FROM customer ORDER BY id");
    }

    private void purchases() {
        for (int customer = 1; customer < 5; customer++) {
            int buyer = customer;
            step(
                    "purchase",
                    () -> update(
                            "INSERT INTO purchase (customer, total, note) VALUES (?, ?, 'a'), (?, ?, 'b')",
                            buyer,
                            new BigDecimal("10.50"),
                            buyer,
                            new BigDecimal("0.05")));
        }
        step("update by column", () -> update("UPDATE purchase SET total = total + 1 WHERE customer = ?", 2));
        step("update to the same", () -> update("UPDATE purchase SET note = 'a' WHERE note = ?", "a"));
        step("update of none", () -> update("UPDATE purchase SET note = 'z' WHERE id = ?", 999));
        step(
                "insert select",
                () -> update("INSERT INTO purchase (customer, total) SELECT id, 7 FROM customer WHERE id < ?", 3));
        rows("SELECT p.id, c.name, p.total, p.note FROM purchase p JOIN customer c ON c.id = p.customer ORDER BY p.id");
        rows("SELECT customer, SUM(total) s, COUNT(*) c FROM purchase GROUP BY customer ORDER BY customer");
        step("delete", () -> update("DELETE FROM purchase WHERE customer = ?", 3));
    }

    private void stock() {
        for (int i = 0; i < 3; i++) {
            step(
                    "upsert",
                    () -> update(
                            "INSERT INTO stock (sku, amount) VALUES (?, ?) ON DUPLICATE KEY UPDATE amount = amount + 5",
                            "pen",
                            3));
        }
        step(
                "upsert by e-mail",
                () -> update(
                        "INSERT INTO customer (email, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = 'again'",
                        "bob@example.org",
                        "bobby"));
        step("ignored", () -> update("INSERT IGNORE INTO stock (sku, amount) VALUES (?, ?)", "pen", 1));
        step("replace", () -> update("REPLACE INTO stock (sku, amount) VALUES (?, ?)", "ink", 1));
        step("replace again", () -> update("REPLACE INTO stock (sku, amount) VALUES (?, ?)", "ink", 2));
        step("new key", () -> update("UPDATE stock SET sku = ? WHERE sku = ?", "paper", "ink"));
        step("no key", () -> update("INSERT INTO event VALUES (?, 1), ('b', 2)", "a"));
        step("no key, update", () -> update("UPDATE event SET n = n + 1 WHERE what = ?", "a"));
        rows("SELECT * FROM stock ORDER BY sku");
        rows("SELECT * FROM event ORDER BY what, n");
    }

    private void transactions() {
        step("begin", () -> {
            connection.setAutoCommit(false);
            return connection.getAutoCommit();
        });
        step("in transaction", () -> update("UPDATE stock SET amount = amount - 1 WHERE sku = ?", "pen"));
        step("savepoint", () -> {
            Savepoint savepoint = connection.setSavepoint("s");
            update("DELETE FROM stock WHERE sku <> ?", "none");
            connection.rollback(savepoint);
            return savepoint.getSavepointName();
        });
        rows("SELECT * FROM stock ORDER BY sku");
        step("commit", () -> {
            connection.commit();
            return null;
        });
        step("rolled back", () -> {
            int count = update("UPDATE stock SET amount = 0 WHERE amount > ?", 0);
            connection.rollback();
            return count;
        });
        step("text", () -> {
            update("UPDATE stock SET amount = amount + ? WHERE sku = 'paper'", 4);
            return update("COMMIT");
        });
        step("auto-commit again", () -> {
            update("UPDATE stock SET amount = amount + ? WHERE sku = 'paper'", 4);
            connection.setAutoCommit(true);
            return connection.getAutoCommit();
        });
        rows("SELECT * FROM stock ORDER BY sku");
    }

    private void errors() {
        step("duplicate", () -> update("INSERT INTO customer (id, email) VALUES (?, 'x')", 1));
        step("duplicate e-mail", () -> update("INSERT INTO customer (email) VALUES (?)", "ann@example.org"));
        step("foreign key", () -> update("INSERT INTO purchase (customer, total) VALUES (?, 1)", 999));
        step("too long", () -> update("INSERT INTO stock (sku, amount) VALUES (?, 1)", "x".repeat(50)));
        step("null", () -> update("INSERT INTO stock (sku, amount) VALUES (?, 1)", new Object[] {null}));
        step("no table", () -> update("UPDATE nothing SET a = ?", 1));
        step("syntax", () -> update("UPDTE stock SET amount = ?", 1));
        step("unbound", () -> update("UPDATE stock SET amount = ? WHERE sku = ?", 1));
        step("query as update", () -> update("SELECT * FROM stock"));
        step("half a batch", () -> {
            try (Statement statement = connection.createStatement()) {
                statement.addBatch("INSERT INTO stock (sku, amount) VALUES ('one', 1)");
                statement.addBatch("INSERT INTO stock (sku, amount) VALUES ('pen', 1)");
                statement.addBatch("INSERT INTO stock (sku, amount) VALUES ('two', 1)");
                return statement.executeBatch();
            } catch (java.sql.BatchUpdateException e) {
                return Arrays.toString(e.getUpdateCounts()) + " " + Outcome.thrown(e);
            }
        });
        rows("SELECT * FROM stock ORDER BY sku");
    }

    private void results() {
        step("execute", () -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("SELECT sku FROM stock WHERE sku = 'pen'")
                        + " " + Outcome.of(statement.getResultSet())
                        + " " + statement.getMoreResults()
                        + " " + statement.getUpdateCount()
                        + " " + statement.execute("UPDATE stock SET amount = amount + 1")
                        + " " + statement.getUpdateCount()
                        + " " + statement.getLargeMaxRows();
            }
        });
        step("updatable", () -> {
            try (Statement statement =
                            connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
                    ResultSet rows = statement.executeQuery("SELECT sku, amount FROM stock ORDER BY sku")) {
                rows.absolute(2);
                rows.updateInt(2, 77);
                rows.updateRow();
                rows.moveToInsertRow();
                rows.updateString(1, "glue");
                rows.updateInt(2, 1);
                rows.insertRow();
                rows.first();
                rows.deleteRow();
                return rows.getStatement() == statement;
            }
        });
        rows("SELECT * FROM stock ORDER BY sku");
        step("limited", () -> {
            try (Statement statement = connection.createStatement()) {
                statement.setMaxRows(2);
                statement.setFetchSize(kind == Databases.H2 ? 1 : Integer.MIN_VALUE);
                return Outcome.of(statement.executeQuery("SELECT id, name FROM customer ORDER BY id"));
            }
        });
    }

    private void session() {
        if (kind == Databases.H2) {
            return;
        }
        step("own keys", () -> update("INSERT INTO customer (email) VALUES ('f'), ('g')"));
        rows("SELECT LAST_INSERT_ID()");
        rows("SELECT ROW_COUNT()");
        step("upsert", () -> update("INSERT INTO customer (email) VALUES ('g') ON DUPLICATE KEY UPDATE name = 'g2'"));
        rows("SELECT LAST_INSERT_ID()");
        // in a transaction, and not after an upsert: the exceptions that the design page names
        step("open", () -> autoCommit(false));
        step("update", () -> update("UPDATE stock SET amount = amount + 1 WHERE amount > ?", 0));
        rows("SELECT ROW_COUNT(), LAST_INSERT_ID()");
        step("close", () -> autoCommit(true));
        rows("SELECT SQL_CALC_FOUND_ROWS sku FROM stock ORDER BY sku LIMIT 1");
        rows("SELECT FOUND_ROWS()");
        step("variable", () -> update("SET @n = 3"));
        rows("SELECT @n + 1");
        step("warned", () -> update("INSERT IGNORE INTO stock (sku, amount) VALUES ('pen', 1)"));
        rows("SHOW WARNINGS");
        step("delete", () -> update("DELETE FROM stock WHERE amount > ? ORDER BY sku LIMIT 1", 0));
        rows("SELECT ROW_COUNT()");
    }

    private boolean autoCommit(boolean on) throws SQLException {
        connection.setAutoCommit(on);
        return connection.getAutoCommit();
    }

    private int update(String sql, @Nullable Object... values) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            int count = statement.executeUpdate();
            warnings(statement);
            return count;
        }
    }

    private void warnings(Statement statement) throws SQLException {
        for (var warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            text.append("  warning ").append(Outcome.thrown(warning)).append('\n');
        }
    }

    private void rows(String sql) {
        step(sql, () -> {
            List<String> all = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                all.add(Outcome.rows(rows));
            }
            return String.join("\n", all);
        });
    }

    private void step(String name, Step step) {
        String outcome;
        try {
            outcome = Outcome.of(step.run());
        } catch (Exception e) {
            outcome = Outcome.thrown(e);
        }
        text.append(name).append(": ").append(outcome).append('\n');
    }
}
