package dev.shunt.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/** How old the oldest intent is of which something is left, in room that what is left bounds. Guarded by the journal's lock. */
final class Ages {
    private static final int FEW = 64;

    /** In the order in which they came; the first may be cleared, and so may others behind it. */
    private final Deque<Intent> line = new ArrayDeque<>();

    private int full = FEW;

    void add(Intent intent) {
        while (!line.isEmpty() && line.element().isCleared()) {
            line.remove();
        }
        line.add(intent);
        if (line.size() >= full) {
            line.removeIf(Intent::isCleared);
            full = Math.max(FEW, 2 * line.size());
        }
    }

    /** Adds one that stands for all that is there. */
    void addFirst(Intent intent) {
        line.addFirst(intent);
    }

    /**
     * Returns the age in nanoseconds; 0 where nothing is left.
     *
     * @param held tells whether anything of an intent is left here: of one that is not cleared that may be elsewhere
     */
    long oldest(long now, Predicate<Intent> held) {
        while (!line.isEmpty() && !held.test(line.element())) {
            line.remove();
        }
        return line.isEmpty() ? 0 : now - line.element().since;
    }
}
