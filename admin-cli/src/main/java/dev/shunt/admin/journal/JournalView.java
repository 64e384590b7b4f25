package dev.shunt.admin.journal;

import static dev.shunt.admin.terminal.Quantity.age;
import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.admin.status.Attention;
import dev.shunt.admin.status.StatusReport;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Table;
import dev.shunt.admin.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A journal as a person reads it. */
record JournalView(StatusReport page, Terminal terminal) {
    /** Returns what in it needs a person, each with its fix. */
    static List<String> troubles(StatusReport page) {
        List<String> troubles = new ArrayList<>();
        String breaker = page.text("breaker.state", "closed");
        if ("false".equals(page.text("running")) && page.number("pending") > 0) {
            troubles.add(
                    "no instance runs: this is what the last one has left. Start the application with the same file"
                            + " and state.dir, which syncs it");
        }
        if (!breaker.equals("closed")) {
            troubles.add("the target is left alone (breaker " + breaker + "): "
                    + page.text("breaker.last_error", "no answer") + ". All rows wait until it is back");
        }
        if (page.text("store.problem") != null) {
            troubles.add("the journal itself: " + page.text("store.problem"));
        }
        for (Map.Entry<String, Object> entry : page.object("tables").entrySet()) {
            StatusReport table = part(entry.getValue());
            if (table.text("tainted_since") != null) {
                troubles.add(Attention.tainted(
                        entry.getKey(), table.text("tainted_since", "?"), table.text("tainted_by", "?"), ""));
            }
            if (breaker.equals("closed") && table.number("failing") > 0) {
                troubles.add("table " + entry.getKey() + ": " + amount(table.number("failing"), "row")
                        + " cannot be synced: " + table.text("failing_by", "?"));
            }
        }
        return troubles;
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are strings
    private static StatusReport part(Object json) {
        return new StatusReport(json instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of());
    }

    void print() {
        long pending = page.number("pending");
        troubles(page).forEach(trouble -> terminal.marked(trouble).forEach(terminal::line));
        if (pending == 0) {
            terminal.line("nothing is pending");
            return;
        }
        long left = page.number("store.left");
        String outbox = left == 0 ? "" : ", " + count(left) + " of them in the outbox and not taken over yet";
        terminal.line(terminal.paint(Style.BOLD, count(pending) + " pending") + outbox);
        tables().print(terminal, "");
        if (rows().isEmpty()) {
            return;
        }
        terminal.line("");
        rows().print(terminal, "");
        if (page.number("more") > 0) {
            terminal.line(terminal.paint(Style.DIM, "and " + count(page.number("more")) + " more"));
        }
    }

    private Table tables() {
        Table tables = new Table("table", "pending>", "oldest>", "failing>", "in doubt>", "whole table");
        page.object("tables").forEach((name, json) -> {
            StatusReport table = part(json);
            tables.row(
                    name,
                    count(table.number("pending")),
                    age(table.number("oldest_ms")),
                    count(table.number("failing")),
                    count(table.number("in_doubt")),
                    "true".equals(table.text("whole_table")) ? reasons(table.object("range_reasons")) : "");
        });
        return tables;
    }

    private static String reasons(Map<String, Object> counts) {
        return counts.isEmpty()
                ? "yes"
                : counts.entrySet().stream()
                        .map(reason -> reason.getKey() + " (" + reason.getValue() + ")")
                        .collect(Collectors.joining(", ", "after ", ""));
    }

    private Table rows() {
        Table rows = new Table("table", "key", "age>", "tries>", "next try>", "transaction", "why");
        if (page.json().get("rows") instanceof List<?> list) {
            list.forEach(json -> row(rows, part(json)));
        }
        return rows;
    }

    private void row(Table rows, StatusReport row) {
        boolean whole = "true".equals(row.text("whole_table"));
        String error = row.text("last_error");
        String transaction = row.text("transaction", "?"); // the instance's name and a number
        long others = row.number("transactions") - 1;
        rows.row(
                row.text("table", "?"),
                whole ? "(all)" : terminal.cut(row.text("key", "(not shown)"), 40),
                whole ? "" : age(row.number("age_ms")),
                count(row.number("attempts")),
                row.number("next_try_ms") > 0 ? "in " + age(row.number("next_try_ms")) : "",
                transaction.substring(transaction.lastIndexOf('-') + 1)
                        + (others > 0 ? " and " + amount(others, "other") : ""),
                row.text("why", "?") + (error == null ? "" : ": " + error));
    }
}
