package dev.shunt.mirror;

import dev.shunt.journal.Journal;
import dev.shunt.journal.Taint;
import dev.shunt.journal.Walk;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.rowsync.TableWalk;
import dev.shunt.schema.Failure;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import dev.shunt.session.Trouble;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The one thread that brings whole tables up to date, for writes whose rows are not known. */
public final class Walker implements AutoCloseable {
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Journal journal;
    private final TableWalk walk;
    private final Tables tables;
    private final Breaker breaker;
    private final Fence fence;
    private final Thread thread = new Thread(this::work, "shunt-walk");
    private volatile boolean closed;

    public Walker(Journal journal, TableWalk walk, Tables tables, Breaker breaker, Fence fence) {
        this.journal = journal;
        this.walk = walk;
        this.tables = tables;
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
                Walk taken = breaker.state() == Breaker.State.CLOSED ? journal.takeWalk(IDLE_NANOS) : null;
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
                    journal.walked(taken, 0);
                }
                case VIEW -> {
                    journal.taint(Taint.EVERY_TABLE, "a write through the view " + taken.table());
                    journal.walked(taken, 0);
                }
                case NONE -> journal.walked(taken, 0); // a temporary table, or one that is gone
            }
        } catch (SQLException | RowSyncException | RuntimeException e) {
            fence.caught("walking " + taken.table(), e);
            if (e instanceof SQLException failure && Failure.of(failure) == Failure.CONNECTION_LOST) {
                breaker.failed(e);
            }
            journal.walkFailed(taken, Trouble.text(e));
        }
    }

    private void walkTable(Walk taken) throws SQLException, RowSyncException {
        if (taken.inDoubt()) {
            journal.taint(taken.table(), "a commit with an unknown end whose rows are not known; verify the table");
        }
        TableWalk.Walked walked = walk.walk(taken.table(), null, null, throttle());
        if (!walked.total().postponed().isEmpty()) {
            journal.walkFailed(taken, "a foreign key of the secondary waits for rows of another table");
        } else if (walked.reached() == null) {
            journal.walked(taken, walked.total().written());
        } else {
            journal.walkFailed(taken, "stopped before its end");
        }
    }

    /** Rests after each chunk for as long as the chunk took. */
    private TableWalk.Progress throttle() {
        long[] began = {System.nanoTime()};
        return (total, reached) -> {
            LockSupport.parkNanos(System.nanoTime() - began[0]);
            began[0] = System.nanoTime();
            return !closed;
        };
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
