package dev.shunt.jdbc;

import dev.shunt.mirror.Execution;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Read;
import dev.shunt.sql.Write;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of the application: what runs, and what a run leaves to be read. */
abstract class ShuntStatement implements Statement {
    private final Statement delegate;
    private final ShuntConnection connection;
    private final Batch batch = new Batch();
    private final boolean keysPrepared;
    private boolean keysAdded;
    private @Nullable SQLWarning warnings;
    private boolean warningsKept;
    private @Nullable ResultSet current;
    private @Nullable Reply reply;
    private Series series = Series.NONE;
    private @Nullable Analysis lastRead;
    private boolean exhausted;
    private int queryTimeout;
    private final Twin twin = new Twin();

    ShuntStatement(Statement delegate, ShuntConnection connection, boolean keysAdded) {
        this.delegate = delegate;
        this.connection = connection;
        this.keysPrepared = keysAdded;
    }

    ShuntConnection connection() {
        return connection;
    }

    Statement delegate() {
        return delegate;
    }

    @Nullable
    Object adopt(@Nullable Object result, @Nullable Object[] arguments) {
        return Adoption.of(result, arguments, connection, this);
    }

    /** True at rest; then nothing that an earlier run has left is kept either. */
    boolean idle() {
        boolean idle = connection.context().idle();
        if (idle) {
            keysAdded = false;
            forget();
        }
        return idle;
    }

    ResultSet wrap(ResultSet rows) {
        return Wrappers.result(rows, connection, this, null);
    }

    private Execution.Item item(String sql) {
        return new Execution.Item(connection.context().analyze(sql), null);
    }

    // ---- running

    /** Runs a text so that an open transaction is known, whatever knobs are in use. */
    private <T> T marked(@Nullable String sql, Execution.Call<T> call) throws SQLException {
        return marked(TextEffect.of(sql), call);
    }

    private <T> T marked(TextEffect effect, Execution.Call<T> call) throws SQLException {
        Transactions transactions = connection.transactions();
        transactions.begins(effect);
        try {
            T result = call.run();
            transactions.ran(effect);
            return result;
        } finally {
            transactions.over();
        }
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        return marked(
                sql,
                () -> idle()
                        ? wrap(delegate.executeQuery(sql))
                        : query(item(sql), sql, () -> delegate.executeQuery(sql)));
    }

    /** Runs a statement that returns rows, and makes them the current result. */
    ResultSet query(Execution.Item item, String sql, Execution.Call<ResultSet> call) throws SQLException {
        begin();
        if (item.analysis().read() == null) {
            return wrap(other(List.of(item), false, call, rows -> new long[] {-1}));
        }
        lastRead = item.analysis();
        return answered(new Reading(this, item, sql).answer(call));
    }

    private ResultSet answered(Reply given) {
        reply = given;
        ResultSet rows = Wrappers.result(given.rows(), connection, this, given);
        current = rows;
        return rows;
    }

    /** Runs a statement that is no read. */
    <T> T other(List<Execution.Item> items, boolean isBatch, Execution.Call<T> call, Execution.Counts<T> counts)
            throws SQLException {
        return new Writes(this).run(items, isBatch, call, counts);
    }

    /** Runs a statement of which only the text tells whether it returns rows. */
    boolean any(Execution.Item item, String sql, Execution.Call<ResultSet> query, Execution.Call<Boolean> call)
            throws SQLException {
        Read read = item.analysis().read();
        if (read != null && !read.sessionBound() && !read.locking()) {
            query(item, sql, query);
            return true;
        }
        begin();
        lastRead = read == null ? null : item.analysis();
        series = read == null ? Series.NONE : Series.of(this, sql);
        return other(List.of(item), false, call, rows -> new long[] {rows ? -1 : delegate.getUpdateCount()});
    }

    /** Runs a statement that returns no rows. */
    <T> T update(Execution.Item item, Execution.Call<T> call, Execution.Counts<T> counts) throws SQLException {
        begin();
        return other(List.of(item), false, call, counts);
    }

