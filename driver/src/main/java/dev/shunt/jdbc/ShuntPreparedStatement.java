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
    private final TextEffect effect;
    private @Nullable Analysis analysis;

    ShuntPreparedStatement(PreparedStatement delegate, ShuntConnection connection, String sql, boolean keysAdded) {
        super(delegate, connection, keysAdded);
        this.delegate = delegate;
        this.sql = sql;
        this.effect = TextEffect.of(sql);
    }

    private Execution.Item item() {
        Analysis known = analysis;
        if (known == null) {
            known = connection().context().analyze(sql);
            analysis = known;
        }
        return new Execution.Item(known, bindings);
    }

    /** At rest nothing is allocated here. */
    @Override
    public ResultSet executeQuery() throws SQLException {
        connection().transactions().begins(effect);
        try {
            if (!idle()) {
                return query(item(), sql, delegate::executeQuery);
            }
            ResultSet rows = wrap(delegate.executeQuery());
            connection().transactions().ran(effect);
            return rows;
        } finally {
            connection().transactions().over();
        }
    }

    @Override
    public int executeUpdate() throws SQLException {
        connection().transactions().begins(effect);
        try {
            if (!idle()) {
                return update(item(), delegate::executeUpdate, ShuntStatement::one);
            }
            int count = delegate.executeUpdate();
            connection().transactions().ran(effect);
            return count;
        } finally {
            connection().transactions().over();
        }
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        connection().transactions().begins(effect);
        try {
            if (!idle()) {
                return update(item(), delegate::executeLargeUpdate, ShuntStatement::one);
            }
            long count = delegate.executeLargeUpdate();
            connection().transactions().ran(effect);
            return count;
        } finally {
            connection().transactions().over();
        }
    }

    @Override
    public boolean execute() throws SQLException {
        connection().transactions().begins(effect);
        try {
            if (!idle()) {
                return any(item(), sql, delegate::executeQuery, delegate::execute);
            }
            boolean rows = delegate.execute();
            connection().transactions().ran(effect);
            return rows;
        } finally {
            connection().transactions().over();
        }
    }

    @Override
    public void addBatch() throws SQLException {
        delegate.addBatch();
        if (bindings != null) {
            batch().add(effect, new Execution.Item(item().analysis(), bindings.snapshot()));
        } else {
            batch().add(effect, connection().context().keepsBindings() ? item() : null);
        }
    }
}
