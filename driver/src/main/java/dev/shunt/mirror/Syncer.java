package dev.shunt.mirror;

import dev.shunt.journal.Batch;
import dev.shunt.journal.Journal;
import dev.shunt.journal.SyncQueue;
import dev.shunt.metrics.Timing;
import dev.shunt.rowsync.RowSync;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.rowsync.SyncResult;
import dev.shunt.schema.Failure;
import dev.shunt.schema.PrimaryFailure;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import dev.shunt.session.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * The workers that bring pending rows to the secondary. They take what is waiting, up to a bound, so that the more is
 * waiting the more one round trip brings over. Whatever fails is tried again, later and later; a row that keeps failing
 * is tried alone, so that it holds up nothing else.
 */
public final class Syncer implements AutoCloseable {
    private static final int BATCH = 100;
    private static final int PROBE_SECONDS = 2;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Journal journal;
    private final SyncQueue queue;
    private final RowSync rowSync;
    private final DataSource primary;
    private final DataSource secondary;
    private final Breaker breaker;
    private final Fence fence;
    private final Timing timing = new Timing(1);
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closed;

    public Syncer(
            Journal journal, RowSync rowSync, DataSource primary, DataSource secondary, Breaker breaker, Fence fence) {
        this.journal = journal;
        this.queue = journal.queue();
        this.rowSync = rowSync;
        this.primary = primary;
        this.secondary = secondary;
        this.breaker = breaker;
        this.fence = fence;
    }

    /** Starts that many daemon threads. */
    public void start(int threads) {
        queue.mostBatches(Math.max(1, threads - 1));
        for (int i = 1; i <= threads; i++) {
            Thread worker = new Thread(this::work, "shunt-sync-" + i);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
        }
    }

    /** How long one batch takes. */
    public Timing timing() {
        return timing;
    }

    private void work() {
        while (!closed) {
            try {
                if (breaker.state() != Breaker.State.CLOSED) {
                    probe();
                    continue;
                }
                fence.run("looking at sessions of the primary", () -> journal.doubts()
                        .look(primary));
                Batch batch = queue.take(BATCH, IDLE_NANOS);
                if (batch != null) {
                    sync(batch);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                fence.caught("a sync worker", e);
            }
        }
    }

    /** While the breaker is not closed no row is risked: a bare connection tells whether the secondary is back. */
    private void probe() {
        if (!breaker.allows()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            return;
        }
        try (Connection connection = secondary.getConnection()) {
            if (connection.isValid(PROBE_SECONDS)) {
                breaker.succeeded();
            } else {
                breaker.failed(new SQLException("the secondary does not answer"));
            }
        } catch (SQLException | RuntimeException e) {
            breaker.failed(e);
        }
    }

    private void sync(Batch batch) {
        long start = System.nanoTime();
        try {
            SyncResult result = rowSync.sync(batch.table(), batch.keys(), batch.inDoubt());
            breaker.succeeded();
            if (result.refused()) {
                queue.failed(batch, "the primary's own transaction is still open");
                return;
            }
            queue.done(
                    batch,
                    result.postponed(),
                    "a foreign key of the secondary refuses rows that the primary has, or had");
            timing.record(System.nanoTime() - start);
        } catch (SQLException e) {
            failed(batch, e);
        } catch (RowSyncException e) {
            breaker.succeeded();
            queue.failed(batch, Trouble.text(e));
        } catch (RuntimeException | Error e) {
            fence.caught("syncing rows of " + batch.table(), e);
            queue.failed(batch, Trouble.text(e));
        }
    }

    private void failed(Batch batch, SQLException error) {
        fence.caught("syncing rows of " + batch.table(), error);
        if (Failure.of(error) == Failure.CONNECTION_LOST) {
            if (!(error instanceof PrimaryFailure)) {
                breaker.failed(error);
            }
            queue.putBack(batch, Trouble.text(error));
        } else {
            breaker.succeeded();
            queue.failed(batch, Trouble.text(error));
        }
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
    }
}
