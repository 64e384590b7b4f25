package dev.shunt.admin.backfill;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which tables are copied before which: those that its rows refer to, where the target checks that in any session. Of
 * tables that refer to each other in a circle, one has to be the first. Immutable.
 */
final class Parents {
    private final Map<String, Set<String>> parents = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Parents() {}

    /** Asks the target for its foreign keys; no table has parents where a session need not heed these. */
    static Parents of(Connection target, Collection<String> tables) throws SQLException {
        Parents all = new Parents();
        if (Dialect.of(target) != Dialect.H2) {
            return all;
        }
        Map<String, Set<String>> referred = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        tables.forEach(table -> referred.put(table, new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
        DatabaseMetaData meta = target.getMetaData();
        try (ResultSet there = meta.getTables(null, target.getSchema(), "%", null)) {
            while (there.next()) {
                Set<String> of = referred.get(there.getString("TABLE_NAME"));
                if (of != null) {
                    refer(meta.getImportedKeys(null, target.getSchema(), there.getString("TABLE_NAME")), of);
                }
            }
        }
        referred.values().forEach(of -> of.retainAll(referred.keySet()));
        List<String> order = new ArrayList<>();
        referred.keySet().forEach(table -> visit(table, referred, new LinkedHashSet<>(), order));
        referred.forEach((table, of) -> {
            of.removeIf(parent -> place(order, parent) >= place(order, table));
            all.parents.put(table, of);
        });
        return all;
    }

    private static void refer(ResultSet keys, Set<String> to) throws SQLException {
        try (keys) {
            while (keys.next()) {
                to.add(keys.getString("PKTABLE_NAME"));
            }
        }
    }

    private static void visit(String table, Map<String, Set<String>> referred, Set<String> open, List<String> order) {
        if (place(order, table) < 0 && open.add(table)) {
            referred.getOrDefault(table, Set.of()).forEach(parent -> visit(parent, referred, open, order));
            order.add(table);
        }
    }

    private static int place(List<String> order, String table) {
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i).equalsIgnoreCase(table)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the names of the tables that come first; in any case. */
    Set<String> of(String table) {
        return parents.getOrDefault(table, Set.of());
    }
}
