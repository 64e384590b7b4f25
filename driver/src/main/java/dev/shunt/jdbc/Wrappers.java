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
    private static final WrapperFactory<ConnectionMaker> CONNECTIONS =
            new WrapperFactory<>(ShuntConnection.class, Connection.class, ConnectionMaker.class, LOOKUP);
    private static final WrapperFactory<StatementMaker> STATEMENTS =
            new WrapperFactory<>(ShuntStatement.class, Statement.class, StatementMaker.class, LOOKUP);
    private static final WrapperFactory<PreparedMaker> PREPARED =
            new WrapperFactory<>(ShuntPreparedStatement.class, PreparedStatement.class, PreparedMaker.class, LOOKUP);
    private static final WrapperFactory<CallableMaker> CALLABLE =
            new WrapperFactory<>(ShuntCallableStatement.class, CallableStatement.class, CallableMaker.class, LOOKUP);
    private static final WrapperFactory<ResultMaker> RESULTS =
            new WrapperFactory<>(ShuntResultSet.class, ResultSet.class, ResultMaker.class, LOOKUP);
    private static final WrapperFactory<MetaDataMaker> METADATA =
            new WrapperFactory<>(ShuntMetaData.class, DatabaseMetaData.class, MetaDataMaker.class, LOOKUP);

    private Wrappers() {}

    interface ConnectionMaker {
        ShuntConnection wrap(Connection delegate, Context context);
    }

    interface StatementMaker {
        ShuntStatement wrap(Statement delegate, ShuntConnection connection, boolean keysAdded);
    }

    interface PreparedMaker {
        ShuntPreparedStatement wrap(
                PreparedStatement delegate, ShuntConnection connection, String sql, boolean keysAdded);
    }

    interface CallableMaker {
        ShuntCallableStatement wrap(
                CallableStatement delegate, ShuntConnection connection, String sql, boolean keysAdded);
    }

    interface ResultMaker {
        ShuntResultSet wrap(
                ResultSet delegate,
                ShuntConnection connection,
                @Nullable ShuntStatement statement,
                @Nullable Reply reply);
    }

    interface MetaDataMaker {
        ShuntMetaData wrap(DatabaseMetaData delegate, ShuntConnection connection);
    }

    static Connection connection(Connection delegate, Context context) {
        return CONNECTIONS.of(delegate).wrap(delegate, context);
    }

    static Statement statement(Statement delegate, ShuntConnection connection) {
        return STATEMENTS.of(delegate).wrap(delegate, connection, false);
    }

    /** @param keysAdded generated keys were requested by Shunt, not by the application */
    static PreparedStatement prepared(
            PreparedStatement delegate, ShuntConnection connection, String sql, boolean keysAdded) {
        return PREPARED.of(delegate).wrap(delegate, connection, sql, keysAdded);
    }

    static CallableStatement callable(CallableStatement delegate, ShuntConnection connection, String sql) {
        return CALLABLE.of(delegate).wrap(delegate, connection, sql, false);
    }

    static ResultSet result(
            ResultSet delegate, ShuntConnection connection, @Nullable ShuntStatement statement, @Nullable Reply reply) {
        return RESULTS.of(delegate).wrap(delegate, connection, statement, reply);
    }

    static DatabaseMetaData metaData(DatabaseMetaData delegate, ShuntConnection connection) {
        return METADATA.of(delegate).wrap(delegate, connection);
    }
}
