package dev.shunt.admin.journal;

import dev.shunt.admin.status.StatusReport;
import dev.shunt.journal.Leftover;
import dev.shunt.journal.Pending;
import dev.shunt.journal.Taint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an instance that is gone has left, in the form in which a running one answers. */
final class DeadJournal {
    private static final int MOST = 1_000;

    private DeadJournal() {}

    /** @param full whether keys may be shown */
    static StatusReport page(Leftover left, boolean full) {
        Map<String, Object> tables = new LinkedHashMap<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        Set<String> names = new TreeSet<>(left.pending().keySet());
        left.taints().forEach(taint -> names.add(taint.table()));
        long pending = 0;
        for (String name : names) {
            List<Pending> ofTable = left.pending().getOrDefault(name, List.of());
            pending += ofTable.size();
            tables.put(name, table(name, ofTable, left.taints()));
            ofTable.stream().limit(MOST - rows.size()).forEach(row -> rows.add(row(row, full)));
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("running", false);
        page.put("pending", pending);
        page.put("tables", tables);
        page.put("rows", rows);
        page.put("more", pending - rows.size());
        return new StatusReport(page);
    }

    private static Map<String, Object> table(String name, List<Pending> rows, List<Taint> taints) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("pending", rows.size());
        table.put("whole_table", rows.stream().anyMatch(row -> row.key() == null));
        table.put("in_doubt", rows.stream().filter(Pending::inDoubt).count());
        taints.stream().filter(taint -> taint.table().equals(name)).findFirst().ifPresent(taint -> {
            table.put("tainted_since", taint.since().toString());
            table.put("tainted_by", taint.by());
        });
        return table;
    }

    private static Map<String, Object> row(Pending pending, boolean full) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("table", pending.table());
        row.put("whole_table", pending.key() == null);
        row.put("key", full ? pending.key() : null);
        row.put("in_doubt", pending.inDoubt());
        row.put("transaction", Long.toString(pending.transaction()));
        row.put("transactions", pending.transactions());
        row.put(
                "why",
                pending.inDoubt() ? "whether its transaction committed is not known" : "waits for the next start");
        return row;
    }
}
