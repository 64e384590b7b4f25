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
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A driver for {@code jdbc:faulty:<a url without its jdbc:>} that fails at random while it is switched on: on connect,
 * prepare, execute and commit, half of the time before the call was made and half of the time after it, as a lost answer
 * does. It stands for the target, so that what Shunt does there fails with no hook in Shunt. Thread-safe; the switch is
 * one for the JVM.
 */
final class FaultyDriver implements Driver {
    private static final String PREFIX = "jdbc:faulty:";
    private static final String[] STATES = {"40001", "08S01", "HY000", "HYT00"};
    private static final LongAdder THROWN = new LongAdder();
    private static volatile Random random = new Random(0);
    private static volatile double probability;

    static {
        try {
            DriverManager.registerDriver(new FaultyDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private FaultyDriver() {}

    /** Returns the URL that leads to the same database through this driver. */
    static String url(String url) {
        return PREFIX + url.substring("jdbc:".length());
    }

    /** From now on every such call fails with that probability. */
    static void on(double share, long seed) {
        random = new Random(seed);
        probability = share;
    }

    static void off() {
        probability = 0;
    }

    /** How many calls were made to fail in this JVM. */
    static long thrown() {
        return THROWN.sum();
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        perhapsFail("connect");
        return wrap(Connection.class, DriverManager.getConnection("jdbc:" + url.substring(PREFIX.length()), info));
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
        String name = method.getName();
        boolean counts = name.startsWith("prepare") || name.startsWith("execute") || name.equals("commit");
        boolean after = counts && random.nextBoolean();
        if (counts && !after) {
            perhapsFail(name);
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
        if (after) {
            perhapsFail(name);
        }
        return wrapped(method.getReturnType(), result);
    }

    private static @Nullable Object wrapped(Class<?> type, @Nullable Object result) {
        boolean statement =
                type == Statement.class || type == PreparedStatement.class || type == CallableStatement.class;
        return statement && result != null ? wrap(type, result) : result;
    }

    private static void perhapsFail(String call) throws SQLException {
        double share = probability;
        if (share > 0 && random.nextDouble() < share) {
            THROWN.increment();
            throw new SQLException("fault put in at " + call, STATES[random.nextInt(STATES.length)], 0);
        }
    }
}
