package dev.shunt.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What is done to lists of the intents of one row, or of one walk. Guarded by the journal's lock. */
final class Intents {
    /** Beyond so many those that need no keeping are let go. */
    private static final int KEPT = 2;

    private Intents() {}

    /**
     * Keeps one of those that nobody waits for any more and that no sync has taken: one that stands for what all of them
     * have written in the store too, and the next sync brings that. Without this a row that is written again and again
     * while the secondary is down would take ever more room.
     *
     * @param standing which of them can be that one
     * @param cleared gets each that is let go
     * @return how many these are
     */
    static int thin(List<Intent> intents, Predicate<Intent> standing, Consumer<Intent> cleared) {
        int before = intents.size();
        if (before < KEPT) {
            return 0;
        }
        boolean[] kept = new boolean[1];
        intents.removeIf(intent -> {
            boolean done = intent.returned && !intent.inDoubt;
            boolean drop = done && kept[0];
            kept[0] |= done && standing.test(intent);
            if (drop) {
                cleared.accept(intent);
            }
            return drop;
        });
        return before - intents.size();
    }

    /** Returns those that are not held. */
    static List<Intent> open(List<Intent> intents) {
        List<Intent> open = new ArrayList<>(intents.size());
        for (Intent intent : intents) {
            if (!intent.held) {
                open.add(intent);
            }
        }
        return open;
    }

    /** Returns true if any is in doubt. */
    static boolean doubted(List<Intent> intents) {
        for (Intent intent : intents) {
            if (intent.inDoubt) {
                return true;
            }
        }
        return false;
    }
}
