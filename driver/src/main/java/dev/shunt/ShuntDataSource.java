package dev.shunt;

import dev.shunt.config.Secrets;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source of {@code jdbc:shunt:…} connections for pools and frameworks that want one. It pools nothing itself. Set
 * it up before use; after that it is thread-safe. Closing it stops the instance of its file, as an application server
 * needs before it drops the application.
 */
public final class ShuntDataSource implements DataSource, AutoCloseable {
    private final Properties properties = new Properties();
    private String url = "";
    private @Nullable PrintWriter logWriter;
    private int loginTimeout;

    /** Sets the whole URL, {@code jdbc:shunt:…}. */
    public void setUrl(String url) {
        this.url = url;
    }

    public String getUrl() {
        return url;
    }

    public void setUser(String user) {
        properties.setProperty("user", user);
    }

    public void setPassword(String password) {
        properties.setProperty("password", password);
    }

    /** Sets the path of the file that steers Shunt. */
    public void setConfig(String file) {
        properties.setProperty(ShuntUrl.CONFIG, file);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(properties);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Properties own = new Properties();
        own.putAll(properties);
        own.setProperty("user", user);
        own.setProperty("password", password);
        return connect(own);
    }

    private Connection connect(Properties info) throws SQLException {
        Connection connection = new Driver().connect(url, info);
        if (connection == null) {
            throw new SQLException(
                    "url = \"" + Secrets.masked(url) + "\" is not Shunt's: it begins with " + ShuntUrl.PREFIX, "08001");
        }
        return connection;
    }

    @Override
    public void close() {
        try {
            Instances.stop(ShuntUrl.parse(url, properties).file());
        } catch (SQLException e) {
            // it has no file, so nothing runs
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Shunt logs through System.Logger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a wrapper of " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
