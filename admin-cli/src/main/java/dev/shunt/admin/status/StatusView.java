package dev.shunt.admin.status;

import static dev.shunt.admin.terminal.Quantity.count;
import static dev.shunt.admin.terminal.Quantity.latency;

import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Table;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.route.Reason;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A status as a person reads it. */
final class StatusView {
    private static final List<String> KNOBS = List.of("primary", "mirror", "shadow.percent", "gray.percent");

    /** As the driver names the reason. */
    private static final String UNVERIFIED = Reason.UNVERIFIED.toString();

    private static final int MOST_TABLES = 20;

    /** Behind the names of the sections. */
    private static final int MARGIN = 9;

    private final StatusReport status;
    private final Terminal terminal;
    private final List<String> lines = new ArrayList<>();

    StatusView(StatusReport status, Terminal terminal) {
        this.status = status;
        this.terminal = terminal;
    }

    /** Returns all lines, what needs a person first. */
    List<String> lines(List<String> attention) {
        lines.add(terminal.paint(Style.BOLD, status.text("config.file", "?"))
                + terminal.paint(Style.DIM, "  process " + status.text("pid", "?") + since()));
        attention.forEach(problem -> lines.addAll(terminal.marked(problem)));
        knobs();
        traffic();
        mirror();
        shadow();
        section("breaker", status.text("breaker.state", "?"));
        latencies();
        return lines;
    }

    private String since() {
        try {
            Duration up = Duration.between(Instant.parse(status.text("started", "")), Instant.now());
            return ", up " + Quantity.age(Math.max(0, up.toMillis()));
        } catch (DateTimeException e) {
            return "";
        }
    }

