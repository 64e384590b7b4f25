package dev.shunt.admin.verify;

import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.count;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Table;
import dev.shunt.admin.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a verification came to, for a person or for a script. */
final class VerifyView {
    /**
     * All of it.
     *
     * @param checks by name: null where both sides agree
     * @param cleared tables whose taints are taken off
     * @param kept why no taint was, where there were some; else null
     * @param sample the share of the chunks that was compared, in percent; "" for all
     * @param stopped by Ctrl-C
     */
    record Outcome(
            List<Tally> tallies,
            Map<String, @Nullable String> checks,
            Set<String> cleared,
            @Nullable String kept,
            String sample,
            boolean stopped,
            Path report) {
        long sum(ToLongFunction<Tally> of) {
            return tallies.stream().mapToLong(of).sum();
        }

        /** Returns true if all that was asked for was compared. */
        boolean complete() {
            return !stopped && !tallies.isEmpty() && tallies.stream().allMatch(Tally::compared);
        }

        boolean clean() {
            return complete()
                    && sum(Tally::differing) == 0
                    && checks.values().stream().allMatch(check -> check == null);
        }

        /** Returns the share of rows that are equal; null where not all was compared, or there was no row. */
        @Nullable
        String consistent() {
            long rows = sum(tally -> tally.rows);
            return complete() && rows > 0 ? Tally.share(rows, sum(Tally::differing)) : null;
        }

        /** Returns what there is to say of all rows. */
        String summary() {
            String share = consistent();
            return amount(sum(tally -> tally.rows), "row") + " compared on both sides, "
                    + (sample.isEmpty() ? "" : "a sample of " + sample + " %, ")
                    + count(sum(Tally::differing)) + " differing: "
                    + (share != null
                            ? share + (sample.isEmpty() ? "" : " of the sampled rows") + " consistent"
                            : complete() ? "the primary has no such rows" : "not all was compared");
        }
    }

    private final Outcome outcome;
    private final Terminal terminal;

    VerifyView(Outcome outcome, Terminal terminal) {
        this.outcome = outcome;
        this.terminal = terminal;
    }

    void print(String goOn) {
        Table table = new Table(
                "table",
                "rows>",
                "on the target>",
                "chunks>",
                "missing>",
                "extra>",
                "changed>",
                "unsettled>",
                "equal>");
        for (Tally tally : outcome.tallies()) {
            table.row(
                    tally.table,
                    count(tally.rows),
                    count(tally.secondaryRows),
                    count(tally.chunks),
                    count(tally.missing),
                    count(tally.extra),
                    count(tally.changed),
                    count(tally.unsettled),
                    tally.equal());
        }
        table.print(terminal, "");
        outcome.tallies().forEach(this::details);
        outcome.checks()
                .forEach((name, difference) -> terminal.line("check " + name + ": "
                        + (difference == null ? "equal" : terminal.paint(Style.RED, difference))));
        long differing = outcome.sum(Tally::differing);
        terminal.line(
                terminal.paint(outcome.complete() && differing == 0 ? Style.GREEN : Style.RED, outcome.summary()));
        if (differing > 0) {
            terminal.line("all of them are in " + outcome.report() + "; shunt repair --from " + outcome.report()
                    + " brings them up to date");
        }
        long pending = outcome.sum(tally -> tally.pending);
        if (pending > 0) {
            terminal.line(count(pending) + " of them may be late only: writes of their tables were still pending after"
                    + " --wait; shunt status says why");
        }
        long rogue = outcome.sum(tally -> tally.rogue);
        if (rogue > 0) {
            terminal.line(count(rogue) + " of them written past Shunt, since their tables were equal before: a job"
                    + " writes to the wrong side, or to the right one without Shunt");
        } else if (outcome.sum(tally -> tally.extra) > 0) {
            terminal.line("extra rows: their removal was not mirrored, or a job writes to the wrong side");
        }
        if (!outcome.cleared().isEmpty()) {
            terminal.line("no longer tainted: " + String.join(", ", outcome.cleared()));
        }
        if (outcome.kept() != null) {
            terminal.line("taints are kept: " + outcome.kept());
        }
        if (outcome.stopped()) {
            terminal.line("stopped before the end; go on with: " + goOn);
            terminal.line("a run that is resumed takes no taint off, and proves no table equal for gray reads: a whole"
                    + " shunt verify does");
        }
    }

    private void details(Tally tally) {
        if (tally.problem != null) {
            terminal.line(tally.table + ": " + terminal.paint(Style.RED, tally.problem));
        }
        if (tally.resumed != null) {
            terminal.line(tally.table + ": not looked at again, since it was before: " + tally.resumed);
        }
        tally.shown.forEach(line -> terminal.line("  " + line));
        long more = tally.differing() - tally.shown.size();
        if (more > 0) {
            terminal.line("  and " + count(more) + " more");
        }
    }

    void json() throws IOException {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("clean", outcome.clean());
        json.put("rows", outcome.sum(tally -> tally.rows));
        json.put("secondary_rows", outcome.sum(tally -> tally.secondaryRows));
        json.put("chunks", outcome.sum(tally -> tally.chunks));
        json.put("differing", outcome.sum(Tally::differing));
        json.put("unsettled", outcome.sum(tally -> tally.unsettled));
        json.put("pending", outcome.sum(tally -> tally.pending));
        json.put("past_shunt", outcome.sum(tally -> tally.rogue));
        json.put("consistent", outcome.consistent());
        json.put("sample_percent", outcome.sample().isEmpty() ? null : Double.valueOf(outcome.sample()));
        json.put("stopped", outcome.stopped());
        json.put("tables", outcome.tallies().stream().map(Tally::json).toList());
        json.put("checks", outcome.checks());
        json.put("cleared", outcome.cleared());
        json.put("taints_kept", outcome.kept());
        json.put("report", outcome.report().toString());
        terminal.line(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json));
    }
}
