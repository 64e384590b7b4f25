package dev.shunt.admin.verify;

import dev.shunt.admin.tables.Arrivals;
import dev.shunt.admin.tables.ChunkSize;
import dev.shunt.admin.tables.Pace;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.Retries;
import dev.shunt.admin.tables.Stop;
import dev.shunt.rowsync.RowCompare;
import dev.shunt.rowsync.RowDifference;
import dev.shunt.schema.Key;
import dev.shunt.verify.Checked;
import dev.shunt.verify.TableCheck;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The comparison of one table, chunk after chunk. Not thread-safe. */
final class TableRun implements Suspects.Verdict {
    private static final int FIRST = 1_000;
    private static final int MOST = 100_000;

    /** No chunk is more than this part of its table, so that halving one costs little. */
    private static final int PART = 100;

    private static final int SAMPLE = 50;

    /** How much longer it goes on without a checkpoint than it waits for rows that are in its way. */
    private static final int CHECKPOINT = 10;

    /**
     * How a table is compared.
     *
     * @param slices the times by which recent rows are found; null where it goes by the keys
     * @param waits between two looks at a row that differs
     * @param sample the share of chunks that are compared; 1 for all
     */
    record Manner(
            TableCheck check,
            @Nullable Slices slices,
            Pace pace,
            Retries retries,
            Stop stop,
            Arrivals arrivals,
            Suspects.Waits waits,
            double sample) {}

    private final Tally tally;
    private final Manner manner;
    private final Report report;
    private final Progress.Bar bar;
    private final Suspects suspects;
    private final ChunkSize size;
    private final Random random = new Random();
    private Place place;
    private long noted = System.nanoTime();
    private long waited;
    private int skipped;
    private @Nullable Key drawn;

    /** {@code after}: where an earlier run ended; null for the start. */
    TableRun(
            Tally tally,
            Manner manner,
            RowCompare compare,
            long expected,
            @Nullable Key after,
            Report report,
            Progress.Bar bar) {
        this.tally = tally;
        this.manner = manner;
        this.report = report;
        this.bar = bar;
        this.suspects = new Suspects(tally.table, compare, manner.arrivals, manner.waits, manner.retries, this);
        this.size = new ChunkSize(FIRST, (int) Math.max(FIRST, Math.min(MOST, expected / PART)));
        this.place = behind(after);
    }

    private Place behind(@Nullable Key after) {
        return manner.slices == null
                ? new KeyPlace(manner.check, after)
                : new TimePlace(manner.check, manner.slices, after);
    }

    /** Compares all that is left, or until an end is wanted. */
    void run() throws Exception {
        Set<String> blind = manner.retries.run(attempt -> manner.check.blind(tally.table, SAMPLE));
        if (!blind.isEmpty()) {
            tally.problem = "the checksum does not see every value of " + String.join(", ", blind)
                    + ": nothing was compared. This is a fault of Shunt; please report the column's type";
            return;
        }
        boolean last = false;
        while (!last && !manner.stop.requested()) {
            int rows = manner.sample < 1 ? FIRST : manner.pace.atATime(size.rows());
            manner.retries.run(attempt -> manner.pace.take(rows));
            last = manner.sample < 1 && random.nextDouble() >= manner.sample ? skipped() : compared(rows);
            suspects.settle();
            while (suspects.size() > Suspects.MOST && !manner.stop.requested()) {
                settleNext();
            }
            if (System.nanoTime() - noted
                    > CHECKPOINT * Math.max(waited, manner.waits.settle().toNanos())) {
                settleAll();
            }
            checkpoint();
        }
        if (last && tally.chunks == 0 && !manner.stop.requested()) {
            oneOfAll();
        }
        settleAll();
        tally.stopped = manner.stop.requested();
        tally.whole = last && !tally.stopped && manner.sample >= 1;
        if (!tally.stopped) {
            report.ended(tally);
        }
    }

    private void settleAll() throws Exception {
        long start = System.nanoTime();
        while (suspects.size() > 0 && !manner.stop.requested()) {
            settleNext();
        }
        noted = System.nanoTime(); // where nothing is reached yet, it goes on all the same
        waited = noted - start;
    }

    private void settleNext() throws Exception {
        manner.stop.pause(suspects.nanos());
        suspects.settle();
    }

    /** A sample of a small table may come out empty, and would call it equal. */
    private void oneOfAll() throws Exception {
        place = behind(drawn);
        compared(FIRST);
        if (drawn != null && tally.rows == 0) { // behind the last row
            place = behind(null);
            compared(FIRST);
        }
    }

    private boolean skipped() throws Exception {
        if (random.nextInt(++skipped) == 0) {
            drawn = place.reached();
        }
        return manner.retries.run(attempt -> place.skip(tally.table, FIRST));
    }

    private boolean compared(int rows) throws Exception {
        long start = System.nanoTime();
        // somebody may hold a lock on rows of the secondary for longer than a session waits
        Checked checked = manner.retries.run(attempt -> place.check(tally.table, Math.max(1, rows / attempt)));
        long took = System.nanoTime() - start;
        if (checked.suspects().isEmpty()) { // halving says nothing of the pace
            size.took(rows, took);
        }
        tally.chunks++;
        tally.rows += checked.rows();
        tally.secondaryRows += checked.secondaryRows();
        bar.add(checked.rows());
        suspects.add(checked.suspects());
        return place.passed(checked);
    }

    private void checkpoint() throws IOException {
        Key reached = place.reached();
        if (suspects.size() == 0 && reached != null) {
            report.reached(tally, reached);
            tally.reached(reached);
            noted = System.nanoTime();
        }
    }

    @Override
    public void differs(RowDifference difference, boolean pending) throws IOException {
        report.difference(tally.table, difference, pending, tally.add(difference, pending));
    }

    @Override
    public void unsettled(Key key) {
        tally.unsettled++;
    }
}
