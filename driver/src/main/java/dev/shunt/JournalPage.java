package dev.shunt;

import dev.shunt.diff.DiffRecords;
import dev.shunt.journal.Account;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Pending;
import dev.shunt.journal.Store;
import dev.shunt.journal.Strain;
import dev.shunt.journal.Taint;
import dev.shunt.mirror.RangeCounts;
import dev.shunt.session.Breaker;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What {@code shunt journal} shows: what is pending, and why. Keys are shown as {@code diff.values} asks. */
record JournalPage(Journal journal, RangeCounts ranges, Breaker breaker, DiffRecords records) {
    /** Rows that are listed at most, so that an answer is bounded. */
    static final int MOST = 1_000;

    private static final String RETRY = "retry";

    /**
     * Answers what stands behind {@code journal} in a request: nothing (all of it), {@code summary} (without the rows),
     * {@code retry} or {@code retry TABLE}; null where it is none of these.
     */
    @Nullable
    Map<String, Object> answer(String request) {
        if (request.isEmpty()) {
            return page(MOST);
        }
        if (request.equals("summary")) {
            return page(0);
        }
        if (request.equals(RETRY) || request.startsWith(RETRY + " ")) {
            String table = request.substring(RETRY.length()).strip();
            int retried = journal.queue().retry(table.isEmpty() ? null : table);
            Map<String, Object> page = page(0);
            page.put("retried", retried);
            return page;
        }
        return null;
    }

    private Map<String, Object> page(int most) {
        Map<String, Object> page = new LinkedHashMap<>();
        Store.State store = journal.state(); // before the accounts: what is taken over meanwhile is in one of them
        page.put("store", store(store));
        page.put("breaker", StatusPage.breaker(breaker));
        List<Account> accounts = journal.accounts();
        long pending = accounts.stream().mapToLong(StatusPage::pending).sum() + store.left();
        page.put("pending", pending);
        page.put("tables", tables(accounts));
        List<Map<String, Object>> rows = new ArrayList<>();
        journal.queue().list(most).forEach(row -> rows.add(row(row)));
        page.put("rows", rows);
        page.put("more", Math.max(0, pending - rows.size()));
        return page;
    }

    static Map<String, Object> store(Store.State state) {
        Map<String, Object> store = new LinkedHashMap<>();
        store.put("kind", state.kind());
        store.put("bytes", state.bytes());
        store.put("intents", state.intents());
        store.put("left", state.left());
        store.put("fsync", state.fsync());
        store.put("problem", state.problem());
        return store;
    }

    private Map<String, Object> tables(List<Account> accounts) {
        Map<String, Strain> strains = journal.queue().strains();
        Map<String, Object> tables = new LinkedHashMap<>();
        for (Account account : accounts) {
            Taint taint = account.taint();
            Strain strain = strains.get(account.table());
            if (StatusPage.pending(account) == 0 && taint == null) {
                continue;
            }
            Map<String, Object> table = new LinkedHashMap<>();
            table.put("pending", StatusPage.pending(account));
            table.put("whole_table", account.walk());
            table.put(
                    "range_reasons",
                    account.walk() ? ranges.counts(account.table()).reasons() : Map.of());
            table.put("oldest_ms", TimeUnit.NANOSECONDS.toMillis(account.oldestNanos()));
            StatusPage.strain(table, strain);
            table.put(
                    "tainted_since",
                    taint == null
                            ? null
                            : taint.since().truncatedTo(ChronoUnit.SECONDS).toString());
            table.put("tainted_by", taint == null ? null : taint.by());
            tables.put(account.table(), table);
        }
        return tables;
    }

    private Map<String, Object> row(Pending pending) {
        String key = pending.key();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("table", pending.table());
        row.put("whole_table", key == null);
        row.put("key", key == null ? null : records.shownKey(key));
        row.put("age_ms", TimeUnit.NANOSECONDS.toMillis(pending.ageNanos()));
        row.put("attempts", pending.attempts());
        row.put("next_try_ms", TimeUnit.NANOSECONDS.toMillis(pending.nextTryNanos()));
        row.put("last_error", pending.lastError());
        row.put("in_doubt", pending.inDoubt());
        row.put("transaction", journal.name() + "-" + pending.transaction());
        row.put("transactions", pending.transactions());
        row.put("why", why(pending));
        return row;
    }

    private String why(Pending pending) {
        if (breaker.state() != Breaker.State.CLOSED) {
            return "the target is left alone (breaker)";
        }
        if (pending.taken()) {
            return "being synced";
        }
        if (pending.inDoubt()) {
            return "its session may still be open on the source, and commit it";
        }
        if (pending.lastError() != null) {
            return "failing";
        }
        return pending.key() == null ? "whole table: its rows are not known" : "waiting";
    }
}
