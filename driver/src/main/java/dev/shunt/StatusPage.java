package dev.shunt;

import dev.shunt.cluster.RegisterState;
import dev.shunt.cluster.Verification;
import dev.shunt.config.Config;
import dev.shunt.diff.DiffLog;
import dev.shunt.journal.Account;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Strain;
import dev.shunt.journal.Taint;
import dev.shunt.mirror.External;
import dev.shunt.mirror.Healing;
import dev.shunt.mirror.RangeCounts;
import dev.shunt.mirror.RangeProgress;
import dev.shunt.mirror.Syncer;
import dev.shunt.mirror.Walker;
import dev.shunt.session.Breaker;
import dev.shunt.session.GrayBudget;
import dev.shunt.shadow.ShadowReads;
import dev.shunt.shadow.ShadowStats;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes what the rooms of a migration count onto the page that {@code shunt status} shows. */
record StatusPage(Config config, Map<String, Object> page) {
    void show(
            Journal journal,
            RangeCounts ranges,
            Syncer syncer,
            Walker walker,
            ShadowReads shadow,
            DiffLog diffs,
            Healing healing,
            Breaker breaker) {
        page.put("mirror", mirror(journal.accounts(), journal.queue().strains(), ranges, walker.progress()));
        page.put("journal", JournalPage.store(journal.state()));
        page.put("shadow", shadow(shadow.stats(), diffs, healing));
        page.put("breaker", breaker(breaker));
        if (page.get("latency") instanceof Map<?, ?> latency) {
            Map<String, Object> all = new LinkedHashMap<>();
            latency.forEach((name, timing) -> all.put(name.toString(), timing));
            all.put("sync", syncer.timing().shown());
            page.put("latency", all);
        }
    }

    static Map<String, Object> register(RegisterState state) {
        Map<String, Object> register = new LinkedHashMap<>();
        register.put("registered", state.registered());
        register.put("problem", state.problem());
        register.put("epoch", state.epoch());
        register.put("instances", state.members());
        register.put("older_open", state.olderOpen());
        return register;
    }

    /** Shows how far whoever mirrors instead of Shunt has come. */
    static void external(Map<String, Object> page, External external) {
        Long lag = external.lag();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("seen", lag != null);
        shown.put("lag_ms", lag == null ? null : TimeUnit.NANOSECONDS.toMillis(lag));
        shown.put("problem", external.problem());
        page.put("external", shown);
        if (lag != null
                && page.get("mirror") instanceof Map<?, ?> mirror
                && mirror.get("lag_ms") instanceof Long ours) {
            Map<String, Object> all = new LinkedHashMap<>();
            mirror.forEach((name, value) -> all.put(name.toString(), value));
            all.put("lag_ms", Math.max(ours, TimeUnit.NANOSECONDS.toMillis(lag)));
            page.put("mirror", all);
        }
    }

