package dev.shunt.jdbc;

import dev.shunt.mirror.Execution;
import dev.shunt.sql.Analysis;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A prepared statement of the application: its runs, with what is bound to it. */
abstract class ShuntPreparedStatement extends BoundStatement {
    private final PreparedStatement delegate;
    private final String sql;
    private @Nullable Analysis analysis;

    ShuntPreparedStatement(PreparedStatement delegate, ShuntConnection connection, String sql, boolean keysAdded) {
        super(delegate, connection, keysAdded);
        this.delegate = delegate;
        this.sql = sql;
    }

    private Execution.Item item() {
        Analysis known = analysis;
        if (known == null) {
            known = connection().context().analyze(sql);
            analysis = known;
        }
        return new Execution.Item(known, bindings);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return idle() ? wrap(delegate.executeQuery()) : query(item(), sql, delegate::executeQuery);
    }

    @Override
    public int executeUpdate() throws SQLException {
        return idle() ? delegate.executeUpdate() : update(item(), delegate::executeUpdate, ShuntStatement::one);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return idle()
                ? delegate.executeLargeUpdate()
                : update(item(), delegate::executeLargeUpdate, ShuntStatement::one);
    }

    @Override
    public boolean execute() throws SQLException {
        return idle() ? delegate.execute() : any(item(), sql, delegate::executeQuery, delegate::execute);
    }

    @Override
    public void addBatch() throws SQLException {
        delegate.addBatch();
        if (bindings != null) {
            keep(new Execution.Item(item().analysis(), bindings.snapshot()));
        } else if (connection().context().keepsBindings()) {
            keep(item());
        } else {
            keepNothing();
        }
    }
}
