package dev.shunt.admin.status;

import static dev.shunt.admin.terminal.Quantity.age;
import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Table;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.FleetTaint;
import dev.shunt.cluster.Found;
import dev.shunt.cluster.Member;
import dev.shunt.metrics.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The whole fleet, as the register of the source has it. */
final class FleetStatus {
    private static final List<String> KNOBS = List.of("primary", "mirror", "shadow.percent", "gray.percent");

    private final Fleet fleet;
    private final Duration lease;

    FleetStatus(Fleet fleet, Duration lease) {
        this.fleet = fleet;
        this.lease = lease;
    }

    private boolean silent(Member member) {
        return member.ageMillis() > lease.toMillis();
    }

    private static StatusReport details(Member member) {
        try {
            return new StatusReport(Json.object(member.details()));
        } catch (IOException e) {
            return new StatusReport(Map.of());
        }
    }

    /** The four knobs and those of single tables, in words; instances with the same have the same text. */
    private static String knobs(Member member) {
        StatusReport details = details(member);
        Map<String, Object> knobs = details.object("knobs");
        String general = KNOBS.stream()
                .map(knob -> String.valueOf(knobs.getOrDefault(knob, "?")))
                .collect(Collectors.joining("/"));
        Map<String, Object> tables = new TreeMap<>(details.object("tables"));
        return tables.isEmpty() ? general : general + " " + tables;
    }

    private long taints(Member member) {
        return fleet.taints().stream()
                .filter(taint -> taint.instance().equals(member.self().id()))
                .count();
    }

    /** Returns what needs a person, each with its fix, but for taints of tables that are {@code told} already. */
    List<String> attention(Set<String> told) {
        List<String> attention = new ArrayList<>();
        for (Member member : fleet.members()) {
            if (silent(member)) {
                attention.add(gone(member));
            }
        }
        Map<String, Set<String>> byKnobs = new TreeMap<>();
        fleet.members().stream().filter(member -> !silent(member)).forEach(member -> byKnobs.computeIfAbsent(
                        knobs(member), knobs -> new TreeSet<>())
                .add(member.self().id()));
        if (byKnobs.size() > 1) {
            attention.add("instances have different knobs (" + String.join("/", KNOBS) + "): "
                    + byKnobs.entrySet().stream()
                            .map(some -> some.getKey() + " on " + String.join(", ", some.getValue()))
                            .collect(Collectors.joining("; "))
                    + ". A change takes a second; if this stays, their files differ or one of them is not applied");
        }
        Map<String, List<FleetTaint>> untold = taintedTables();
        untold.keySet().removeAll(told);
        untold.forEach((table, taints) -> attention.add("table " + table + " is tainted in the register since "
                + taints.get(0).taint().since() + ": " + taints.get(0).taint().by()
                + (taints.size() > 1 ? " (and " + amount(taints.size() - 1, "mark") + " more)" : "")));
        fleet.found().forEach(found -> attention.add(differs(found)));
        return attention;
    }

    private static String differs(Found found) {
        String rows = amount(found.extra(), "row") + " only on the target, " + count(found.changed()) + " changed, "
                + count(found.missing()) + " missing";
        return "table " + found.table() + " differed when it was last compared, " + age(found.ageMillis()) + " ago: "
                + rows
                + (found.equalMillis() > 0
                        ? ". It was equal " + age(found.equalMillis())
                                + " ago, so something writes past Shunt: a job on the wrong side, or one on the source"
                        : found.extra() > 0
                                ? ". Nobody mirrored the first: a job may be writing to the wrong side"
                                : "")
                + ". shunt repair " + found.table() + ", then shunt verify " + found.table();
    }

    private static String gone(Member member) {
        String who =
                "instance " + member.self().id() + ", process " + member.self().pid() + " on host "
                        + member.self().host() + ", has been silent for " + age(member.ageMillis());
        return member.clean()
                ? who + " and left nothing: if it was stopped for good, shunt control forget "
                        + member.self().id()
                : who
                        + (member.left()
                                ? " and left with " + amount(member.pending(), "row") + " pending"
                                : " and is unclean")
                        + ": start it again with its state.dir "
                        + member.self().stateDir() + "; if that is lost, shunt control forget "
                        + member.self().id() + " and compare its tables";
    }

    private Map<String, List<FleetTaint>> taintedTables() {
        return fleet.taints().stream()
                .collect(Collectors.groupingBy(taint -> taint.taint().table(), TreeMap::new, Collectors.toList()));
    }

    /** Returns the table of instances. */
    List<String> lines(Terminal terminal) {
        Table table = new Table(
                "instance",
                "host",
                "process>",
                "version",
                "heard>",
                "knobs",
                "older open>",
                "lag>",
                "pending>",
                "taints>",
                "state");
        for (Member member : fleet.members()) {
            Integer older = member.olderOpen();
            table.row(
                    member.self().id(),
                    terminal.cut(member.self().host(), 24),
                    String.valueOf(member.self().pid()),
                    member.self().version(),
                    age(Math.max(0, member.ageMillis())),
                    terminal.cut(knobs(member), 40),
                    older == null ? "?" : count(older),
                    member.pending() == 0 ? "0" : age(member.oldestMillis()),
                    count(member.pending()),
                    count(taints(member)),
                    state(member, terminal));
        }
        return table.lines(terminal);
    }

    private String state(Member member, Terminal terminal) {
        if (silent(member)) {
            return terminal.paint(Style.RED, member.clean() ? "silent" : "silent, unclean");
        }
        return terminal.paint(Style.GREEN, member.clean() ? "at rest" : "mirrors");
    }

    /** Returns all of it for scripts. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", fleet.epoch());
        json.put("instances", fleet.members().stream().map(this::json).toList());
        json.put("taints", fleet.taints().stream().map(FleetStatus::json).toList());
        json.put("found", fleet.found().stream().map(FleetStatus::json).toList());
        return json;
    }

    private static Map<String, Object> json(Found found) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("table", found.table());
        json.put("compared_ms_ago", found.ageMillis());
        json.put("rows", found.rows());
        json.put("missing", found.missing());
        json.put("extra", found.extra());
        json.put("changed", found.changed());
        json.put("equal_ms_ago", found.equalMillis());
        json.put("by", found.by());
        return json;
    }

    private Map<String, Object> json(Member member) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", member.self().id());
        json.put("host", member.self().host());
        json.put("pid", member.self().pid());
        json.put("version", member.self().version());
        json.put("state_dir", member.self().stateDir());
        json.put("journal", member.self().journal());
        json.put("started_ms_ago", member.startedMillis());
        json.put("heard_ms_ago", member.ageMillis());
        json.put("silent", silent(member));
        json.put("clean", member.clean());
        json.put("applied_ms_ago", member.appliedMillis());
        json.put("older_open", member.olderOpen());
        json.put("pending", member.pending());
        json.put("oldest_ms", member.oldestMillis());
        json.put("taints", taints(member));
        json.put("mirrored", member.mirrored());
        json.putAll(details(member).json());
        return json;
    }

    private static Map<String, @Nullable Object> json(FleetTaint taint) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("table", taint.taint().table());
        json.put("since", taint.taint().since().toString());
        json.put("by", taint.taint().by());
        json.put("instance", taint.instance());
        json.put("unclean", taint.unclean());
        return json;
    }
}
