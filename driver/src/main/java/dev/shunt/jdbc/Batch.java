package dev.shunt.jdbc;

import dev.shunt.mirror.Execution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the application has added to the batch of one statement, as far as it is known. Not thread-safe. */
final class Batch {
    private final List<Execution.Item> items = new ArrayList<>();
    private int size;
    private boolean controls;

    /**
     * Adds one.
     *
     * @param item null where nothing is kept of it: no target is configured yet
     */
    void add(TextEffect effect, Execution.@Nullable Item item) {
        size++;
        controls |= effect != TextEffect.NONE;
        if (item != null) {
            items.add(item);
        }
    }

    void clear() {
        items.clear();
        size = 0;
        controls = false;
    }

    /** Returns what running it may do to the transaction. */
    TextEffect effect() {
        return controls ? TextEffect.PERHAPS : TextEffect.NONE;
    }

    /** Returns what it will run: something that is not understood, where not all of it was kept. */
    List<Execution.Item> items() {
        return items.size() == size
                ? List.copyOf(items)
                : List.of(new Execution.Item(Writes.opaque("a batch from before the target", List.of()), null));
    }
}
