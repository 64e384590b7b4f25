package dev.shunt.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The primary's metadata, which knows the application's own connection. */
abstract class ShuntMetaData implements DatabaseMetaData {
    private final DatabaseMetaData delegate;
    private final ShuntConnection connection;

    ShuntMetaData(DatabaseMetaData delegate, ShuntConnection connection) {
        this.delegate = delegate;
        this.connection = connection;
    }

    @Nullable
    Object adopt(@Nullable Object result, @Nullable Object[] arguments) {
        return Adoption.of(result, new Object[0], connection, null);
    }

    @Override
    public Connection getConnection() throws SQLException {
        delegate.getConnection(); // throws where the connection is closed
        return connection;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Adoption.unwrap(this, delegate, type, connection.context());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Adoption.isWrapperFor(this, delegate, type);
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
