package dev.shunt.journal;

import java.util.ArrayDeque;
import java.util.Queue;

/** How old the oldest intent is of which something is left, in room that what is left bounds. Guarded by the journal's lock. */
final class Ages {
    private static final int FEW = 1_000;

    /** In the order in which they came; the first may be cleared, and so may others behind it. */
    private final Queue<Intent> line = new ArrayDeque<>();

    private int full = FEW;

    void add(Intent intent) {
        line.add(intent);
        if (line.size() >= full) {
            line.removeIf(Intent::isCleared);
            full = Math.max(FEW, 2 * line.size());
        }
    }

    /** Returns the age in nanoseconds; 0 where nothing is left. */
    long oldest(long now) {
        while (!line.isEmpty() && line.element().isCleared()) {
            line.remove();
        }
        return line.isEmpty() ? 0 : now - line.element().since;
    }
}
