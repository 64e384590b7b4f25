package dev.shunt;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC driver of {@code jdbc:shunt:…}: the URL of another driver with {@code jdbc:} replaced by {@code jdbc:shunt:},
 * and what {@link ShuntUrl} says of the file that steers it. Thread-safe. Registered with {@link DriverManager} through
 * the service file.
 */
public final class Driver implements java.sql.Driver {
    static {
        try {
            DriverManager.registerDriver(new Driver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Called by {@link java.util.ServiceLoader} and by {@code Class.forName(…).newInstance()}. */
    public Driver() {}

    /**
     * Connects to the database behind the URL.
     *
     * @return null if the URL is not Shunt's (JDBC 4.3, section 9.2)
     * @throws SQLException with SQLState 08001 if the URL or the file cannot be used; else what the wrapped driver throws
     */
    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        return Instances.connect(ShuntUrl.parse(url, info == null ? new Properties() : info));
    }

    @Override
    public boolean acceptsURL(String url) {
        return url != null && url.startsWith(ShuntUrl.PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info) throws SQLException {
        ShuntUrl parsed = ShuntUrl.parse(url, info == null ? new Properties() : info);
        DriverPropertyInfo[] wrapped = parsed.driver().getPropertyInfo(parsed.url(), parsed.properties());
        DriverPropertyInfo[] all = new DriverPropertyInfo[wrapped.length + 1];
        all[0] = new DriverPropertyInfo(ShuntUrl.CONFIG, null);
        all[0].description = "path of the file that steers Shunt";
        System.arraycopy(wrapped, 0, all, 1, wrapped.length);
        return all;
    }

    @Override
    public int getMajorVersion() {
        return 0;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    /** Returns false: what is wrapped decides, and is not known here. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Shunt logs through System.Logger");
    }
}
