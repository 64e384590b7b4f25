package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/** The rows of an intent, for whose next look there may be no memory. */
final class FaultyRows extends AbstractMap<String, Set<Key>> {
    private final Map<String, Set<Key>> rows;
    private int failing;

    FaultyRows(Map<String, Set<Key>> rows) {
        this.rows = rows;
    }

    /** The next looks fail, so many of them. */
    void fails(int looks) {
        failing = looks;
    }

    @Override
    public Set<Entry<String, Set<Key>>> entrySet() {
        if (failing-- > 0) {
            throw new OutOfMemoryError("a test");
        }
        return rows.entrySet();
    }
}