    /** Shows what is left of what gray reads may cost. */
    static void gray(Map<String, Object> page, GrayBudget.State budget) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("exceeded", budget.exceeded());
        shown.put("why", budget.why());
        shown.put("retry_ms", TimeUnit.NANOSECONDS.toMillis(budget.retryNanos()));
        shown.put("times", budget.times());
        if (page.get("gray") instanceof Map<?, ?> gray) {
            Map<String, Object> all = new LinkedHashMap<>();
            gray.forEach((name, value) -> all.put(name.toString(), value));
            all.put("budget", shown);
            page.put("gray", all);
        }
    }

    /** Shows which tables count as verified, and by whom. */
    static Map<String, Object> verified(List<Verification> read, Set<String> counting) {
        Map<String, Object> tables = new LinkedHashMap<>();
        for (Verification one : read) {
            if (counting.contains(one.table())) {
                Map<String, Object> table = new LinkedHashMap<>();
                table.put("since", Instant.ofEpochMilli(one.began()).toString());
                table.put("rows", one.rows());
                table.put("by", one.by());
                tables.put(one.table(), table);
            }
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("count", tables.size());
        shown.put("tables", tables);
        return shown;
    }

    static Map<String, Object> breaker(Breaker breaker) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("state", breaker.state().toString().toLowerCase(Locale.ROOT).replace('_', '-'));
        shown.put("open", breaker.state() != Breaker.State.CLOSED);
        shown.put("last_error", breaker.lastError());
        return shown;
    }

    private Map<String, Object> mirror(
            List<Account> accounts, Map<String, Strain> strains, RangeCounts ranges, @Nullable RangeProgress settling) {
        Map<String, Object> tables = new LinkedHashMap<>();
        accounts.forEach(account -> {
            Map<String, Object> table = table(account, ranges.counts(account.table()));
            strain(table, strains.get(account.table()));
            tables.put(account.table(), table);
        });
        Map<String, Object> mirror = new LinkedHashMap<>();
        mirror.put("mode", config.mirror().toString());
        mirror.put("synced", accounts.stream().mapToLong(Account::synced).sum());
        mirror.put("failed", accounts.stream().mapToLong(Account::failed).sum());
        mirror.put("pending", accounts.stream().mapToLong(StatusPage::pending).sum());
        long oldest = TimeUnit.NANOSECONDS.toMillis(
                accounts.stream().mapToLong(Account::oldestNanos).max().orElse(0));
        mirror.put("oldest_ms", oldest);
        mirror.put("lag_ms", oldest);
        mirror.put("settling", settling == null ? null : settling(settling));
        mirror.put("tables", tables);
        return mirror;
    }

    private static Map<String, Object> settling(RangeProgress progress) {
        Map<String, Object> settling = new LinkedHashMap<>();
        settling.put("table", progress.table());
        settling.put("since", progress.since().toString());
        settling.put("compared", progress.compared());
        settling.put("suspected", progress.suspected());
        return settling;
    }

    /** A table that waits to be walked counts as one row: it is not at peace. */
    static long pending(Account account) {
        return account.pending() + (account.walk() ? 1L : 0L);
    }

    /** Writes what holds up a table that has something pending. */
    static void strain(Map<String, Object> table, @Nullable Strain strain) {
        table.put("in_doubt", strain == null ? 0 : strain.inDoubt());
        table.put("failing", strain == null ? 0 : strain.failing());
        table.put("attempts", strain == null ? 0 : strain.attempts());
        table.put("next_try_ms", strain == null ? 0 : TimeUnit.NANOSECONDS.toMillis(strain.nextTryNanos()));
        table.put("failing_by", strain == null ? null : strain.error());
    }

    private static Map<String, Object> table(Account account, RangeCounts.Counts ranges) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("synced", account.synced());
        table.put("pending", pending(account));
        table.put("whole_table", account.walk());
        table.put("given", ranges.given());
        table.put("generated", ranges.generated());
        table.put("asked", ranges.asked());
        table.put("asked_again", ranges.again());
        table.put("range_intents", ranges.ranges());
        table.put("range_reasons", ranges.reasons());
        table.put("oldest_ms", TimeUnit.NANOSECONDS.toMillis(account.oldestNanos()));
        table.put("failed", account.failed());
        table.put("last_error", account.lastError());
        Taint taint = account.taint();
        table.put(
                "tainted_since",
                taint == null
                        ? null
                        : taint.since().truncatedTo(ChronoUnit.SECONDS).toString());
        table.put("tainted_by", taint == null ? null : taint.by());
        return table;
    }

    private static Map<String, Object> shadow(ShadowStats stats, DiffLog diffs, Healing healing) {
        Map<String, Object> skipped = new LinkedHashMap<>();
        stats.skipped().forEach((reason, count) -> skipped.put(reason.toString(), count));
        Map<String, Object> shadow = new LinkedHashMap<>();
        shadow.put("compared", stats.compared());
        shadow.put("equal", stats.equal() + stats.settled());
        shadow.put("settled", stats.settled());
        shadow.put("diffs", stats.diffs());
        shadow.put("records", diffs.count());
        shadow.put("healed", healing.healed());
        shadow.put("not_healed", healing.left());
        shadow.put("noise", stats.noise());
        shadow.put("unsettled", stats.unsettled());
        shadow.put("incomparable", stats.incomparable());
        shadow.put("underway", stats.underway());
        shadow.put("dropped", stats.dropped());
        shadow.put("errors", stats.errors());
        shadow.put("skipped", skipped);
        return shadow;
    }
}
