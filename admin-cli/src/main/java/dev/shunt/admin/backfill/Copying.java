package dev.shunt.admin.backfill;

import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.Pace;
import dev.shunt.admin.tables.Retries;
import dev.shunt.admin.tables.Stop;
import dev.shunt.rowsync.RangeCopy;
import dev.shunt.rowsync.RowCompare;
import dev.shunt.rowsync.RowDifference;
import dev.shunt.rowsync.RowSync;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.rowsync.SyncResult;
import dev.shunt.rowsync.UniqueConflict;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.session.Trouble;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads that copy: each takes the next range of the first table that has one. */
final class Copying {
    private static final int FEW = 200;
    private static final int LOOKS = 3;
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<TableCopy> tables;
    private final Parents parents;
    private final RangeCopy copy;
    private final RowSync rowSync;
    private final RowCompare compare;
    private final Pace pace;
    private final Retries retries;
    private final Stop stop;

    Copying(
            List<TableCopy> tables,
            Parents parents,
            RangeCopy copy,
            BothSides sides,
            Pace pace,
            Retries retries,
            Stop stop) {
        this.tables = tables;
        this.parents = parents;
        this.copy = copy;
        this.rowSync = sides.rowSync().keepingOthers();
        this.compare = sides.rowCompare();
        this.pace = pace;
        this.retries = retries;
        this.stop = stop;
    }