    private <T> T update(String sql, Execution.Call<T> call, Execution.Counts<T> counts) throws SQLException {
        return update(item(sql), call, counts);
    }

    /** Runs it with generated keys as the application asked for them. */
    private <T> T updateAsked(String sql, Execution.Call<T> call, Execution.Counts<T> counts) throws SQLException {
        keysAdded = false;
        return update(sql, call, counts);
    }

    static long[] one(Number count) {
        return new long[] {count.longValue()};
    }

    /** Whether generated keys are requested though the application did not ask for them. */
    private boolean addKeys(String sql, int generatedKeys) {
        keysAdded = generatedKeys == NO_GENERATED_KEYS
                && item(sql).analysis().write() instanceof Write.Insert insert
                && insert.conflict() == Write.Conflict.FAIL;
        return keysAdded;
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        return marked(sql, () -> idle() ? delegate.executeUpdate(sql) : executeUpdate(sql, NO_GENERATED_KEYS));
    }

    @Override
    public int executeUpdate(String sql, int generatedKeys) throws SQLException {
        return marked(sql, () -> {
            if (idle()) {
                return delegate.executeUpdate(sql, generatedKeys);
            }
            int keys = addKeys(sql, generatedKeys) ? RETURN_GENERATED_KEYS : generatedKeys;
            return update(sql, () -> delegate.executeUpdate(sql, keys), ShuntStatement::one);
        });
    }

    @Override
    public int executeUpdate(String sql, int[] columns) throws SQLException {
        return marked(
                sql,
                () -> idle()
                        ? delegate.executeUpdate(sql, columns)
                        : updateAsked(sql, () -> delegate.executeUpdate(sql, columns), ShuntStatement::one));
    }

    @Override
    public int executeUpdate(String sql, String[] columns) throws SQLException {
        return marked(
                sql,
                () -> idle()
                        ? delegate.executeUpdate(sql, columns)
                        : updateAsked(sql, () -> delegate.executeUpdate(sql, columns), ShuntStatement::one));
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        return marked(
                sql, () -> idle() ? delegate.executeLargeUpdate(sql) : executeLargeUpdate(sql, NO_GENERATED_KEYS));
    }

    @Override
    public long executeLargeUpdate(String sql, int generatedKeys) throws SQLException {
        return marked(sql, () -> {
            if (idle()) {
                return delegate.executeLargeUpdate(sql, generatedKeys);
            }
            int keys = addKeys(sql, generatedKeys) ? RETURN_GENERATED_KEYS : generatedKeys;
            return update(sql, () -> delegate.executeLargeUpdate(sql, keys), ShuntStatement::one);
        });
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
        return marked(
                sql,
                () -> idle()
                        ? delegate.executeLargeUpdate(sql, columns)
                        : updateAsked(sql, () -> delegate.executeLargeUpdate(sql, columns), ShuntStatement::one));
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
        return marked(
                sql,
                () -> idle()
                        ? delegate.executeLargeUpdate(sql, columns)
                        : updateAsked(sql, () -> delegate.executeLargeUpdate(sql, columns), ShuntStatement::one));
    }

    private boolean any(String sql, Execution.Call<Boolean> call) throws SQLException {
        return marked(sql, () -> idle() ? call.run() : any(item(sql), sql, () -> delegate.executeQuery(sql), call));
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        return marked(sql, () -> idle() ? delegate.execute(sql) : execute(sql, NO_GENERATED_KEYS));
    }

    @Override
    public boolean execute(String sql, int generatedKeys) throws SQLException {
        int keys = !idle() && addKeys(sql, generatedKeys) ? RETURN_GENERATED_KEYS : generatedKeys;
        return any(sql, () -> delegate.execute(sql, keys));
    }

    @Override
    public boolean execute(String sql, int[] columns) throws SQLException {
        keysAdded = false;
        return any(sql, () -> delegate.execute(sql, columns));
    }

    @Override
    public boolean execute(String sql, String[] columns) throws SQLException {
        keysAdded = false;
        return any(sql, () -> delegate.execute(sql, columns));
    }

    // ---- batches

