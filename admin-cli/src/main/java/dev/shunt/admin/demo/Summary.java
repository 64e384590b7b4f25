package dev.shunt.admin.demo;

import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.count;
import static dev.shunt.admin.terminal.Quantity.latency;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.demo.Step.Latency;
import dev.shunt.admin.status.StatusReport;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Table;
import dev.shunt.admin.terminal.Terminal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the demo says at its end.
 *
 * @param fine true if every step did what it should and the shop saw no error
 * @param comparison the comparison of all tables; null if it did not come to that
 */
record Summary(
        boolean fine,
        Board board,
        long copied,
        int found,
        @Nullable TableComparison comparison) {

    void print(Terminal terminal) {
        StatusReport status = board.status();
        ShopRecord shop = board.record();
        terminal.line("");
        steps().print(terminal, "  ");
        terminal.line("");
        terminal.line("  shop      " + amount(shop.operations(), "operation") + ", "
                + terminal.paint(shop.errors() == 0 ? Style.GREEN : Style.RED, amount(shop.errors(), "error"))
                + ", " + amount(shop.retries(), "deadlock") + " retried as in any shop");
        shop.messages().forEach(message -> terminal.line("            " + terminal.paint(Style.RED, message)));
        terminal.line("  driver    " + amount(status.number("statements"), "statement") + ", "
                + amount(status.number("writes.source"), "write") + " mirrored as "
                + amount(status.number("mirror.synced"), "row") + ", " + amount(copied, "row") + " copied");
        terminal.line("  reads     " + count(status.number("reads.source")) + " by the source, "
                + count(status.number("reads.target")) + " by the target; " + count(status.number("shadow.compared"))
                + " compared");
        String stayed = status.object("gray.stayed").entrySet().stream()
                .map(reason -> reason.getKey() + " " + reason.getValue())
                .collect(Collectors.joining(", "));
        terminal.line("            by the source because: " + terminal.cut(stayed, terminal.columns() - 36));
        terminal.line("  planted   " + found + " of " + amount(Planted.ALL.size(), "difference") + " found");
        if (comparison != null) {
            terminal.line("  tables    " + amount(comparison.allRows(), "row") + " compared, "
                    + terminal.paint(
                            comparison.differing() == 0 ? Style.GREEN : Style.RED,
                            amount(comparison.differing(), "differing row")));
            comparison.samples().forEach(sample -> terminal.line("            " + terminal.paint(Style.RED, sample)));
        }
        board.steps().stream()
                .filter(step -> step.state() == Step.State.FAILED)
                .forEach(step ->
                        terminal.line("  failed    " + terminal.paint(Style.RED, step.title() + ": " + step.note())));
        terminal.line("");
        terminal.line(
                fine
                        ? terminal.paint(Style.GREEN, "The shop's data has moved, and the shop has seen nothing of it.")
                        : terminal.paint(Style.RED, "This did not go as it should."));
    }

    /** Returns one line for scripts. */
    String json() {
        StatusReport status = board.status();
        ShopRecord shop = board.record();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("ok", fine);
        json.put("seconds", board.elapsed().toSeconds());
        json.put("operations", shop.operations());
        json.put("statements", status.number("statements"));
        json.put("application_errors", shop.errors());
        json.put("mirrored", status.number("writes.source"));
        json.put("row_synced", status.number("mirror.synced") + copied);
        json.put("compared", status.number("shadow.compared"));
        json.put("diffs_found", found);
        json.put("diffs_planted", Planted.ALL.size());
        json.put("gray_reads", status.number("reads.target"));
        json.put("rows_compared", comparison == null ? null : comparison.allRows());
        json.put("differing_rows", comparison == null ? null : comparison.differing());
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Table steps() {
        Table table = new Table("what the shop felt during", "operations>", "p50>", "p99>");
        for (Step step : board.steps()) {
            Latency felt = step.latency();
            if (felt != null && felt.operations() > 0) {
                table.row(step.title(), count(felt.operations()), latency(felt.p50()), latency(felt.p99()));
            }
        }
        return table;
    }
}
