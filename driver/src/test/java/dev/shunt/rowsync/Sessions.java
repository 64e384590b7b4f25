package dev.shunt.rowsync;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens a connection each time, and lets a test act right after a prepared statement has run. */
public final class Sessions implements DataSource {
    /** Opens one. */
    public interface Opener {
        /** Returns a new connection. */
        Connection open() throws SQLException;
    }

    interface Script {
        void ran(String sql) throws SQLException;
    }

    private final Opener opener;
    private final Script after;
    private final UnaryOperator<String> instead;

    public Sessions(Opener opener) {
        this(opener, sql -> {}, UnaryOperator.identity());
    }

    private Sessions(Opener opener, Script after, UnaryOperator<String> instead) {
        this.opener = opener;
        this.after = after;
        this.instead = instead;
    }

    /** Returns the same with {@code script} told of each prepared statement after it has run. */
    Sessions after(Script script) {
        return new Sessions(opener, script, instead);
    }

    /** Returns the same that prepares something else in the place of a statement. */
    public Sessions instead(UnaryOperator<String> statement) {
        return new Sessions(opener, after, statement);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection real = opener.open();
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
                arguments[0] = instead.apply(arguments[0].toString());
            }
            Object result = invoke(() -> method.invoke(real, arguments));
            return result instanceof PreparedStatement statement ? watched(statement, arguments[0].toString()) : result;
        });
    }

    private PreparedStatement watched(PreparedStatement real, String sql) {
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            Object result = invoke(() -> method.invoke(real, arguments));
            if (method.getName().startsWith("execute")) {
                after.ran(sql);
            }
            return result;
        });
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private interface Invocation {
        @Nullable
        Object run() throws ReflectiveOperationException;
    }

    private static @Nullable Object invoke(Invocation invocation) throws Throwable {
        try {
            return invocation.run();
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
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
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
