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

    /** @param maxKeys keys of one table beyond which only the table is kept */
    WrittenKeys(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    void add(String table, Collection<Key> more) {
        if (more.isEmpty() || tables.contains(table)) {
            return;
        }
        Set<Key> known = keys.computeIfAbsent(table, name -> new HashSet<>());
        known.addAll(more);
        if (known.size() > maxKeys) {
            addTable(table);
        }
    }

    void addTable(String table) {
        keys.remove(table);
        tables.add(table);
    }

    void addAll(WrittenKeys more) {
        more.keys.forEach(this::add);
        more.tables.forEach(this::addTable);
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
