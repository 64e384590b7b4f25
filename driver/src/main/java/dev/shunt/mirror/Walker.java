package dev.shunt.mirror;

import dev.shunt.journal.Journal;
import dev.shunt.journal.SyncQueue;
import dev.shunt.journal.Taint;
import dev.shunt.journal.Walk;
import dev.shunt.rowsync.RowSync;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.rowsync.SyncResult;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.PrimaryFailure;
import dev.shunt.schema.Shape;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import dev.shunt.session.Trouble;
import dev.shunt.verify.Checked;
import dev.shunt.verify.TableCheck;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that settles range intents, for writes whose rows are not known: it compares the whole table by checksums,
 * and syncs the rows that differ. An intent is cleared by a pass that began after it was settled and came to the end.
 */
public final class Walker implements AutoCloseable {
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int FIRST_ROWS = 1_000;
    private static final int LEAST_ROWS = 100;
    private static final int MOST_ROWS = 50_000;

    /** A range that takes longer is followed by a smaller one: its rows of the secondary are locked that long. */
    private static final long CHUNK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Failures of one range, about 50 s in all, after which the walk is put back and begins anew. */
    private static final int TRIES = 10;

    private final Journal journal;
    private final SyncQueue queue;
    private final TableCheck check;
    private final RowSync rowSync;
    private final Tables tables;
    private final Verified verified;
    private final Breaker breaker;
    private final Fence fence;
    private final Thread thread = new Thread(this::work, "shunt-walk");
    private final IntSupplier share;
    private final InstantSource clock = InstantSource.system();
    private volatile @Nullable RangeProgress progress;
    private volatile boolean closed;

    /** @param share of its time, in percent, that it may keep the servers busy */
    public Walker(
            Journal journal,
            TableCheck check,
            RowSync rowSync,
            Tables tables,
            Verified verified,
            Breaker breaker,
            Fence fence,
            IntSupplier share) {
        this.journal = journal;
        this.queue = journal.queue();
        this.check = check;
        this.rowSync = rowSync;
        this.share = share;
        this.tables = tables;
        this.verified = verified;
        this.breaker = breaker;
        this.fence = fence;
    }

    /** Starts the daemon thread. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        while (!closed) {
            try {
                Walk taken = breaker.state() == Breaker.State.CLOSED ? queue.takeWalk(IDLE_NANOS) : null;
                if (taken != null) {
                    walk(taken);
                } else {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                fence.caught("a table walk", e);
            }
        }
    }

    private void walk(Walk taken) {
        try {
            switch (tables.kind(taken.table())) {
                case TABLE -> walkTable(taken);
                case WITHOUT_KEY -> {
                    journal.taint(taken.table(), "it has no primary key; add one, then verify");
                    queue.walked(taken, 0);
                }
                case VIEW -> {
                    journal.taint(Taint.EVERY_TABLE, "a write through the view " + taken.table());
                    queue.walked(taken, 0);
                }
                case NONE -> queue.gone(taken); // a temporary table, or one that is dropped
            }
        } catch (SQLException | RowSyncException | Shape.Mismatch | RuntimeException e) {
            fence.caught("walking " + taken.table(), e);
            queue.walkFailed(taken, Trouble.text(e));
        } catch (Error e) {
            queue.walkFailed(taken, Trouble.text(e));
            throw e;
        } finally {
            progress = null;
        }
    }

    private void walkTable(Walk taken) throws SQLException, RowSyncException, Shape.Mismatch {
        long began = System.nanoTime();
        RangeProgress soFar = new RangeProgress(taken.table(), clock.instant(), 0, 0);
        progress = soFar;
        Key reached = null;
        int rows = FIRST_ROWS;
        long written = 0;
        boolean postponed = false;
        while (!closed) {
            awaitSecondary();
            long start = System.nanoTime();
            Step step = step(taken, reached, rows);
            Checked checked = step.checked;
            SyncResult result = step.result;
            if (checked.refused() || result.refused()) {
                queue.walkFailed(taken, "the primary's own transaction is still open");
                return;
            }
            long took = System.nanoTime() - start;
            written += result.written();
            postponed |= !result.postponed().isEmpty();
            soFar = soFar.plus(checked.rows(), checked.suspects().size());
            progress = soFar;
            if (checked.last()) {
                end(taken, written, postponed);
                if (!postponed) {
                    verified.walked(taken.table(), began, soFar.compared());
                }
                return;
            }
            reached = checked.reached();
            rows = took > CHUNK_NANOS ? Math.max(rows / 2, LEAST_ROWS) : Math.min(rows * 2, MOST_ROWS);
            LockSupport.parkNanos(rest(took));
        }
        queue.walkFailed(taken, "stopped before its end");
    }

    private record Step(Checked checked, SyncResult result) {}

    /** Looks at one range and syncs it. What passes by itself is waited for: a long walk would never end if it began anew. */
    private Step step(Walk taken, @Nullable Key after, int rows) throws SQLException, RowSyncException, Shape.Mismatch {
        for (int tries = 1; true; tries++) {
            try {
                Checked checked = check.check(taken.table(), after, Math.max(rows >> (tries - 1), 1), taken.inDoubt());
                Step step = new Step(checked, rowSync.sync(taken.table(), checked.suspects(), taken.inDoubt()));
                if (!(checked.refused() || step.result.refused()) || closed || tries == TRIES) {
                    return step;
                }
                LockSupport.parkNanos(PAUSE_NANOS << tries);
            } catch (SQLException e) {
                if (closed || tries == TRIES || !passes(e)) {
                    throw e;
                }
                fence.caught("walking " + taken.table(), e);
                LockSupport.parkNanos(PAUSE_NANOS << tries);
            }
        }
    }

    /** Returns true if the same may work a little later; waits until the secondary is tried again, if it is not at present. */
    private boolean passes(SQLException error) {
        boolean lost = Failure.of(error) == Failure.CONNECTION_LOST;
        if (lost && !(error instanceof PrimaryFailure)) {
            breaker.failed(error);
        }
        awaitSecondary();
        return lost || Failure.of(error) == Failure.RETRYABLE;
    }

    private void awaitSecondary() {
        while (!closed && breaker.state() != Breaker.State.CLOSED) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void end(Walk taken, long written, boolean postponed) {
        if (postponed) {
            queue.walkFailed(taken, "a foreign key of the secondary waits for rows of another table");
        } else {
            queue.walked(taken, written);
        }
    }

    /** So long that looking takes no more than its share of the time. */
    private long rest(long took) {
        int percent = share.getAsInt();
        return took / percent * (100 - percent);
    }

    /** Returns what is being settled; null while nothing is. */
    public @Nullable RangeProgress progress() {
        return progress;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
