package dev.shunt.journal;

import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Intents in a table of the primary, written by the application's own transaction: a row that is seen there is of a
 * transaction that has committed, and survives what the primary survives. Every instance drains what others have left. A
 * statement that commits by itself is announced in the table before it runs; who did not run it takes its row only when
 * its session is gone. Taints are in the table too, and in the {@link FileStore} that stands behind this, as is what has
 * no transaction to be written in. Thread-safe.
 */
public final class OutboxStore implements Store {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Until then whoever wrote a row is most likely about to sync it. */
    private static final long YOUNG_MILLIS = 3_000;

    /** How long a taint waits to be in the table: it is in the file already. */
    private static final long TAINT_MILLIS = 250;

    /** Errors with which InnoDB or H2 rolls back the whole transaction: deadlock, lock table full, a changed record. */
    private static final List<Integer> ROLLED_BACK = List.of(1213, 1206, 1020, 40001);

    private static final int LOCK_WAIT = 1205;

    /** Texts in quotes, and the statement that H2 adds: they have keys of rows in them. */
    private static final Pattern VALUES = Pattern.compile("'[^']*'|; SQL statement:.*", Pattern.DOTALL);

    private final FileStore file;
    private final DataSource own;
    private final long max;
    private final long taintMillis;
    private final OutboxTable table;
    private final OutboxWriter writer;
    private final OutboxDrain drain;
    private final Map<Intent, OutboxRow> rows = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Alarm refusing = new Alarm("the outbox cannot record; tables written to are tainted");
    private final Alarm keeping = new Alarm("the outbox cannot be kept");
    private final Thread keeper = new Thread(this::keep, "shunt-outbox");
    private volatile BiConsumer<String, String> tainting = (name, why) -> {};
    private volatile @Nullable Consumer<Intent> adopting;
    private volatile boolean ready;
    private volatile boolean lockWaitRollsBack;
    private volatile boolean closed;
    private volatile boolean look;
    private boolean everReady;
    private long polledAt = System.nanoTime() - POLL_NANOS;

    private OutboxStore(
            FileStore file, DataSource own, long max, OutboxTable table, long youngMillis, long taintMillis) {
        this.file = file;
        this.own = own;
        this.max = max;
        this.taintMillis = taintMillis;
        this.table = table;
        this.writer = new OutboxWriter(table, file.name(), this::deleted);
        this.drain = new OutboxDrain(
                table,
                new OutboxRow.Id(file.name(), file.next()),
                youngMillis,
                this::cleared,
                this::adopt,
                (name, why) -> tainting.accept(name, why));
    }

    /**
     * Opens the table, and creates it where it is absent.
     *
     * @param file closed with this
     * @param own connections to the primary in its own schema, in auto-commit
     * @param max bytes of intents that are not yet synced, beyond which more are refused
     * @throws SQLException if the primary cannot be reached; without the table it only refuses what it is to record
     */
    public static OutboxStore open(FileStore file, DataSource own, long max) throws SQLException {
        return open(file, own, max, YOUNG_MILLIS, TAINT_MILLIS);
    }