    @Override
    public void addBatch(String sql) throws SQLException {
        delegate.addBatch(sql);
        batch.add(TextEffect.of(sql), connection.context().keepsBindings() ? item(sql) : null);
    }

    Batch batch() {
        return batch;
    }

    @Override
    public void clearBatch() throws SQLException {
        delegate.clearBatch();
        batch.clear();
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return marked(
                batch.effect(),
                () -> idle()
                        ? clearing(delegate::executeBatch)
                        : batch(delegate::executeBatch, ShuntStatement::counts));
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return marked(
                batch.effect(),
                () -> idle()
                        ? clearing(delegate::executeLargeBatch)
                        : batch(delegate::executeLargeBatch, counts -> counts));
    }

    private static long[] counts(int[] counts) {
        return Arrays.stream(counts).asLongStream().toArray();
    }

    private <T> T batch(Execution.Call<T> call, Execution.Counts<T> counts) throws SQLException {
        begin();
        keysAdded = false;
        List<Execution.Item> items = batch.items();
        return clearing(() -> other(items, true, call, counts));
    }

    private <T> T clearing(Execution.Call<T> call) throws SQLException {
        try {
            return call.run();
        } finally {
            batch.clear();
        }
    }

    // ---- what a run leaves

    /** Ends what the run before has left. */
    private void begin() throws SQLException {
        twin.begins();
        connection.context().traffic().statement();
        warnings = null;
        warningsKept = false;
        forget();
    }

    private void forget() {
        exhausted = false;
        lastRead = null;
        series = Series.NONE;
        finish();
    }

    private void finish() {
        Reply open = reply;
        reply = null;
        current = null;
        twin.runs(null);
        if (open != null) {
            open.finish();
        }
    }

    /** Returns what the last run has read; null where it was no read, or no knob was on. */
    @Nullable
    Analysis lastRead() {
        return lastRead;
    }

    /** Keeps the warnings of the run, which the next thing sent on the connection would clear. */
    void keepWarnings() throws SQLException {
        warnings = delegate.getWarnings();
        warningsKept = true;
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        return warningsKept ? warnings : gray() ? twin.warnings() : delegate.getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        warnings = null;
        twin.clearWarnings();
        delegate.clearWarnings();
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        if (current != null || exhausted) {
            return current;
        }
        ResultSet rows = delegate.getResultSet();
        return rows == null ? null : series == Series.NONE ? wrap(rows) : answered(series.reply(rows));
    }

    private boolean gray() {
        return exhausted || (reply != null && reply.gray());
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return gray() ? -1 : delegate.getUpdateCount();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return gray() ? -1 : delegate.getLargeUpdateCount();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        exhausted = gray();
        finish();
        series.next();
        return !exhausted && delegate.getMoreResults();
    }

    @Override
    public boolean getMoreResults(int which) throws SQLException {
        exhausted = gray();
        if (which == KEEP_CURRENT_RESULT) {
            current = null; // its rows are read on, beside what comes next
        } else if (current != null || which == CLOSE_ALL_RESULTS) {
            finish();
        }
        series.next();
        return !exhausted && delegate.getMoreResults(which);
    }

    /** Keys that only Shunt asked for are answered as if nobody had. */
    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        if (!keysPrepared && !keysAdded) {
            return wrap(delegate.getGeneratedKeys());
        }
        Statement unasked = connection.delegate().createStatement();
        try {
            unasked.closeOnCompletion();
            return wrap(unasked.getGeneratedKeys());
        } catch (SQLException e) {
            unasked.close();
            throw e;
        }
    }

    @Override
    public void cancel() throws SQLException {
        twin.cancel();
        delegate.cancel();
    }

    Twin twin() {
        return twin;
    }

    /** Seconds; 0 for no limit. Kept here, since a driver may ask its server for it. */
    int queryTimeout() {
        return queryTimeout;
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        delegate.setQueryTimeout(seconds);
        queryTimeout = seconds;
    }

    @Override
    public Connection getConnection() throws SQLException {
        delegate.getConnection(); // throws where the statement is closed
        return connection;
    }

    @Override
    public void close() throws SQLException {
        finish();
        delegate.close();
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
