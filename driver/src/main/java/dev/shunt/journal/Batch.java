package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows of one table that a worker has taken to sync, each with the intents that were settled when it was taken: only
 * these are cleared by the sync.
 *
 * @param inDoubt the primary has to be read with a locking read
 */
public record Batch(String table, Map<Key, List<Intent>> rows, boolean inDoubt) {
    /** Returns the rows to sync. */
    public Set<Key> keys() {
        return rows.keySet();
    }

    /** Returns the part of it with those keys, or without them. */
    Batch part(Collection<Key> keys, boolean with) {
        if (keys.isEmpty() && !with) {
            return this;
        }
        Map<Key, List<Intent>> part = new LinkedHashMap<>(rows);
        Set<Key> wanted = new HashSet<>(keys);
        part.keySet().removeIf(key -> wanted.contains(key) != with);
        return new Batch(table, part, inDoubt);
    }
}
