package dev.shunt.admin.backfill;

import dev.shunt.admin.tables.ChunkSize;
import dev.shunt.admin.tables.Pace;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.ShownKeys;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.rowsync.RangeCopy;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One table: hands out the ranges that are still to be copied, and notes how far all is done without a gap. Thread-safe.
 */
final class TableCopy {
    /** Ranges that may be done beyond one that is not; then the others wait. */
    private static final int MOST_AHEAD = 64;

    /** Refused rows that are kept to be told at the end. */
    private static final int MOST_CONFLICTS = 1_000;

    /** Refused rows that are told one by one, at once. */
    private static final int TOLD = 100;

    /**
     * A range that is handed out, for one thread.
     *
     * @param upTo null at the end of the table
     * @param refused rows that were told: the range may be tried more than once
     */
    record Chunk(long number, @Nullable Key after, @Nullable Key upTo, int rows, Set<Key> refused) {}

    private record Done(Chunk chunk, long rows) {}

    final String table;
    final ShownKeys keys;
    private final RangeCopy copy;
    private final Checkpoint checkpoint;
    private final String where;
    private final ChunkSize size;
    private final long limit;
    private final long before;
    private final Progress.Bar bar;
    private final TreeMap<Long, Done> ahead = new TreeMap<>();
    private final List<String> conflicts = new ArrayList<>();
    private final Object noting = new Object();
    private long noted;
    private @Nullable Key reached;
    private @Nullable Key next;
    private boolean handedOut;
    private long number;
    private long doneNumber;
    private long handedRows;
    private long rows;
    private long written;
    private long extra;
    private long refused;
    private long refusedOfRows;
    private int told;
    private boolean done;
    private boolean ended;
    private @Nullable String problem;

    /** {@code limit}: about how many rows to copy; beyond that nothing is handed out. */
    TableCopy(
            String table,
            ShownKeys keys,
            RangeCopy copy,
            Checkpoint checkpoint,
            String where,
            ChunkSize size,
            long limit,
            Progress.Bar bar,
            Checkpoint.Place from) {
        this.table = table;
        this.keys = keys;
        this.copy = copy;
        this.checkpoint = checkpoint;
        this.where = where;
        this.size = size;
        this.limit = limit;
        this.bar = bar;
        this.reached = from.reached();
        this.next = from.reached();
        this.before = from.rows();
        this.rows = before;
        this.refused = from.refused();
        this.refusedOfRows = from.refused();
        this.handedOut = from.done();
        this.done = from.done();
    }

    /** Returns the next range, by the pace; null where all are handed out, or the table has failed. */
    synchronized @Nullable Chunk next(Pace pace) throws SQLException, RowSyncException {
        if (handedOut || problem != null || ahead.size() >= MOST_AHEAD) {
            return null;
        }
        if (number == 0) {
            bar.start();
        }
        int want = (int) Math.min(pace.atATime(size.rows()), limit - handedRows);
        Key bound = copy.bound(table, next, want);
        Chunk chunk = new Chunk(number++, next, bound, want, new HashSet<>());
        handedRows += want;
        next = bound;
        handedOut = bound == null || handedRows >= limit;
        return chunk;
    }

    /** Counts a range that is copied. */
    void copied(Chunk chunk, RangeCopy.Copied copied, long nanos) {
        size.took(chunk.rows, nanos);
        bar.add(copied.rows());
        synchronized (this) {
            written += copied.written();
            extra += copied.extra();
            ahead.put(chunk.number, new Done(chunk, copied.rows()));
            while (!ahead.isEmpty() && ahead.firstKey() == doneNumber) {
                Done first = ahead.remove(doneNumber++);
                rows += first.rows;
                refusedOfRows += Math.min(first.rows, first.chunk.refused.size()); // one may be gone by now
                reached = first.chunk.upTo;
                done = reached == null;
            }
        }
    }

    /** Notes how far the table is, if it has come further; returns true if it had. */
    boolean note() throws SQLException {
        synchronized (noting) {
            Checkpoint.Place place;
            long number;
            synchronized (this) {
                number = doneNumber;
                // where rows were refused the next run begins anew, and tries them again
                place = done && refused > 0
                        ? Checkpoint.Place.START
                        : new Checkpoint.Place(reached, rows, refusedOfRows, done);
            }
            boolean further = number > noted;
            if (further) {
                checkpoint.note(table, where, place);
                noted = number;
            }
            return further;
        }
    }

    /** Returns true if so many rows were refused that waiting for those to come is in vain. */
    synchronized boolean hopeless() {
        return told > TOLD;
    }

    /** Notes a row that the target refuses, once. */
    synchronized void conflict(Chunk chunk, Key key, String why) {
        if (!chunk.refused.add(key)) {
            return;
        }
        refused++;
        String text = table + " " + keys.of(key) + ": " + why;
        told++;
        if (told <= TOLD) { // at once: a kill must not swallow it
            bar.line("refused: " + text);
        } else if (told == TOLD + 1) {
            bar.line("refused: " + table + ": more rows, which are only counted here; shunt verify finds each");
        }
        if (conflicts.size() < MOST_CONFLICTS) {
            conflicts.add(text);
        }
    }

    /** Notes that the table cannot be copied further. */
    synchronized void failed(String why) {
        problem = why;
    }

    /** Returns true if there is nothing to do any more, or nothing that can be done. */
    synchronized boolean over() {
        return problem != null || handedOut && doneNumber == number;
    }

    /** Shows the end; only the first call does. */
    void end() {
        boolean first;
        synchronized (this) {
            first = !ended;
            ended = true;
        }
        if (first) {
            bar.end(word());
        }
    }

    private synchronized String word() {
        return problem != null
                ? "not copied: " + problem
                : Quantity.amount(rows, "row") + ", " + written + " written"
                        + (refused > 0 ? ", " + refused + " refused" : "")
                        + (extra > 0 ? ", " + extra + " more on the target than on the primary" : "");
    }

    /** Returns the refused rows of this run, the first of them. */
    synchronized List<String> conflicts() {
        return List.copyOf(conflicts);
    }

    synchronized long rows() {
        return rows;
    }

    /** Returns how many of them this run has copied. */
    synchronized long fresh() {
        return rows - before;
    }

    /** Returns how many of the {@link #rows} the target has. */
    synchronized long taken() {
        return rows - refusedOfRows;
    }

    synchronized long written() {
        return written;
    }

    synchronized long refused() {
        return refused;
    }

    synchronized boolean done() {
        return done;
    }

    synchronized @Nullable String problem() {
        return problem;
    }
}
