package dev.shunt.shadow;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database in memory that tells a test before each connection it gives, by number from 1. */
final class Database implements DataSource, AutoCloseable {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID()
            + ";MODE=MySQL;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";
    private final Connection keeper;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile IntConsumer before = number -> {};

    Database() throws SQLException {
        keeper = DriverManager.getConnection(url);
    }

    void before(IntConsumer action) {
        before = action;
    }

    int connections() {
        return connections.get();
    }

    /** Runs statements on a connection that nobody else has. */
    synchronized void run(String... statements) {
        try (Statement statement = keeper.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return url;
    }

    @Override
    public Connection getConnection() throws SQLException {
        before.accept(connections.incrementAndGet());
        return DriverManager.getConnection(url);
    }

    @Override
    public void close() throws SQLException {
        keeper.close();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("no " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
