package dev.shunt.admin.status;

import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.admin.terminal.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What in a status needs a person, each with its fix. */
final class Attention {
    /** The age of a pending row that is no longer one of "soon". */
    private static final long LATE_MILLIS = 60_000;

    private Attention() {}

    /** Returns the tables of which {@link #in} says that they are tainted. */
    static Set<String> tainted(StatusReport status) {
        StatusReport tables = status.part("mirror.tables");
        return tables.json().keySet().stream()
                .filter(name -> new StatusReport(TableStatus.of(tables, name)).text("tainted_since") != null)
                .collect(Collectors.toSet());
    }

    /** A walk takes its time, and shows how far it is. */
    private static boolean late(StatusReport status, String name, StatusReport table) {
        return table.number("pending") > 0
                && table.number("oldest_ms") >= LATE_MILLIS
                && !name.equals(status.text("mirror.settling.table"));
    }

    static List<String> in(StatusReport status) {
        List<String> attention = new ArrayList<>();
        if (status.text("error") != null) {
            attention.add("the instance could not tell its status: " + status.text("error"));
        }
        if (status.text("config.problem") != null) {
            attention.add("the file is not applied, what was read before holds: " + status.text("config.problem"));
        }
        String breaker = status.text("breaker.state", "closed");
        if (!breaker.equals("closed")) {
            attention.add("the target is left alone (breaker " + breaker + "): "
                    + status.text("breaker.last_error", "no answer")
                    + ". Look after the target; writes are pending meanwhile and drain when it is back");
        }
        if (status.text("external.problem") != null) {
            attention.add("mirror = external: " + status.text("external.problem"));
        }
        if (Boolean.TRUE.equals(status.part("gray.budget").json().get("exceeded"))) {
            attention.add("reads stay on the primary, since of the last gray reads "
                    + status.text("gray.budget.why", "too many failed") + ". They are tried again in "
                    + Quantity.age(status.number("gray.budget.retry_ms")));
        }
        if (status.text("register.problem") != null) {
            attention.add("the fleet is not seen by this instance: " + status.text("register.problem"));
        }
        StatusReport tables = status.part("mirror.tables");
        for (String name : tables.json().keySet()) {
            StatusReport table = new StatusReport(TableStatus.of(tables, name));
            if (table.text("tainted_since") != null) {
                attention.add("table " + name + " is tainted since " + table.text("tainted_since") + ": "
                        + table.text("tainted_by", "?") + ". Its rows must be compared and copied again");
            }
            String error = table.text("last_error") == null ? table.text("failing_by") : table.text("last_error");
            if (breaker.equals("closed") && table.number("pending") > 0 && error != null) {
                attention.add("table " + name + " cannot be brought up to date: " + error);
            } else if (breaker.equals("closed") && late(status, name, table)) {
                attention.add("table " + name + " is behind by " + Quantity.age(table.number("oldest_ms"))
                        + ", though nothing fails: " + amount(table.number("pending"), "row") + " pending, "
                        + count(table.number("in_doubt"))
                        + " of these in doubt, which wait for a session of the primary to end: see shunt journal");
            }
        }
        if (status.number("shadow.diffs") > 0) {
            attention.add(
                    amount(status.number("shadow.diffs"), "difference") + " between the two sides: see shunt diffs");
        }
        if (status.number("unwrapped") > 0) {
            attention.add("the application unwrapped " + amount(status.number("unwrapped"), "JDBC object")
                    + ": what it writes on the vendor's own objects is not mirrored");
        }
        return attention;
    }
}
