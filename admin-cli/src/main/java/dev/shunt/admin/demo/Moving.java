package dev.shunt.admin.demo;

import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.latency;

import dev.shunt.admin.demo.Board.StepFailed;
import dev.shunt.admin.status.StatusReport;
import dev.shunt.cluster.Verifications;
import dev.shunt.diff.DiffReader;
import java.io.IOException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The steps that an operator takes: the file is edited, and what should follow is awaited. */
final class Moving {
    private static final int COMPARED_ENOUGH = 150;

    private final Stage stage;
    private long copied;

    Moving(Stage stage) {
        this.stage = stage;
    }

    String startDatabases(Step step) throws Exception {
        step.note(stage.databases().product());
        stage.databases().start();
        int rows;
        try (Connection source = stage.databases().source();
                Connection target = stage.databases().target()) {
            ShopSchema.create(source);
            ShopSchema.create(target);
            rows = ShopSchema.fill(source);
        }
        stage.migration().create(stage.databases());
        return amount(rows, "row") + " here, none there";
    }

    String openShop(Step step) throws Exception {
        String url = stage.databases().shopUrl(stage.migration().file().toString());
        step.note(url.substring(0, url.indexOf("//")) + "//…, all knobs at rest");
        stage.shop().open(url, stage.databases().user());
        stage.board()
                .await(
                        "the shop trades",
                        Stage.SOON,
                        () -> stage.board().record().operations() > 100);
        stage.letTrade(4);
        return amount(stage.board().record().operations(), "operation") + ", all knobs at rest";
    }

    String mirror(Step step) throws Exception {
        stage.turn("mirror", "async");
        long enough = stage.status().number("mirror.synced") + 30;
        stage.board()
                .await("writes are mirrored", Stage.SOON, () -> stage.status().number("mirror.synced") > enough);
        stage.letTrade(2);
        return amount(stage.status().number("mirror.synced"), "row") + " synced so far";
    }

    String copy(Step step) throws Exception {
        stage.board().await("no transaction from before the mirror is open", Stage.SOON, () -> "0"
                .equals(stage.status().text("register.older_open")));
        try (Sides sides = new Sides(stage.databases());
                Connection source = stage.databases().source()) {
            Verifications verifications = new Verifications(source);
            for (String table : ShopSchema.TABLES) {
                long before = copied;
                long began = verifications.now();
                long rows = sides.walk(table, done -> step.note(table + ": " + amount(before + done, "row")));
                copied += rows;
                if (!verifications.record(table, began, rows, "the demo, which has copied it")) {
                    throw new StepFailed("table " + table + " is not verified: writes may have gone by meanwhile");
                }
            }
        }
        return amount(copied, "row") + " in " + amount(ShopSchema.TABLES.size(), "table") + ", under load";
    }

    private String differences() throws IOException {
        return DiffReader.read(stage.migration().stateDir()).stream()
                .map(diff -> diff.kind() + " " + diff.table() + " " + diff.key() + ", primary " + diff.primaryValue()
                        + " in "
                        + latency(diff.primaryMicros()) + ", secondary " + diff.secondaryValue() + " in "
                        + latency(diff.secondaryMicros()) + ": " + diff.sql())
                .limit(3)
                .collect(Collectors.joining("; "));
    }

    String shadow(Step step) throws Exception {
        stage.turn("shadow.percent", "100");
        compareMore(step);
        stage.letTrade(4);
        StatusReport status = stage.status();
        if (status.number("shadow.diffs") > 0) {
            throw new StepFailed(
                    amount(status.number("shadow.diffs"), "difference") + " that nobody planted: " + differences());
        }
        return amount(status.number("shadow.compared"), "read") + " compared, no difference";
    }

    String gray(Step step) throws Exception {
        List<String> reached = new ArrayList<>();
        for (String percent : new String[] {"1", "10", "100"}) {
            step.note(percent + " % now; reads with pending writes stay");
            stage.turn("gray.percent", percent);
            Share share = new Share(stage);
            stage.board()
                    .await(
                            () -> "reads on the target at gray.percent = " + percent,
                            Stage.SOON,
                            () -> share.target() > 0);
            stage.letTrade(4);
            reached.add(String.format(Locale.ROOT, "%.2g", share.percent()));
            if (percent.equals("100") && share.percent() < 20) {
                throw new StepFailed("reached " + reached + ", and that is too few");
            }
        }
        return "reached " + String.join(", ", reached) + " % of all reads";
    }

    /** Returns when a good number of further reads have been compared. */
    private void compareMore(Step step) throws InterruptedException {
        long enough = stage.status().number("shadow.compared") + COMPARED_ENOUGH;
        stage.board().await("reads are compared", Stage.LATER, () -> {
            step.note(amount(stage.status().number("shadow.compared"), "read") + " compared");
            return stage.status().number("shadow.compared") >= enough;
        });
    }

    /** Returns how many rows the copy looked at. */
    long copied() {
        return copied;
    }

    /** The reads since a moment, by side. */
    private static final class Share {
        private final Stage stage;
        private final long source;
        private final long target;

        Share(Stage stage) {
            this.stage = stage;
            this.source = stage.board().refresh().number("reads.source");
            this.target = stage.status().number("reads.target");
        }

        long target() {
            return stage.status().number("reads.target") - target;
        }

        double percent() {
            long here = stage.status().number("reads.source") - source;
            return 100.0 * target() / Math.max(1, target() + here);
        }
    }
}
