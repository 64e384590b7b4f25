package dev.shunt.jdbc;

import dev.shunt.mirror.Execution;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Rows that the application reads: who reads along, and what it writes through them. */
abstract class ShuntResultSet implements ResultSet {
    private final ResultSet delegate;
    private final ShuntConnection connection;
    private final @Nullable ShuntStatement statement;
    private final @Nullable Reply reply;
    private @Nullable RowWrites rowWrites;

    ShuntResultSet(
            ResultSet delegate, ShuntConnection connection, @Nullable ShuntStatement statement, @Nullable Reply reply) {
        this.delegate = delegate;
        this.connection = connection;
        this.statement = statement;
        this.reply = reply;
    }

    @Nullable
    Object adopt(@Nullable Object result, @Nullable Object[] arguments) {
        return Adoption.of(result, new Object[0], connection, statement);
    }

    @Override
    public boolean next() throws SQLException {
        boolean row = delegate.next();
        if (reply != null) {
            reply.advanced(row);
        }
        return row;
    }

    private boolean moved(boolean row) {
        return moved(row, false);
    }

    private boolean moved(boolean row, boolean end) {
        if (reply != null) {
            reply.scrolled(row, end);
        }
        return row;
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        return moved(delegate.absolute(row));
    }

    @Override
    public boolean relative(int rows) throws SQLException {
        return moved(delegate.relative(rows));
    }

    @Override
    public boolean first() throws SQLException {
        return moved(delegate.first());
    }

    @Override
    public boolean last() throws SQLException {
        return moved(delegate.last(), true);
    }

    @Override
    public boolean previous() throws SQLException {
        return moved(delegate.previous());
    }

    @Override
    public void beforeFirst() throws SQLException {
        delegate.beforeFirst();
        moved(false);
    }

    @Override
    public void afterLast() throws SQLException {
        delegate.afterLast();
        moved(false);
    }

    @Override
    public void moveToInsertRow() throws SQLException {
        delegate.moveToInsertRow();
        RowWrites writes = writes();
        if (writes != null) {
            writes.toInsertRow();
        }
    }

    @Override
    public void insertRow() throws SQLException {
        write(delegate::insertRow, RowWrites::insert);
    }

    @Override
    public void updateRow() throws SQLException {
        write(delegate::updateRow, RowWrites::update);
    }

    @Override
    public void deleteRow() throws SQLException {
        write(delegate::deleteRow, RowWrites::delete);
    }

    private interface Following {
        void run(RowWrites writes, Execution.Action action) throws SQLException;
    }

    private void write(Execution.Action action, Following following) throws SQLException {
        connection.transactions().begins(TextEffect.NONE);
        try {
            RowWrites writes = writes();
            if (writes == null) {
                action.run();
            } else {
                following.run(writes, action);
            }
        } finally {
            connection.transactions().over();
        }
    }

    /** Returns what follows writes through this result; null while nothing does. */
    private @Nullable RowWrites writes() {
        if (reply != null) {
            reply.changed();
        }
        if (statement == null || connection.context().idle()) {
            return null;
        }
        if (rowWrites == null) {
            rowWrites = new RowWrites(delegate, statement);
        }
        return rowWrites;
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        if (statement != null) {
            delegate.getStatement(); // throws where the result is closed
            return statement;
        }
        Statement owner = delegate.getStatement();
        return owner == null ? null : Wrappers.statement(owner, connection);
    }

    @Override
    public void close() throws SQLException {
        if (reply == null) {
            delegate.close();
            return;
        }
        reply.finish();
        delegate.close();
        if (reply.gray() && statement != null && statement.delegate().isCloseOnCompletion()) {
            statement.close();
        }
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
