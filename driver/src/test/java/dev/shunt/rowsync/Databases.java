package dev.shunt.rowsync;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.ConnectProperties;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import dev.shunt.verify.Checked;
import dev.shunt.verify.TableCheck;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Two databases of a test: two of H2, fresh; or any two servers, given by the system properties shunt.it.source.url and
 * shunt.it.target.url (with user and password), where each test makes its own schema.
 */
public final class Databases implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final String primaryUrl;
    final String secondaryUrl;
    public final Sessions primary;
    public final Sessions secondary;
    public final RowSync sync;
    public final TableCheck check;

    private Databases(String primaryUrl, String secondaryUrl) throws SQLException {
        this.primaryUrl = primaryUrl;
        this.secondaryUrl = secondaryUrl;
        this.primary = new Sessions(() -> open(primaryUrl));
        this.secondary = new Sessions(() -> open(secondaryUrl));
        this.sync = new RowSync(primary, catalog(primaryUrl), secondary, catalog(secondaryUrl));
        this.check = new TableCheck(primary, catalog(primaryUrl), secondary, catalog(secondaryUrl));
    }

    public static Databases create() throws SQLException {
        return onServers() ? servers() : h2();
    }

    public static boolean onServers() {
        return System.getProperty("shunt.it.source.url") != null;
    }

    static Databases h2() throws SQLException {
        int number = COUNT.incrementAndGet();
        return new Databases(h2("primary" + number), h2("secondary" + number));
    }

    static Databases servers() throws SQLException {
        String schema = "rowsync_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        return new Databases(
                withSchema(System.getProperty("shunt.it.source.url", ""), schema),
                withSchema(System.getProperty("shunt.it.target.url", ""), schema));
    }

    /** Drops what was made. */
    @Override
    public void close() throws SQLException {
        for (String url : List.of(primaryUrl, secondaryUrl)) {
            try (Connection connection = DriverManager.getConnection(url)) {
                execute(
                        connection,
                        url.startsWith("jdbc:h2:") ? "SHUTDOWN" : "DROP DATABASE " + connection.getCatalog());
            }
        }
    }

    private static String h2(String name) {
        return "jdbc:h2:mem:" + name + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    }

    private static String withSchema(String url, String schema) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            execute(connection, "CREATE DATABASE IF NOT EXISTS " + schema + " CHARACTER SET utf8mb4");
        }
        return url.replaceFirst("(//[^/]+/)[^?]*", "$1" + schema);
    }

    private static Connection open(String url) throws SQLException {
        Duration bound = Duration.ofSeconds(20);
        Connection connection =
                DriverManager.getConnection(url, ConnectProperties.forSync(url, new Properties(), bound, bound));
        execute(connection, Dialect.of(connection).sessionInit());
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    private static Catalog catalog(String url) {
        return new Catalog(new Sessions(() -> open(url)), Duration.ofHours(1));
    }

    /** Makes the table equal, so many rows at a time; returns the keys that were suspected. */
    public List<Key> settle(String table, int rows) throws SQLException, RowSyncException, Shape.Mismatch {
        List<Key> suspects = new ArrayList<>();
        @Nullable Key reached = null;
        Checked checked;
        do {
            checked = check.check(table, reached, rows, false);
            sync.sync(table, checked.suspects(), false);
            suspects.addAll(checked.suspects());
            reached = checked.reached();
        } while (!checked.last());
        return suspects;
    }

    /** Returns a connection to the primary as an application has one. */
    Connection application() throws SQLException {
        return DriverManager.getConnection(primaryUrl);
    }

    public void onBoth(String... statements) throws SQLException {
        onPrimary(statements);
        onSecondary(statements);
    }

    public void onPrimary(String... statements) throws SQLException {
        try (Connection connection = open(primaryUrl)) {
            execute(connection, statements);
        }
    }

    public void onSecondary(String... statements) throws SQLException {
        try (Connection connection = open(secondaryUrl)) {
            execute(connection, statements);
        }
    }

    public List<String> primaryRows(String query) throws SQLException {
        return rows(primaryUrl, query);
    }

    public List<String> secondaryRows(String query) throws SQLException {
        return rows(secondaryUrl, query);
    }

    /** Returns the rows that only one side has, each behind P or S. */
    public List<String> differences(String table) throws SQLException {
        TreeSet<String> here = new TreeSet<>(secondaryRows("SELECT * FROM " + table));
        TreeSet<String> there = new TreeSet<>(primaryRows("SELECT * FROM " + table));
        List<String> differences = new ArrayList<>();
        there.stream().filter(row -> !here.contains(row)).forEach(row -> differences.add("P " + row));
        here.stream().filter(row -> !there.contains(row)).forEach(row -> differences.add("S " + row));
        return differences;
    }

    private static List<String> rows(String url, String query) throws SQLException {
        try (Connection connection = open(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            int width = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(found.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        }
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
