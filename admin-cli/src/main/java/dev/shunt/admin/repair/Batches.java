package dev.shunt.admin.repair;

import dev.shunt.schema.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gathers keys by table, so that many are worked on at once and few are in memory. Not thread-safe. */
final class Batches implements Suspected.Taker {
    /** Who works on them. */
    interface Work {
        void on(String table, List<Key> keys) throws Exception;
    }

    private static final int MOST = 200;

    private final Map<String, List<Key>> open = new LinkedHashMap<>();
    private final Work work;
    private final Consumer<String> refusals;

    /** {@code refusals} is told of each line that names no row. */
    Batches(Work work, Consumer<String> refusals) {
        this.work = work;
        this.refusals = refusals;
    }

    @Override
    public void refused(String text) {
        refusals.accept(text);
    }

    @Override
    public void take(String table, Key key) throws Exception {
        List<Key> keys = open.computeIfAbsent(table, name -> new ArrayList<>());
        keys.add(key);
        if (keys.size() == MOST) {
            open.remove(table);
            work.on(table, keys);
        }
    }

    /** Works on what is left. */
    void end() throws Exception {
        for (Map.Entry<String, List<Key>> left : open.entrySet()) {
            work.on(left.getKey(), left.getValue());
        }
        open.clear();
    }
}
