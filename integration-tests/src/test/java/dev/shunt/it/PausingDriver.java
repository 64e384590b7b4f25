package dev.shunt.it;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A driver for {@code jdbc:pausing:<a url without its jdbc:>} that now and then waits before it runs a statement: the
 * moment between a question and its write, or between a lock and a read, becomes wide enough for others to meet it; a
 * test can also say what happens in such a moment. Thread-safe.
 */
final class PausingDriver implements Driver {
    private static final String PREFIX = "jdbc:pausing:";
    private static final int SHORT_ONE_OF = 4;
    private static final long SHORT_NANOS = 3_000_000;
    private static final int LONG_ONE_OF = 40;
    private static final long LONG_NANOS = 50_000_000;
    private static final AtomicReference<@Nullable Scripted> SCRIPTED = new AtomicReference<>();

    static {
        try {
            DriverManager.registerDriver(new PausingDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private PausingDriver() {}

    /** What happens just before or after a statement; what it throws, the statement throws. */
    interface Script {
        void run() throws SQLException;
    }

    private record Scripted(boolean after, String start, Script script) {}

    /** Runs {@code script} once, right before the next text that starts so. */
    static void beforeNext(String start, Script script) {
        SCRIPTED.set(new Scripted(false, start, script));
    }

    /** Runs {@code script} once, right after the next text that starts so. */
    static void afterNext(String start, Script script) {
        SCRIPTED.set(new Scripted(true, start, script));
    }

    /** Returns the URL that leads to the same database through this driver. */
    static String url(String url) {
        return PREFIX + url.substring("jdbc:".length());
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        return acceptsURL(url)
                ? wrap(Connection.class, DriverManager.getConnection("jdbc:" + url.substring(PREFIX.length()), info))
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
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    private static <T> T wrap(Class<T> type, Object real) {
        InvocationHandler handler = (proxy, method, arguments) -> call(real, method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object real, Method method, Object @Nullable [] arguments) throws Throwable {
        boolean executes = method.getName().startsWith("execute");
        if (executes) {
            perhapsPause();
            script(false, arguments);
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
        if (executes) {
            script(true, arguments);
        }
        Class<?> type = method.getReturnType();
        boolean statement =
                type == Statement.class || type == PreparedStatement.class || type == CallableStatement.class;
        return statement && result != null ? wrap(type, result) : result;
    }

    private static void script(boolean after, Object @Nullable [] arguments) throws SQLException {
        Scripted scripted = SCRIPTED.get();
        if (scripted != null
                && scripted.after() == after
                && arguments != null
                && arguments[0] instanceof String sql
                && sql.startsWith(scripted.start())
                && SCRIPTED.compareAndSet(scripted, null)) {
            scripted.script().run();
        }
    }

    private static void perhapsPause() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextInt(LONG_ONE_OF) == 0) {
            LockSupport.parkNanos(random.nextLong(LONG_NANOS));
        } else if (random.nextInt(SHORT_ONE_OF) == 0) {
            LockSupport.parkNanos(random.nextLong(SHORT_NANOS));
        }
    }
}
