package dev.shunt.jdbc;

import dev.shunt.proxy.WrapperFactory;
import java.lang.invoke.MethodHandles;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Makes the wrappers. */
final class Wrappers {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final WrapperFactory<ShuntConnection> CONNECTIONS =
            new WrapperFactory<>(ShuntConnection.class, Connection.class, LOOKUP);
    private static final WrapperFactory<ShuntStatement> STATEMENTS =
            new WrapperFactory<>(ShuntStatement.class, Statement.class, LOOKUP);
    private static final WrapperFactory<ShuntPreparedStatement> PREPARED =
            new WrapperFactory<>(ShuntPreparedStatement.class, PreparedStatement.class, LOOKUP);
    private static final WrapperFactory<ShuntCallableStatement> CALLABLE =
            new WrapperFactory<>(ShuntCallableStatement.class, CallableStatement.class, LOOKUP);
    private static final WrapperFactory<ShuntResultSet> RESULTS =
            new WrapperFactory<>(ShuntResultSet.class, ResultSet.class, LOOKUP);
    private static final WrapperFactory<ShuntMetaData> METADATA =
            new WrapperFactory<>(ShuntMetaData.class, DatabaseMetaData.class, LOOKUP);

    private Wrappers() {}

    static Connection connection(Connection delegate, Context context) {
        return CONNECTIONS.wrap(delegate, context);
    }

    static Statement statement(Statement delegate, ShuntConnection connection) {
        return STATEMENTS.wrap(delegate, connection, false);
    }

    /** @param keysAdded generated keys were requested by Shunt, not by the application */
    static PreparedStatement prepared(
            PreparedStatement delegate, ShuntConnection connection, String sql, boolean keysAdded) {
        return PREPARED.wrap(delegate, connection, sql, keysAdded);
    }

    static CallableStatement callable(CallableStatement delegate, ShuntConnection connection, String sql) {
        return CALLABLE.wrap(delegate, connection, sql, false);
    }

    static ResultSet result(
            ResultSet delegate, ShuntConnection connection, @Nullable ShuntStatement statement, @Nullable Reply reply) {
        return RESULTS.wrap(delegate, connection, statement, reply);
    }

    static DatabaseMetaData metaData(DatabaseMetaData delegate, ShuntConnection connection) {
        return METADATA.wrap(delegate, connection);
    }
}
