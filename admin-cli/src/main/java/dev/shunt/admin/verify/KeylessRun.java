package dev.shunt.admin.verify;

import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.schema.Shape;
import dev.shunt.verify.TableCheck;
import java.io.IOException;
import java.sql.SQLException;

/** The comparison of a table without a primary key: all of it at once, since no row can be named. Not thread-safe. */
final class KeylessRun {
    private static final int LOOKS = 3;

    private final Tally tally;
    private final TableRun.Manner manner;
    private final Report report;
    private final Progress.Bar bar;

    KeylessRun(Tally tally, TableRun.Manner manner, Report report, Progress.Bar bar) {
        this.tally = tally;
        this.manner = manner;
        this.report = report;
        this.bar = bar;
    }

    /** Compares until the sides are equal, or were not at each of a few looks. */
    void run() throws SQLException, Shape.Mismatch, IOException {
        TableCheck.Whole found = null;
        for (int look = 1; look <= LOOKS && !manner.stop().requested() && !tally.whole; look++) {
            if (look > 1) {
                manner.stop().pause(manner.waits().settle().toNanos());
            }
            manner.retries().run(attempt -> manner.pace().take(0));
            found = manner.retries().run(attempt -> manner.check().whole(tally.table));
            tally.whole = found.equal();
        }
        if (found == null || manner.stop().requested()) {
            tally.stopped = true;
            tally.whole = false;
            return;
        }
        tally.chunks = 1;
        tally.rows = found.rows();
        tally.secondaryRows = found.secondaryRows();
        bar.add(found.rows());
        tally.unlike = !tally.whole;
        if (tally.unlike) {
            tally.problem = "it differs, and has no primary key to tell where: "
                    + Quantity.amount(found.rows(), "row") + " on the primary, " + Quantity.count(found.secondaryRows())
                    + " on the secondary. shunt backfill " + tally.table + " --restart copies it anew";
        }
        report.ended(tally);
    }
}