    static OutboxStore open(FileStore file, DataSource own, long max, long youngMillis, long taintMillis)
            throws SQLException {
        try (Connection connection = own.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            String schema = dialect == Dialect.H2 ? connection.getSchema() : connection.getCatalog();
            return new OutboxStore(file, own, max, new OutboxTable(dialect, schema), youngMillis, taintMillis);
        }
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long next() {
        return file.next();
    }

    @Override
    public void record(Intent intent, @Nullable Connection primary, boolean open) throws IOException, SQLException {
        if (primary == null) {
            file.record(intent, null, open); // of a transaction that is over: there is none to write it in
            return;
        }
        try {
            insert(intent, primary, open);
        } catch (IOException e) {
            refusing.raise(e);
            throw e;
        }
        refusing.over();
    }

    private void insert(Intent intent, Connection primary, boolean open) throws IOException, SQLException {
        if (!ready) {
            throw new IOException(
                    keeping.problem() == null ? "the table " + OutboxTable.NAME + " is not there" : keeping.problem());
        }
        Output payload = OutboxPayload.of(intent);
        OutboxRow row = new OutboxRow(new OutboxRow.Id(name(), intent.number), payload.size(), !open);
        if (bytes.addAndGet(row.bytes) > max) {
            bytes.addAndGet(-row.bytes);
            throw new IOException("the outbox holds journal.max bytes that are not yet synced");
        }
        int kind = open ? OutboxTable.COMMITTED : OutboxTable.BEFORE;
        try (Statement statement = primary.createStatement()) {
            statement.executeUpdate(table.insert(row.id, kind, intent.epoch, payload));
        } catch (SQLException e) {
            bytes.addAndGet(-row.bytes);
            refused(e);
            return;
        }
        rows.put(intent, row);
    }

    /** What ends the application's transaction is the application's to know; everything else is ours. */
    private void refused(SQLException error) throws IOException, SQLException {
        if (ROLLED_BACK.contains(error.getErrorCode())
                || lockWaitRollsBack && error.getErrorCode() == LOCK_WAIT
                || Failure.of(error) == Failure.CONNECTION_LOST) {
            throw error;
        }
        if (OutboxTable.absent(error)) {
            lost();
            LockSupport.unpark(keeper);
        }
        String reason = VALUES.matcher(String.valueOf(error.getMessage())).replaceAll("…");
        throw new IOException("the table " + OutboxTable.NAME + " refused it: " + reason, error);
    }

    private void lost() {
        ready = false;
        look = true;
    }

    @Override
    public void narrow(Intent before, Intent exact) throws IOException, SQLException {
        Output payload = OutboxPayload.of(exact);
        OutboxRow row = rows.remove(before);
        if (row == null) {
            file.record(exact, null, false);
            return;
        }
        row.exact = payload;
        rows.put(exact, row);
    }

    @Override
    public void committed(Intent intent) {
        OutboxRow row = rows.get(intent);
        if (row == null) {
            file.committed(intent);
        } else if (row.before) {
            writer.settle(row);
        }
    }

    @Override
    public void cleared(Intent intent) {
        OutboxRow row = rows.remove(intent);
        if (row == null) {
            file.cleared(intent);
            return;
        }
        if (own(row)) {
            bytes.addAndGet(-row.bytes);
        }
        writer.clear(row);
    }

    private boolean own(OutboxRow row) {
        return row.id.instance().equals(name());
    }

    private void deleted(OutboxRow row) {
        drain.done(row);
    }

    @Override
    public void taint(Taint taint) {
        file.taint(taint);
        CountDownLatch done = writer.taint(new OutboxRow.Id(name(), next()), taint);
        if (!ready || Thread.currentThread().equals(keeper)) {
            return;
        }
        LockSupport.unpark(keeper);
        try {
            done.await(taintMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void untaint(String name) {
        file.untaint(name);
        writer.untaint(name);
    }

    @Override
    public boolean begun() {
        return file.begun();
    }

    @Override
    public void begin() {
        file.begin();
    }

    @Override
    public Left left(BiConsumer<String, String> taint) {
        tainting = taint;
        Left kept = file.left(taint);
        List<Taint> taints = new ArrayList<>(kept.taints());
        taints.addAll(prepared());
        return new Left(kept.committed(), kept.inDoubt(), taints);
    }

    @Override
    public void follow(Consumer<Intent> adopter) {
        adopting = adopter;
        keeper.setDaemon(true);
        keeper.start();
    }

    private void adopt(OutboxRow row, Intent intent) {
        rows.put(intent, row);
        if (own(row)) {
            bytes.addAndGet(row.bytes);
        }
        Consumer<Intent> adopter = adopting;
        if (adopter != null) {
            adopter.accept(intent);
        }
    }

    /** Makes the table ready, and returns the taints in it; none where it is not. */
    private synchronized List<Taint> prepared() {
        try (Connection connection = own.getConnection()) {
            try {
                probe(connection);
            } catch (SQLException e) {
                if (!OutboxTable.absent(e)) {
                    throw e;
                }
                create(connection);
                probe(connection);
            }
            lockWaitRollsBack = lockWaitRollsBack(connection);
            List<Taint> taints = List.copyOf(writer.taints(connection).values());
            ready = true;
            everReady = true;
            keeping.over();
            return taints;
        } catch (SQLException | IOException | RuntimeException e) {
            keeping.raise(e instanceof SQLException error && OutboxTable.denied(error) ? denied(error) : e);
            return List.of();
        }
    }

    private void probe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery(table.probe()).close();
        }
    }

    private void create(Connection connection) throws SQLException {
        String dropped = "the table " + OutboxTable.NAME + " was dropped, and what it held with it; verify every table";
        if (everReady) {
            tainting.accept(Taint.EVERY_TABLE, dropped);
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(OutboxTable.ddl(table.dialect()));
        }
        if (everReady) {
            writer.forget();
            writer.taint(new OutboxRow.Id(name(), next()), new Taint(Taint.EVERY_TABLE, Instant.now(), dropped));
        }
    }

    private SQLException denied(SQLException error) {
        String fix = "the login may not create or read its table; have an administrator run, in the source's schema: "
                + OutboxTable.ddl(table.dialect()) + "; GRANT SELECT, INSERT, UPDATE, DELETE ON " + OutboxTable.NAME
                + " TO the application's user. ";
        return new SQLException(fix + error.getMessage(), error.getSQLState(), error.getErrorCode(), error);
    }

    private boolean lockWaitRollsBack(Connection connection) throws SQLException {
        if (table.dialect() == Dialect.H2) {
            return false;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@innodb_rollback_on_timeout")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void keep() {
        long tried = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(this, TICK_NANOS);
            long now = System.nanoTime();
            boolean again = !ready && (look || now - tried >= RETRY_NANOS);
            boolean poll = now - polledAt >= POLL_NANOS;
            try {
                if (again) {
                    look = false;
                    tried = now;
                    prepared().forEach(taint -> tainting.accept(taint.table(), taint.by()));
                }
                if (ready && (poll || !writer.idle() || writer.due())) {
                    tidy(poll);
                }
            } catch (RuntimeException | Error e) {
                keeping.raise(e); // and over with the next tick that is not in vain
            }
        }
    }

    private synchronized void tidy(boolean poll) {
        try (Connection connection = own.getConnection()) {
            writer.write(connection);
            if (poll) {
                polledAt = System.nanoTime();
                drain.poll(connection);
            }
            keeping.over();
        } catch (SQLException | RuntimeException e) {
            keeping.raise(e);
            if (e instanceof SQLException error && OutboxTable.absent(error)) {
                lost();
            }
        }
    }

    @Override
    public void flush() {
        if (ready && !writer.idle()) {
            tidy(false);
        }
        file.flush();
    }

    @Override
    public State state() {
        State kept = file.state();
        String problem = refusing.problem() != null ? refusing.problem() : keeping.problem();
        if (problem == null && drain.inDoubt() > 0) {
            problem =
                    "writes of others wait in the outbox until their sessions are seen to be over: " + drain.inDoubt();
        }
        return new State(
                "outbox",
                bytes.get(),
                rows.size() + kept.intents(),
                drain.left(),
                null,
                problem != null ? problem : kept.problem());
    }

    @Override
    public boolean recovered() {
        return drain.recovered();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(keeper);
        boolean interrupted = Thread.interrupted();
        try {
            keeper.join(TimeUnit.NANOSECONDS.toMillis(RETRY_NANOS));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        flush();
        file.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
