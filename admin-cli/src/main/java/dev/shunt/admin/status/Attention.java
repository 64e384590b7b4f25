package dev.shunt.admin.status;

import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.admin.terminal.Quantity;
import dev.shunt.journal.Taint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What in a status needs a person, each with its fix. */
public final class Attention {
    /** The age of a pending row that is no longer one of "soon". */
    private static final long LATE_MILLIS = 60_000;

    private Attention() {}

    /** Returns the tables of which {@link #in} says that they are tainted, with since when. */
    static Map<String, Instant> tainted(StatusReport status) {
        StatusReport tables = status.part("mirror.tables");
        Map<String, Instant> tainted = new TreeMap<>();
        for (String name : tables.json().keySet()) {
            String since = new StatusReport(TableStatus.of(tables, name)).text("tainted_since");
            if (since != null) {
                tainted.put(name, Instant.parse(since));
            }
        }
        return tainted;
    }

    /** Says that a table is tainted; {@code compared} is what its last comparison has found since then, with the fix, or empty. */
    public static String tainted(String table, String since, String by, String compared) {
        boolean every = table.equals(Taint.EVERY_TABLE);
        String name = every ? "" : " " + table;
        return (every ? "every table" : "table" + name) + " is tainted since " + since + ": " + by + ". "
                + (compared.isEmpty()
                        ? "Its rows on the target cannot be trusted: shunt verify" + name + ", and repair what differs"
                        : compared);
    }

    /** A walk takes its time, and shows how far it is. */
    private static boolean late(StatusReport status, String name, StatusReport table) {
        return table.number("pending") > 0
                && table.number("oldest_ms") >= LATE_MILLIS
                && !name.equals(status.text("mirror.settling.table"));
    }

    private static String waits(StatusReport status, StatusReport table) {
        if (table.number("in_doubt") == 0 && Boolean.TRUE.equals(table.json().get("whole_table"))) {
            String other = status.text("mirror.settling.table");
            return "it waits to be compared as a whole, since not all of its rows that were written are known"
                    + (other == null
                            ? ""
                            : "; " + other + " is at present, " + count(status.number("mirror.settling.compared"))
                                    + " rows of it so far");
        }
        return amount(table.number("pending"), "row") + " pending, " + count(table.number("in_doubt"))
                + " of these in doubt, which wait for a session of the primary to end";
    }

    static List<String> in(StatusReport status) {
        return in(status, null);
    }

    /** As the other, with what the last comparison of each tainted table has found. */
    static List<String> in(StatusReport status, @Nullable FleetAttention fleet) {
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
                String since = table.text("tainted_since", "?");
                attention.add(tainted(
                        name,
                        since,
                        table.text("tainted_by", "?"),
                        fleet == null ? "" : fleet.compared(name, Instant.parse(since))));
            }
            String error = table.text("last_error") == null ? table.text("failing_by") : table.text("last_error");
            if (breaker.equals("closed") && table.number("pending") > 0 && error != null) {
                attention.add("table " + name + " cannot be brought up to date: " + error);
            } else if (breaker.equals("closed") && late(status, name, table)) {
                attention.add("table " + name + " is behind by " + Quantity.age(table.number("oldest_ms"))
                        + ", though nothing fails: " + waits(status, table) + ": see shunt journal");
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
