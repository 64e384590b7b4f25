package dev.shunt.session;

import dev.shunt.config.Secrets;
import dev.shunt.schema.Dialect;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connects through the driver that DriverManager knows for a URL, looked for each time: it may be registered late. */
final class DriverSource implements DataSource {
    private final String name;
    private final String url;
    private final Properties properties;
    private final boolean forSync;

    /** {@code forSync}: each connection gets the session that row syncs need. */
    DriverSource(String name, String url, Properties properties, boolean forSync) {
        this.name = name;
        this.url = url;
        this.properties = properties;
        this.forSync = forSync;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = driver().connect(url, properties);
        if (connection == null) {
            throw noDriver(null);
        }
        if (forSync) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(Dialect.of(connection).sessionInit());
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    private Driver driver() throws SQLException {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw noDriver(e);
        }
    }

    private SQLException noDriver(@Nullable SQLException cause) {
        return new SQLException(
                "no JDBC driver accepts " + name + " " + Secrets.masked(url)
                        + ": put the database's own driver on the class path of the application, or correct the URL",
                "08001",
                cause);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

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
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
