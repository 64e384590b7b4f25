package dev.shunt.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Two databases of one test, both empty: {@code sourceUrl} is left, {@code targetUrl} is moved to. Closing it drops
 * them.
 *
 * @param kind what the source runs on
 * @param sourceUrl with user and password
 * @param targetUrl with user and password
 */
public record Pair(Databases kind, String sourceUrl, String targetUrl) implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Two in memory. */
    static Pair h2() {
        int number = NUMBER.incrementAndGet();
        return new Pair(Databases.H2, h2("source" + number), h2("target" + number));
    }

    /** A schema of its own on each of {@link Servers}. */
    static Pair servers() {
        return schemas(Servers.sourceUrl(), Servers.targetUrl());
    }

    /** A schema of its own on each of our own servers, for a test that stops {@link Servers#embeddedTarget()}. */
    static Pair embedded() {
        return schemas(
                Servers.embeddedSource().url(""), Servers.embeddedTarget().url(""));
    }

    /** A schema on our own first server, and a database in memory. */
    static Pair mixed() {
        int number = NUMBER.incrementAndGet();
        return new Pair(
                Databases.SERVERS, created(Servers.embeddedSource().url(""), schema(number)), h2("target" + number));
    }

    /** The same databases by other URLs. */
    Pair through(UnaryOperator<String> url) {
        return new Pair(kind, url.apply(sourceUrl), url.apply(targetUrl));
    }

    boolean sourceIsH2() {
        return isH2(sourceUrl);
    }

    boolean targetIsH2() {
        return isH2(targetUrl);
    }

    private static boolean isH2(String url) {
        return url.contains(":h2:");
    }

    public Connection source() throws SQLException {
        return DriverManager.getConnection(sourceUrl);
    }

    public Connection target() throws SQLException {
        return DriverManager.getConnection(targetUrl);
    }

    /** Runs the statements on both. */
    public void onBoth(Iterable<String> statements) throws SQLException {
        for (String url : new String[] {sourceUrl, targetUrl}) {
            execute(url, statements);
        }
    }

    public void onSource(Iterable<String> statements) throws SQLException {
        execute(sourceUrl, statements);
    }

    public void onTarget(Iterable<String> statements) throws SQLException {
        execute(targetUrl, statements);
    }

    @Override
    public void close() throws SQLException {
        for (String url : new String[] {sourceUrl, targetUrl}) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute(isH2(url) ? "SHUTDOWN" : "DROP DATABASE " + connection.getCatalog());
            }
        }
    }

    private static Pair schemas(String source, String target) {
        String schema = schema(NUMBER.incrementAndGet());
        return new Pair(Databases.SERVERS, created(source, schema), created(target, schema));
    }

    private static String schema(int number) {
        return "it_" + ProcessHandle.current().pid() + "_" + number;
    }

    private static String created(String serverUrl, String schema) {
        try {
            execute(serverUrl, java.util.List.of("CREATE DATABASE " + schema));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a schema on a server of the test: " + e.getMessage(), e);
        }
        int query = serverUrl.indexOf('?');
        int end = query < 0 ? serverUrl.length() : query;
        String host = serverUrl.substring(0, serverUrl.indexOf('/', serverUrl.indexOf("//") + 2) + 1);
        return host + schema + serverUrl.substring(end);
    }

    private static void execute(String url, Iterable<String> statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String h2(String name) {
        return "jdbc:h2:mem:" + name + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    }
}
