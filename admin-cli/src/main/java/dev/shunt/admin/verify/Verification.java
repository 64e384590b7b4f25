package dev.shunt.admin.verify;

import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.Pace;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.Retries;
import dev.shunt.admin.tables.Stop;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import dev.shunt.schema.Table;
import dev.shunt.session.Trouble;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One pass over tables, several at a time. */
final class Verification {
    /** What is compared, and how. */
    record Manner(
            int parallel,
            Suspects.Waits waits,
            double sample,
            @Nullable Since since,
            String where) {
        boolean whole() {
            return sample >= 1 && since == null && where.isEmpty();
        }
    }

    private final BothSides sides;
    private final Manner manner;
    private final Stop stop;

    Verification(BothSides sides, Manner manner, Stop stop) {
        this.sides = sides;
        this.manner = manner;
        this.stop = stop;
    }

    /** Returns about how many rows each table has. */
    Map<String, Long> sizes(List<String> tables) throws SQLException {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String table : tables) {
            sizes.put(table, sides.size(table).rows());
        }
        return sizes;
    }

    /** Compares all tables; returns what each came to, in their order. */
    List<Tally> run(Map<String, Long> tables, Rogues rogues, Report report, Progress progress, Pace pace)
            throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(manner.parallel);
        ExecutorService helpers = Executors.newFixedThreadPool(manner.parallel);
        Work work = new Work(helpers, report, progress, pace, new Retries(stop, progress::line));
        try {
            Map<String, Future<Tally>> pending = new HashMap<>();
            // the largest first, so that none of them is left alone at the end
            List<String> order = new ArrayList<>(tables.keySet());
            order.sort(Comparator.comparing(tables::get, Comparator.reverseOrder()));
            for (String table : order) {
                Tally tally = new Tally(table, rogues.explain(table), report.values());
                long rows = tables.getOrDefault(table, 0L);
                pending.put(table, workers.submit(() -> run(tally, rows, work)));
            }
            List<Tally> tallies = new ArrayList<>();
            for (String table : tables.keySet()) {
                tallies.add(Objects.requireNonNull(pending.get(table)).get());
            }
            return tallies;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            workers.shutdownNow();
            helpers.shutdownNow();
        }
    }

    /** What all tables of a pass share. */
    private record Work(ExecutorService helpers, Report report, Progress progress, Pace pace, Retries retries) {}

    private Tally run(Tally tally, long rows, Work work) {
        String table = tally.table;
        Report report = work.report;
        Report.Reached before = report.before(table);
        if (before != null) {
            tally.resume(before.tally());
            tally.resumed = before.reached() == null
                    ? "all of it"
                    : "up to key " + (report.values() ? before.reached() : "***");
        }
        Progress.Bar bar = work.progress.begin(table, rows, tally.rows);
        if (before != null && before.reached() == null) {
            tally.whole = manner.whole();
            bar.end("was compared before");
            return tally;
        }
        if (stop.requested()) {
            tally.stopped = true;
            bar.end("not begun");
            return tally;
        }
        try {
            TableRun.Manner how = how(table, work);
            if (keyless(table)) {
                new KeylessRun(tally, how, report, bar).run();
            } else {
                Key after = before == null ? null : before.reached();
                new TableRun(tally, how, sides.rowCompare(), rows, after, report, bar).run();
            }
            tally.whole &= manner.whole();
        } catch (SQLException | Shape.Mismatch e) {
            tally.problem = Trouble.text(e).replaceFirst("^Mismatch: ", "");
        } catch (IOException e) {
            tally.problem = "the report cannot be written: " + e.getMessage();
            stop.request();
        } catch (Exception e) {
            tally.problem = Trouble.text(e);
        }
        bar.end(word(tally));
        return tally;
    }

    private boolean keyless(String name) throws SQLException {
        Table table = sides.primaryTables().table(name);
        return table != null && !table.keyed();
    }

    private TableRun.Manner how(String table, Work work) throws SQLException, Shape.Mismatch {
        Slices slices = null;
        if (manner.since != null) {
            slices = manner.since.slices(sides, table);
            if (slices == null) {
                throw new SQLException("no indexed time column: name one with --column, or leave --since away");
            }
        }
        return new TableRun.Manner(
                sides.check().where(manner.where).with(work.helpers),
                slices,
                work.pace,
                work.retries,
                stop,
                sides.arrivals(),
                manner.waits,
                manner.sample);
    }

    private static String word(Tally tally) {
        if (tally.problem != null) {
            return "not compared: " + tally.problem;
        }
        return (tally.stopped ? "stopped" + tally.upTo() + ": " : "")
                + Quantity.amount(tally.rows, "row") + ", " + Quantity.amount(tally.chunks, "chunk") + ", "
                + Quantity.count(tally.differing()) + " differing"
                + (tally.unsettled == 0 ? "" : ", " + Quantity.count(tally.unsettled) + " unsettled");
    }
}