    private void knobs() {
        Map<String, Object> set = status.object("config.knobs");
        section(
                "knobs",
                KNOBS.stream()
                        .map(knob ->
                                knob + " " + terminal.paint(Style.BOLD, String.valueOf(set.getOrDefault(knob, "?"))))
                        .collect(Collectors.joining("   ")));
        StatusReport tables = status.part("config.tables");
        for (String table : tables.json().keySet()) {
            more("table " + table + ": "
                    + TableStatus.of(tables, table).entrySet().stream()
                            .map(knob -> knob.getKey() + " " + knob.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }

    private void traffic() {
        section("reads", sides("reads"));
        double asked = status.decimal("gray.asked");
        if (asked > 0) {
            more("gray: asked " + percent(asked) + ", reached " + percent(status.decimal("gray.reached")));
        }
        Map<String, Object> stayed = status.object("gray.stayed");
        if (!stayed.isEmpty()) {
            more("stayed on the primary: " + counts(stayed));
        }
        if (status.number("gray.fell_back") > 0) {
            more("run again on the primary, because the target failed: " + count(status.number("gray.fell_back")));
        }
        if (unverified(status)) {
            more("verified: " + verified() + "; shunt verify TABLE makes it so, or a walk, or gray.unverified = allow");
        }
        section("writes", sides("writes") + "   of " + Quantity.amount(status.number("statements"), "statement"));
    }

    /** Returns true if reads stayed on the primary for want of a comparison. */
    static boolean unverified(StatusReport status) {
        return status.object("gray.stayed").containsKey(UNVERIFIED);
    }

    private String verified() {
        Set<String> tables = status.object("verified.tables").keySet();
        return tables.isEmpty()
                ? "no table"
                : tables.stream().limit(MOST_TABLES).collect(Collectors.joining(", "))
                        + (tables.size() > MOST_TABLES ? ", … (" + count(tables.size()) + ")" : "");
    }

    private void mirror() {
        long pending = status.number("mirror.pending");
        section(
                "mirror",
                status.text("mirror.mode", "?") + "   synced " + count(status.number("mirror.synced"))
                        + "   failed " + count(status.number("mirror.failed"))
                        + "   pending " + count(pending)
                        + (pending == 0 ? "" : " (oldest " + Quantity.age(status.number("mirror.oldest_ms")) + ")"));
        if (!status.object("external").isEmpty()) {
            more("external: "
                    + (status.text("external.lag_ms") == null
                            ? "no marker has arrived on the target yet"
                            : "all that is older than " + Quantity.age(status.number("external.lag_ms"))
                                    + " has arrived"));
        }
        Table table = new Table("table", "synced>", "pending>", "oldest>", "failed>", "tries>", "next try>", "state");
        StatusReport tables = status.part("mirror.tables");
        for (String name : tables.json().keySet()) {
            StatusReport one = new StatusReport(TableStatus.of(tables, name));
            table.row(
                    name,
                    count(one.number("synced")),
                    count(one.number("pending")),
                    age(one.number("oldest_ms")),
                    count(one.number("failed")),
                    one.number("failing") == 0 ? "" : count(one.number("attempts")),
                    age(one.number("next_try_ms")),
                    state(one));
        }
        add(table);
    }

    private static String age(long millis) {
        return millis == 0 ? "" : Quantity.age(millis);
    }

    private String state(StatusReport table) {
        if (table.text("tainted_since") != null) {
            String by =
                    table.text("tainted_by", "?").split(": ", 2)[0]; // the statement is told with what needs a person
            return terminal.paint(Style.RED, "tainted: " + by);
        }
        String error = table.text("last_error") == null ? table.text("failing_by") : table.text("last_error");
        return error == null
                ? terminal.paint(Style.GREEN, "ok")
                : (table.number("pending") > 0 ? "" : "ok; last error: ") + error;
    }

    private void shadow() {
        long diffs = status.number("shadow.diffs");
        section(
                "shadow",
                "compared " + count(status.number("shadow.compared"))
                        + "   equal " + count(status.number("shadow.equal"))
                        + "   " + terminal.paint(diffs == 0 ? Style.PLAIN : Style.YELLOW, "diffs " + count(diffs))
                        + "   noise " + count(status.number("shadow.noise"))
                        + "   unsettled " + count(status.number("shadow.unsettled"))
                        + "   dropped " + count(status.number("shadow.dropped")));
        Map<String, Object> skipped = status.object("shadow.skipped");
        if (!skipped.isEmpty()) {
            more("not compared: " + counts(skipped));
        }
    }

    private void latencies() {
        Table table = new Table("latency", "p50>", "p99>");
        StatusReport latencies = status.part("latency");
        for (String name : latencies.json().keySet()) {
            StatusReport one = latencies.part(name);
            table.row(name.replace('_', ' '), measured(one.number("p50_us")), measured(one.number("p99_us")));
        }
        add(table);
    }

    private static String measured(long micros) {
        return micros == 0 ? "-" : latency(micros);
    }

    private static String percent(double share) {
        return new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(share) + " %";
    }

    private void add(Table table) {
        if (!table.isEmpty()) {
            table.lines(terminal, MARGIN).forEach(line -> lines.add(" ".repeat(MARGIN) + line));
        }
    }

    private String sides(String what) {
        return "source " + count(status.number(what + ".source")) + "   target "
                + count(status.number(what + ".target"));
    }

    private static String counts(Map<String, Object> byReason) {
        return byReason.entrySet().stream()
                .map(reason -> reason.getKey() + " "
                        + (reason.getValue() instanceof Number number ? count(number.longValue()) : reason.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void section(String name, String text) {
        lines.addAll(section(terminal, name, text));
    }

    /** Returns a text behind the name of its section, in lines. */
    static List<String> section(Terminal terminal, String name, String text) {
        String label = terminal.paint(Style.CYAN, String.format(Locale.ROOT, "%-" + MARGIN + "s", name));
        List<String> lines = behind(terminal, text);
        lines.set(0, label + lines.get(0).substring(MARGIN));
        return lines;
    }

    private static List<String> behind(Terminal terminal, String text) {
        List<String> lines = new ArrayList<>();
        terminal.wrapped(text, Math.max(20, terminal.columns() - MARGIN))
                .forEach(line -> lines.add(" ".repeat(MARGIN) + line));
        return lines;
    }

    private void more(String text) {
        lines.addAll(behind(terminal, text));
    }
}
