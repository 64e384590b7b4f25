package dev.shunt.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/** Brings objects that come from the vendor's own methods back into their wrappers, and counts those that leave. */
final class Adoption {
    private static final System.Logger LOG = System.getLogger("dev.shunt");

    private Adoption() {}

    /** Returns the wrapper of what a vendor's method returned for {@code arguments}. */
    static @Nullable Object of(
            @Nullable Object result,
            @Nullable Object[] arguments,
            ShuntConnection connection,
            @Nullable ShuntStatement statement) {
        String sql = arguments.length > 0 && arguments[0] instanceof String text ? text : "";
        if (result instanceof CallableStatement callable) {
            return Wrappers.callable(callable, connection, sql);
        }
        if (result instanceof PreparedStatement prepared) {
            return Wrappers.prepared(prepared, connection, sql, false);
        }
        if (result instanceof Statement plain) {
            return Wrappers.statement(plain, connection);
        }
        if (result instanceof ResultSet rows) {
            return Wrappers.result(rows, connection, statement, null);
        }
        return result == connection.delegate()
                ? connection
                : result instanceof Connection other ? Wrappers.connection(other, connection.context()) : result;
    }

    /** The wrapper itself where it will do; else what the driver gives, which is counted: what it does is not seen. */
    static <T> T unwrap(Wrapper wrapper, Wrapper delegate, @Nullable Class<T> type, Context context)
            throws SQLException {
        if (type != null && type.isInstance(wrapper)) {
            return type.cast(wrapper);
        }
        T object = delegate.unwrap(type);
        if (context.traffic().unwrapped()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the application unwrapped a {0}; what it writes with it is not mirrored",
                    object.getClass().getName());
        }
        return object;
    }

    static boolean isWrapperFor(Wrapper wrapper, Wrapper delegate, @Nullable Class<?> type) throws SQLException {
        return type != null && type.isInstance(wrapper) || delegate.isWrapperFor(type);
    }
}
