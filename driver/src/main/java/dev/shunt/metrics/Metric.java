package dev.shunt.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number that an instance tells, declared once: the Prometheus text, the JMX attributes and {@code docs/metrics.md} are
 * made from {@link #ALL}.
 *
 * @param name as Prometheus knows it; one that ends in {@code _total} only rises while the instance runs
 * @param path where it is in the status; {@code *} stands for each name there
 * @param label what the names are that {@code *} stands for; null where the path has none
 * @param scale what the number in the status is multiplied by; a flag is 1 or 0, and so is a text that is there or not
 * @param help what it is
 */
public record Metric(
        String name, List<String> path, @Nullable String label, double scale, String help) {
    private static final double MILLIS = 1e-3;
    private static final double MICROS = 1e-6;
    private static final String TABLES = "mirror.tables.*.";

    /** All of them, in the order of the docs. */
    public static final List<Metric> ALL = List.of(
            of("statements_total", "statements", "statements that were looked at, which is while a knob is on"),
            each("reads_total", "reads.*", "side", "reads answered by the side"),
            each("writes_total", "writes.*", "side", "writes that ran on the side"),
            of("unwrapped_total", "unwrapped", "objects that the application took out of their wrapper"),
            of("gray_asked_percent", "gray.asked", "share of reads that gray.percent and the keys have drawn"),
            of("gray_reached_percent", "gray.reached", "share of reads that the target answered"),
            each("gray_stayed_total", "gray.stayed.*", "reason", "reads that stayed on the primary"),
            of("gray_fell_back_total", "gray.fell_back", "gray reads run again on the primary"),
            of(
                    "gray_budget_exceeded",
                    "gray.budget.exceeded",
                    "whether all reads stay on the primary, gray ones having failed or been slow"),
            of("gray_budget_exceeded_total", "gray.budget.times", "how often that came about"),
            of("verified_tables", "verified.count", "tables that count as verified"),
            of("mirror_synced_rows_total", "mirror.synced", "rows brought to the secondary"),
            of("mirror_failed_syncs_total", "mirror.failed", "syncs that failed, each time"),
            of("mirror_pending_rows", "mirror.pending", "rows still to be synced; a whole table is one"),
            scaled("mirror_lag_seconds", "mirror.lag_ms", MILLIS, "age of the oldest row still to be synced"),
            of("external_marker_seen", "external.seen", "whether a marker has arrived, under mirror = external"),
            scaled("external_lag_seconds", "external.lag_ms", MILLIS, "age of the newest marker that has arrived"),
            table("synced_rows_total", "synced", "rows of the table brought to the secondary"),
            table("pending_rows", "pending", "rows still to be synced"),
            table("whole_table_pending", "whole_table", "whether rows are pending that cannot be listed"),
            new Metric(
                    "shunt_table_oldest_seconds",
                    path(TABLES + "oldest_ms"),
                    "table",
                    MILLIS,
                    "age of the oldest row still to be synced"),
            table("in_doubt_rows", "in_doubt", "rows whose transaction may still be open on the primary"),
            table("failing_rows", "failing", "rows whose last sync failed"),
            table("failing_attempts", "attempts", "most tries of one of them"),
            new Metric(
                    "shunt_table_next_try_seconds",
                    path(TABLES + "next_try_ms"),
                    "table",
                    MILLIS,
                    "time until the first of them is tried again"),
            table("failed_syncs_total", "failed", "syncs that failed, each time"),
            table("tainted", "tainted_since", "whether rows may differ that cannot be listed"),
            table("asked_total", "asked", "statements whose rows were asked for"),
            table("range_intents_total", "range_intents", "statements whose rows stayed unknown"),
            of("shadow_compared_total", "shadow.compared", "reads compared, to whatever end"),
            of("shadow_equal_total", "shadow.equal", "reads found equal, at once or when looked at again"),
            of("shadow_diffs_total", "shadow.diffs", "reads with a difference that stayed"),
            of("shadow_healed_total", "shadow.healed", "differences whose row was handed to row sync"),
            of("shadow_not_healed_total", "shadow.not_healed", "differences that could not be, while healing is on"),
            of("shadow_noise_total", "shadow.noise", "reads that differ from themselves in one snapshot"),
            of("shadow_unsettled_total", "shadow.unsettled", "reads that could not be decided"),
            of("shadow_incomparable_total", "shadow.incomparable", "reads not surely different nor surely equal"),
            of("shadow_underway", "shadow.underway", "reads waiting to be compared"),
            of(
                    "shadow_dropped_total",
                    "shadow.dropped",
                    "reads not compared, the queue being full or the breaker open"),
            of("shadow_errors_total", "shadow.errors", "reads that the other side could not be asked"),
            each("shadow_skipped_total", "shadow.skipped.*", "reason", "reads that cannot be compared"),
            of("breaker_open", "breaker.open", "whether the secondary is being left alone"),
            latency("p50", "the median of the calls timed"),
            latency("p99", "what 99 % of the calls timed stayed within"),
            latency("max", "the slowest call timed"),
            of("register_registered", "register.registered", "whether the instance is in the register"),
            of("register_instances", "register.instances", "instances in the register"),
            each(
                    "faults_total",
                    "faults.*",
                    "what",
                    "faults of Shunt or the secondary that were kept from the application"));

    private static List<String> path(String path) {
        return List.of(path.split("\\.", -1));
    }

    private static Metric of(String name, String path, String help) {
        return scaled(name, path, 1, help);
    }

    private static Metric scaled(String name, String path, double scale, String help) {
        return new Metric("shunt_" + name, path(path), null, scale, help);
    }

    private static Metric each(String name, String path, String label, String help) {
        return new Metric("shunt_" + name, path(path), label, 1, help);
    }

    private static Metric table(String name, String key, String help) {
        return new Metric("shunt_table_" + name, path(TABLES + key), "table", 1, help);
    }

    private static Metric latency(String which, String help) {
        return new Metric(
                "shunt_latency_" + which + "_seconds", path("latency.*." + which + "_us"), "call", MICROS, help);
    }

    /** Returns {@code counter} for what only rises, else {@code gauge}. */
    public String type() {
        return name.endsWith("_total") ? "counter" : "gauge";
    }

    /** Returns the name of its JMX attribute, such as {@code MirrorPendingRows}. */
    public String attribute() {
        StringBuilder attribute = new StringBuilder();
        for (String word : name.substring(name.indexOf('_') + 1).split("_", -1)) {
            attribute.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return attribute.toString();
    }

    /** Whether it is told for each table. */
    public boolean perTable() {
        return "table".equals(label);
    }
}
