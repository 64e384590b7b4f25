package dev.shunt.jdbc;

import dev.shunt.sql.Analysis;
import dev.shunt.sql.Write;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The application's connection to the primary: what opens, ends and follows a transaction. */
abstract class ShuntConnection implements Connection {
    /** The client info property that sets the routing key of the connection. */
    static final String KEY = "shunt.key";

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Connection delegate;
    private final Context context;
    private final Transactions transactions;
    private final String number = "connection-" + NUMBERS.incrementAndGet();
    private @Nullable String key;

    ShuntConnection(Connection delegate, Context context) {
        this.delegate = delegate;
        this.context = context;
        this.transactions = new Transactions(delegate, context);
    }

    Context context() {
        return context;
    }

    Connection delegate() {
        return delegate;
    }

    Transactions transactions() {
        return transactions;
    }

    /** Returns true if the application has set a routing key. */
    boolean keyed() {
        return key != null;
    }

    /** Returns what routes reads that name no key: the application's key, else the connection. */
    String key() {
        return key != null ? key : number;
    }

    @Nullable
    Object adopt(@Nullable Object result, @Nullable Object[] arguments) {
        return Adoption.of(result, arguments, this, null);
    }

    @Override
    public Statement createStatement() throws SQLException {
        return Wrappers.statement(delegate.createStatement(), this);
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return Wrappers.statement(delegate.createStatement(type, concurrency), this);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return Wrappers.statement(delegate.createStatement(type, concurrency, holdability), this);
    }

    /** Whether a statement of that text is prepared so that its generated keys can be read. */
    private boolean addsKeys(String sql) {
        if (!context.keepsBindings()) {
            return false;
        }
        Analysis analysis = context.analyze(sql);
        return analysis.write() instanceof Write.Insert insert && insert.conflict() == Write.Conflict.FAIL;
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        boolean keys = addsKeys(sql);
        PreparedStatement prepared =
                keys ? delegate.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS) : delegate.prepareStatement(sql);
        return Wrappers.prepared(prepared, this, sql, keys);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
        boolean keys = generatedKeys == Statement.NO_GENERATED_KEYS && addsKeys(sql);
        PreparedStatement prepared =
                delegate.prepareStatement(sql, keys ? Statement.RETURN_GENERATED_KEYS : generatedKeys);
        return Wrappers.prepared(prepared, this, sql, keys);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        return Wrappers.prepared(delegate.prepareStatement(sql, columns), this, sql, false);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        return Wrappers.prepared(delegate.prepareStatement(sql, columns), this, sql, false);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return Wrappers.prepared(delegate.prepareStatement(sql, type, concurrency), this, sql, false);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return Wrappers.prepared(delegate.prepareStatement(sql, type, concurrency, holdability), this, sql, false);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return Wrappers.callable(delegate.prepareCall(sql), this, sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return Wrappers.callable(delegate.prepareCall(sql, type, concurrency), this, sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return Wrappers.callable(delegate.prepareCall(sql, type, concurrency, holdability), this, sql);
    }

    @Override
    public void commit() throws SQLException {
        transactions.commit(delegate::commit);
    }

    @Override
    public void rollback() throws SQLException {
        transactions.rollback(delegate::rollback);
    }

    /** Keys of what was undone stay with the transaction: syncing a row that did not change is harmless. */
    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        delegate.rollback(savepoint);
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        transactions.setAutoCommit(autoCommit);
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        delegate.setTransactionIsolation(level);
        transactions.isolationChanged(false);
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        delegate.setReadOnly(readOnly);
        transactions.setReadOnly(readOnly);
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        delegate.setCatalog(catalog);
        transactions.use(home(catalog));
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        delegate.setSchema(schema);
        transactions.use(home(schema));
    }

    /** What names refer to now: a driver may do nothing for what was asked. */
    private @Nullable String home(String asked) throws SQLException {
        if (!context.keepsBindings()) {
            return asked;
        }
        String schema = delegate.getSchema();
        return schema != null ? schema : delegate.getCatalog();
    }

    @Override
    public void close() throws SQLException {
        try {
            delegate.close();
        } finally {
            transactions.closed();
        }
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        try {
            delegate.abort(executor);
        } finally {
            transactions.closed();
        }
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        return Wrappers.metaData(delegate.getMetaData(), this);
    }

    @Override
    public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
        if (KEY.equals(name)) {
            key = value;
        } else {
            delegate.setClientInfo(name, value);
        }
    }

    @Override
    public void setClientInfo(@Nullable Properties properties) throws SQLClientInfoException {
        if (properties == null || properties.getProperty(KEY) == null) {
            delegate.setClientInfo(properties);
            return;
        }
        Properties others = new Properties();
        properties.stringPropertyNames().forEach(name -> others.setProperty(name, properties.getProperty(name)));
        others.remove(KEY);
        key = properties.getProperty(KEY);
        delegate.setClientInfo(others);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Adoption.unwrap(this, delegate, type, context);
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
