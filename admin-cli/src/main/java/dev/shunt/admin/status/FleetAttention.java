package dev.shunt.admin.status;

import static dev.shunt.admin.terminal.Quantity.age;
import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Found;
import dev.shunt.cluster.Member;
import dev.shunt.cluster.Voided;
import dev.shunt.journal.Taint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What in a fleet needs a person, each with its fix. */
final class FleetAttention {
    private static final int MOST_TABLES = 5;

    private final FleetStatus fleet;
    private final Fleet all;
    private final List<Voided> voided;
    private final Instant now = Instant.now();

    FleetAttention(FleetStatus fleet, List<Voided> voided) {
        this.fleet = fleet;
        this.all = fleet.fleet();
        this.voided = voided;
    }

    /**
     * Returns what needs a person, each with its fix, but for taints of tables that are told already.
     *
     * @param told by table, since when it is tainted
     * @param unverified whether reads stay on the primary for want of a comparison
     */
    List<String> in(Map<String, Instant> told, boolean unverified) {
        List<String> attention = new ArrayList<>();
        for (Member member : all.members()) {
            if (fleet.silent(member)) {
                attention.add(gone(member));
            }
        }
        differentKnobs().ifPresent(attention::add);
        Map<String, Instant> tainted = new TreeMap<>(told);
        fleet.taintedTables().forEach((table, taints) -> {
            Instant since = taints.get(0).taint().since();
            if (tainted.putIfAbsent(table, since) == null) {
                attention.add(Attention.tainted(
                        table,
                        since.truncatedTo(ChronoUnit.SECONDS) + " in the register",
                        taints.get(0).taint().by()
                                + (taints.size() > 1 ? " (and " + amount(taints.size() - 1, "mark") + " more)" : ""),
                        compared(table, since)));
            }
        });
        all.found().stream()
                .filter(found ->
                        compared(found.table(), tainted.get(found.table())).isEmpty())
                .forEach(found -> attention.add(differs(found, tainted.get(Taint.EVERY_TABLE))));
        if (unverified && asksForGray()) {
            attention.addAll(uncounted(tainted.keySet()));
        }
        return attention;
    }

    private Optional<String> differentKnobs() {
        Map<String, Set<String>> byKnobs = new TreeMap<>();
        living().forEach(member -> byKnobs.computeIfAbsent(FleetStatus.knobs(member), knobs -> new TreeSet<>())
                .add(member.self().id()));
        return byKnobs.size() < 2
                ? Optional.empty()
                : Optional.of("instances have different knobs (" + String.join("/", FleetStatus.KNOBS) + "): "
                        + byKnobs.entrySet().stream()
                                .map(some -> some.getKey() + " on " + String.join(", ", some.getValue()))
                                .collect(Collectors.joining("; "))
                        + ". A change takes a second; if this stays, their files differ or one of them is not applied");
    }

    private Stream<Member> living() {
        return all.members().stream().filter(member -> !fleet.silent(member));
    }

    private boolean asksForGray() {
        return living().map(FleetStatus::details)
                .anyMatch(details -> !String.valueOf(details.object("knobs").getOrDefault("gray.percent", "0"))
                                .equals("0")
                        || details.object("tables").toString().contains("gray.percent"));
    }

    /** What was found equal and counts no more, but for tables of which is told already that they are not equal. */
    private List<String> uncounted(Set<String> tainted) {
        Set<String> different = all.found().stream().map(Found::table).collect(Collectors.toSet());
        Map<String, List<String>> tables = new TreeMap<>();
        for (Voided one : voided) {
            if (!tainted.contains(one.table())
                    && !tainted.contains(Taint.EVERY_TABLE)
                    && !different.contains(one.table())) {
                tables.computeIfAbsent(one.reason(), reason -> new ArrayList<>())
                        .add(one.table());
            }
        }
        return tables.entrySet().stream()
                .map(entry -> "reads stay on the primary, for these tables count as verified no more: "
                        + some(entry.getValue()) + " (" + entry.getKey() + "). "
                        + (entry.getKey().startsWith("instance ")
                                ? "Give all instances the same tables and mirror, then shunt verify"
                                : "shunt verify"))
                .toList();
    }

    private static String some(List<String> tables) {
        int more = tables.size() - MOST_TABLES;
        return String.join(", ", tables.subList(0, Math.min(MOST_TABLES, tables.size())))
                + (more > 0 ? " and " + count(more) + " more" : "");
    }

    /**
     * Returns what the last comparison has found in a table that was tainted before it, which explains it, and the fix;
     * empty where there was none, or the table was not tainted then.
     */
    String compared(String table, @Nullable Instant tainted) {
        return all.found().stream()
                .filter(found -> found.table().equals(table)
                        && tainted != null
                        && !tainted.isAfter(now.minusMillis(found.ageMillis())))
                .map(found -> "It differed when it was compared, " + age(found.ageMillis()) + " ago: " + rows(found)
                        + ". " + fix(found))
                .findFirst()
                .orElse("");
    }

    private static String rows(Found found) {
        return found.differing() == 0
                ? "it has no primary key to tell which rows"
                : amount(found.extra(), "row") + " only on the target, " + count(found.changed()) + " changed, "
                        + count(found.missing()) + " missing";
    }

    private static String fix(Found found) {
        return found.differing() == 0
                ? "shunt backfill " + found.table() + " --restart copies it anew, then shunt verify " + found.table()
                : "shunt repair " + found.table() + ", then shunt verify " + found.table();
    }

    private static String differs(Found found, @Nullable Instant allTainted) {
        String why = allTainted != null
                ? ""
                : found.equalMillis() > 0
                        ? ". It was equal " + age(found.equalMillis())
                                + " ago, so something writes past Shunt: a job on the wrong side, or one on the source"
                        : found.extra() > 0
                                ? ". Nobody mirrored the first: a job may be writing to the wrong side"
                                : "";
        return "table " + found.table() + " differed when it was last compared, " + age(found.ageMillis()) + " ago: "
                + rows(found) + why + ". " + fix(found);
    }

    private static String gone(Member member) {
        String who =
                "instance " + member.self().id() + ", process " + member.self().pid() + " on host "
                        + member.self().host() + ", has been silent for " + age(member.ageMillis());
        return member.clean()
                ? who + " and left nothing: if it was stopped for good, shunt control forget "
                        + member.self().id()
                : who + end(member) + ": start it again with its state.dir "
                        + member.self().stateDir() + "; if that is lost, shunt control forget "
                        + member.self().id() + " and compare its tables";
    }

    private static String end(Member member) {
        if (!member.left()) {
            return " and is unclean";
        }
        long rows = member.pending();
        return " and left with " + (rows == 0 ? "a write under way" : amount(rows, "row") + " pending");
    }
}
