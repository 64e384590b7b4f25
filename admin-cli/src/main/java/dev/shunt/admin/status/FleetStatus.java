package dev.shunt.admin.status;

import static dev.shunt.admin.terminal.Quantity.age;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The whole fleet, as the register of the source has it. */
final class FleetStatus {
    static final List<String> KNOBS = List.of("primary", "mirror", "shadow.percent", "gray.percent");

    /** Columns that the whole table of instances takes. */
    private static final int WIDE = 150;

    private final Fleet fleet;
    private final Duration lease;

    FleetStatus(Fleet fleet, Duration lease) {
        this.fleet = fleet;
        this.lease = lease;
    }

    Fleet fleet() {
        return fleet;
    }

    boolean silent(Member member) {
        return member.ageMillis() > lease.toMillis();
    }

    static StatusReport details(Member member) {
        try {
            return new StatusReport(Json.object(member.details()));
        } catch (IOException e) {
            return new StatusReport(Map.of());
        }
    }

    /** The four knobs and those of single tables, in words; instances with the same have the same text. */
    static String knobs(Member member) {
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

    Map<String, List<FleetTaint>> taintedTables() {
        return fleet.taints().stream()
                .collect(Collectors.groupingBy(taint -> taint.taint().table(), TreeMap::new, Collectors.toList()));
    }

    /** Returns true if no instance is registered. */
    boolean isEmpty() {
        return fleet.members().isEmpty();
    }

    /** Returns the table of instances; on a narrow terminal without what tells little. */
    List<String> lines(Terminal terminal) {
        if (isEmpty()) {
            return List.of("no instance is registered");
        }
        return (terminal.redraws() && terminal.columns() < WIDE ? narrow(terminal) : wide(terminal)).lines(terminal, 2);
    }

    private Table narrow(Terminal terminal) {
        Table table = new Table("instance", "heard>", "knobs", "lag>", "pending>", "taints>", "state");
        for (Member member : fleet.members()) {
            table.row(
                    terminal.cut(member.self().id(), 14),
                    age(Math.max(0, member.ageMillis())),
                    terminal.cut(knobs(member), 20),
                    lag(member),
                    count(member.pending()),
                    count(taints(member)),
                    state(member, terminal));
        }
        return table;
    }

    private Table wide(Terminal terminal) {
        Table table = new Table(
                "instance",
                "host",
                "process>",
                "version",
                "heard>",
                "primary/mirror/shadow/gray",
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
                    lag(member),
                    count(member.pending()),
                    count(taints(member)),
                    state(member, terminal));
        }
        return table;
    }

    private static String lag(Member member) {
        return member.pending() == 0 ? "0" : age(member.oldestMillis());
    }

    private String state(Member member, Terminal terminal) {
        if (silent(member)) {
            return terminal.paint(Style.RED, member.clean() ? "silent" : "silent, unclean");
        }
        return terminal.paint(Style.GREEN, member.clean() ? "at rest" : off(member) ? "off" : "mirrors");
    }

    /** What it mirrored before, or tainted since, keeps it from being clean. */
    private static boolean off(Member member) {
        StatusReport details = details(member);
        return "off".equals(details.object("knobs").get("mirror"))
                && details.object("tables").isEmpty();
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
