package dev.shunt.bench;

import java.lang.invoke.MethodHandle;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Wrappers as one would write them by hand, which do nothing but call: the floor of what any wrapper costs. */
final class HandWritten {
    private HandWritten() {}

    static Connection around(Connection delegate) {
        return Session.around(delegate);
    }

    abstract static class Session implements Connection {
        private static final MethodHandle NEW = Generated.forwarding(Session.class, Connection.class);

        final Connection delegate;

        Session(Connection delegate) {
            this.delegate = delegate;
        }

        static Session around(Connection delegate) {
            try {
                return (Session) NEW.invokeExact(delegate);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public PreparedStatement prepareStatement(String sql) throws SQLException {
            return Statement.around(delegate.prepareStatement(sql));
        }
    }

    abstract static class Statement implements PreparedStatement {
        private static final MethodHandle NEW = Generated.forwarding(Statement.class, PreparedStatement.class);

        final PreparedStatement delegate;

        Statement(PreparedStatement delegate) {
            this.delegate = delegate;
        }

        static Statement around(PreparedStatement delegate) {
            try {
                return (Statement) NEW.invokeExact(delegate);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public ResultSet executeQuery() throws SQLException {
            return Row.around(delegate.executeQuery());
        }
    }

    abstract static class Row implements ResultSet {
        private static final MethodHandle NEW = Generated.forwarding(Row.class, ResultSet.class);

        final ResultSet delegate;

        Row(ResultSet delegate) {
            this.delegate = delegate;
        }

        static Row around(ResultSet delegate) {
            try {
                return (Row) NEW.invokeExact(delegate);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
