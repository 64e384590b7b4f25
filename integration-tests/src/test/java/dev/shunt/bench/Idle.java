package dev.shunt.bench;

import java.lang.invoke.MethodHandle;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest driver there can be: {@code jdbc:idle:…} is {@code jdbc:h2:…}, except that one prepared statement, {@link
 * #SQL}, answers one row without any database. What its wrapper costs is then all there is to see.
 */
final class Idle implements java.sql.Driver {
    static final String PREFIX = "jdbc:idle:";
    static final String SQL = "SELECT a, b, c, d, e FROM nothing WHERE a = ?";

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        return acceptsURL(url)
                ? Session.over(DriverManager.getConnection("jdbc:h2:" + url.substring(PREFIX.length()), info))
                : null;
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    /** A connection of H2 that knows the one statement. */
    abstract static class Session implements Connection {
        private static final MethodHandle NEW = Generated.forwarding(Session.class, Connection.class);

        final Connection delegate;

        Session(Connection delegate) {
            this.delegate = delegate;
        }

        static Session over(Connection delegate) {
            try {
                return (Session) NEW.invokeExact(delegate);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public PreparedStatement prepareStatement(String sql) throws SQLException {
            return sql.equals(SQL) ? Statement.open() : delegate.prepareStatement(sql);
        }
    }

    /** The statement. */
    abstract static class Statement implements PreparedStatement {
        private static final MethodHandle NEW = Generated.stub(Statement.class);

        static Statement open() {
            try {
                return (Statement) NEW.invokeExact();
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public ResultSet executeQuery() {
            return Row.open();
        }

        @Override
        public int executeUpdate() {
            return 1;
        }
    }

    /** Its answer. */
    abstract static class Row implements ResultSet {
        private static final MethodHandle NEW = Generated.stub(Row.class);

        private long row;

        static Row open() {
            try {
                return (Row) NEW.invokeExact();
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean next() {
            return row++ == 0;
        }

        @Override
        public long getLong(int column) {
            return column + row;
        }
    }
}
