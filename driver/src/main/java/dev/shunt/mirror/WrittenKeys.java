package dev.shunt.mirror;

import dev.shunt.schema.Key;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What a statement or a transaction has written, as far as it is known. Not thread-safe. */
final class WrittenKeys {
    private final Map<String, Set<Key>> keys = new LinkedHashMap<>();
    private final Set<String> tables = new LinkedHashSet<>();
    private final int maxKeys;
    private final RangeCounts counts;
    private boolean lasting;

    /** @param maxKeys keys of one table beyond which only the table is kept */
    WrittenKeys(int maxKeys, RangeCounts counts) {
        this.maxKeys = maxKeys;
        this.counts = counts;
    }

    void add(String table, Collection<Key> more) {
        if (more.isEmpty() || tables.contains(table)) {
            return;
        }
        Set<Key> known = keys.computeIfAbsent(table, name -> new HashSet<>());
        known.addAll(more);
        if (known.size() > maxKeys) {
            addTable(table, "more rows than mirror.max-keys");
        }
    }

    /** Gives up naming the table's rows; counted once. */
    void addTable(String table, String why) {
        if (!tables.contains(table)) {
            counts.range(table, why);
        }
        whole(table);
    }

    /** Names the table only, as a statement that is counted elsewhere, or may yet tell its rows. */
    void whole(String table) {
        keys.remove(table);
        tables.add(table);
    }

    /** Adds what a statement has written, whose ranges are counted already. */
    void addAll(WrittenKeys more) {
        more.keys.forEach(this::add);
        more.tables.forEach(this::whole);
        lasting |= more.lasting;
    }

    /** Notes that a table is written to which keeps that whatever becomes of the statement or its transaction. */
    void last() {
        lasting = true;
    }

    /** Returns true if a failure, or a rollback, does not prove that nothing was written. */
    boolean lasting() {
        return lasting;
    }

    boolean isEmpty() {
        return keys.isEmpty() && tables.isEmpty();
    }

    Map<String, Set<Key>> keys() {
        return keys;
    }

    Set<String> tables() {
        return tables;
    }
}
