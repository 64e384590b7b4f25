package dev.shunt.admin.repair;

import dev.shunt.admin.terminal.Quantity;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What could not be repaired, and why: the first of it, and how much more there is. Not thread-safe. */
final class Refusals {
    private static final int MOST = 1_000;

    private final Set<String> kept = new LinkedHashSet<>();
    private long more;

    void add(String text) {
        if (kept.size() < MOST) {
            kept.add(text);
        } else if (!kept.contains(text)) {
            more++;
        }
    }

    boolean none() {
        return kept.isEmpty();
    }

    Set<String> kept() {
        return kept;
    }

    /** Returns how many there are besides {@link #kept}. */
    long more() {
        return more;
    }

    void tell(Consumer<String> lines) {
        kept.forEach(text -> lines.accept("refused: " + text));
        if (more > 0) {
            lines.accept("and " + Quantity.count(more) + " more are refused");
        }
    }
}
