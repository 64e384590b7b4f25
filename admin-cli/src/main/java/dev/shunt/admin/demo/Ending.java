package dev.shunt.admin.demo;

import static dev.shunt.admin.terminal.Quantity.amount;

import dev.shunt.admin.demo.Board.StepFailed;
import dev.shunt.admin.status.StatusReport;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** The last step: the shop closes, and nothing but the two databases themselves is asked whether they are equal. */
final class Ending {
    private final Stage stage;
    private volatile @Nullable TableComparison comparison;

    Ending(Stage stage) {
        this.stage = stage;
    }

    String compare(Step step) throws Exception {
        stage.shop().shut();
        step.note("the shop is closed; waiting for what is pending");
        stage.drain();
        StatusReport tables = stage.status().part("mirror.tables");
        for (String table : tables.json().keySet()) {
            if (tables.part(table).text("tainted_since") != null) {
                throw new StepFailed(table + " is tainted: " + tables.text(table + ".tainted_by"));
            }
        }
        TableComparison found;
        try (Connection source = stage.databases().source();
                Connection target = stage.databases().target()) {
            found = TableComparison.of(source, target);
        }
        comparison = found;
        if (found.differing() > 0) {
            found.samples().forEach(stage.board()::event);
            throw new StepFailed(amount(found.differing(), "row") + " of " + found.allRows() + " differ");
        }
        return amount(found.allRows(), "row") + " in " + amount(found.rows().size(), "table") + ": all equal";
    }

    /** Returns what was found; null if it did not come to that. */
    @Nullable
    TableComparison comparison() {
        return comparison;
    }
}