    /** Copies until all is done or an end is wanted. */
    void run(int threads) throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> pending = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                pending.add(workers.submit(this::work));
            }
            for (Future<?> worker : pending) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private void work() {
        try {
            stepByStep();
        } catch (RuntimeException | Error e) {
            stop.request(); // else the others wait for what this thread had at hand
            throw e;
        }
    }

    private void stepByStep() {
        while (!stop.requested()) {
            boolean all = true;
            boolean worked = false;
            for (TableCopy table : tables) {
                if (!table.over()) {
                    all = false;
                    worked = ready(table) && step(table);
                }
                if (worked) {
                    break;
                }
            }
            if (all) {
                return;
            }
            if (!worked) {
                stop.pause(IDLE_NANOS);
            }
        }
    }

    private boolean ready(TableCopy table) {
        return tables.stream()
                .filter(other -> parents.of(table.table).contains(other.table))
                .allMatch(TableCopy::over);
    }

    private boolean step(TableCopy table) {
        try {
            Optional<TableCopy.Chunk> next = retries.run(attempt -> Optional.ofNullable(table.next(pace)));
            if (next.isEmpty()) {
                return false;
            }
            TableCopy.Chunk chunk = next.get();
            retries.run(attempt -> pace.take(chunk.rows()));
            if (!stop.requested()) {
                copy(table, chunk);
            }
            if (table.over()) {
                table.end();
            }
            return true;
        } catch (SQLException | RowSyncException | RuntimeException e) {
            table.failed(Trouble.text(e));
            table.end();
            return true;
        } catch (Error e) {
            stop.request(); // first, since telling it may fail as well
            table.failed(Trouble.text(e)
                    + (e instanceof OutOfMemoryError ? "; take a smaller --parallel, or SHUNT_MEMORY=512m" : ""));
            table.end();
            return true;
        }
    }

    private void copy(TableCopy table, TableCopy.Chunk chunk) throws SQLException, RowSyncException {
        long start = System.nanoTime();
        Optional<RangeCopy.Copied> copied = retries.run(attempt -> once(table, chunk));
        if (copied.isPresent()) {
            table.copied(chunk, copied.get(), System.nanoTime() - start);
            retries.run(attempt -> table.note());
        }
    }

    /** Returns nothing where an end was wanted before all of it was copied. */
    private Optional<RangeCopy.Copied> once(TableCopy table, TableCopy.Chunk chunk)
            throws SQLException, RowSyncException {
        try {
            if (copy.fits(table.table, chunk.after(), chunk.upTo(), chunk.rows())) {
                return Optional.of(copy.copy(table.table, chunk.after(), chunk.upTo()));
            }
            return rowByRow(table, chunk); // as many rows at a time as are short enough
        } catch (SQLException e) {
            Failure failure = Failure.of(e);
            if (failure == Failure.RETRYABLE || failure == Failure.CONNECTION_LOST) {
                throw e;
            }
            return rowByRow(table, chunk); // not all came as they were sent: find out which
        }
    }

    private Optional<RangeCopy.Copied> rowByRow(TableCopy table, TableCopy.Chunk chunk)
            throws SQLException, RowSyncException {
        long rows = 0;
        long written = 0;
        Key after = chunk.after();
        List<Key> keys;
        do {
            keys = copy.keys(table.table, after, chunk.upTo(), FEW);
            if (!keys.isEmpty()) {
                for (List<Key> part : compare.parts(table.table, keys)) {
                    if (stop.requested()) {
                        return Optional.empty();
                    }
                    written += sync(table, chunk, part);
                }
                rows += keys.size();
                after = keys.get(keys.size() - 1);
            }
        } while (keys.size() == FEW);
        return Optional.of(new RangeCopy.Copied(rows, written, 0));
    }

    private long sync(TableCopy table, TableCopy.Chunk chunk, List<Key> keys) throws SQLException {
        if (keys.isEmpty()) {
            return 0;
        }
        @Nullable Exception why;
        try {
            SyncResult result = rowSync.sync(table.table, keys, false);
            long written = result.written();
            // the mirror may be bringing what they refer to
            for (int look = 1; look < LOOKS && !result.postponed().isEmpty() && !table.hopeless(); look++) {
                stop.pause(SETTLE_NANOS);
                result = rowSync.sync(table.table, result.postponed(), false);
                written += result.written();
            }
            result.postponed().forEach(key -> table.conflict(chunk, key, "a foreign key of the target refuses it"));
            Set<Key> came = new LinkedHashSet<>(keys);
            came.removeAll(result.postponed());
            otherwise(table, chunk, came);
            return written;
        } catch (RowSyncException e) {
            List<Key> others = withoutConflicts(table, chunk, keys, e);
            if (others.size() < keys.size()) {
                return sync(table, chunk, others);
            }
            why = e;
        } catch (SQLException e) {
            Failure failure = Failure.of(e);
            if (failure == Failure.RETRYABLE || failure == Failure.CONNECTION_LOST) {
                throw e;
            }
            why = e;
        }
        if (keys.size() == 1) {
            table.conflict(chunk, keys.get(0), table.keys.of(why));
            return 0;
        }
        int half = keys.size() / 2;
        return sync(table, chunk, keys.subList(0, half)) + sync(table, chunk, keys.subList(half, keys.size()));
    }

    /** Reports the rows that another one stands in the way of; returns those that are left. */
    private static List<Key> withoutConflicts(
            TableCopy table, TableCopy.Chunk chunk, List<Key> keys, RowSyncException refused) {
        Set<Key> left = new LinkedHashSet<>(keys);
        for (UniqueConflict conflict : refused.conflicts()) {
            if (left.remove(conflict.key())) {
                table.conflict(chunk, conflict.key(), table.keys.of(conflict));
            }
        }
        return List.copyOf(left);
    }

    /** Reports rows that came and are not what was sent: a type of the secondary that holds less takes them, with a warning. */
    private void otherwise(TableCopy table, TableCopy.Chunk chunk, Set<Key> keys)
            throws SQLException, RowSyncException {
        Set<Key> left = new LinkedHashSet<>(keys);
        for (int look = 1; !left.isEmpty(); look++) {
            List<List<Key>> parts = compare.parts(table.table, left);
            left.clear();
            for (List<Key> part : parts) {
                for (RowDifference row : compare.compare(table.table, part).different()) {
                    if (look == LOOKS) {
                        String columns = String.join(", ", row.changed());
                        table.conflict(
                                chunk,
                                row.key(),
                                columns.isEmpty() ? "it did not come" : "it came otherwise: " + columns);
                    } else {
                        left.add(row.key());
                    }
                }
            }
            if (!left.isEmpty()) {
                rowSync.sync(table.table, left, false); // somebody may have written to them meanwhile
            }
        }
    }
}
