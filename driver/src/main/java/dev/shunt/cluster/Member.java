package dev.shunt.cluster;

import dev.shunt.metrics.Json;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the register has it.
 *
 * @param heartbeat when it was last heard, in milliseconds since 1970 by the database's clock
 * @param ageMillis since its last heartbeat, likewise
 * @param startedMillis since its start, likewise
 * @param appliedMillis since the knobs that it has were applied, likewise
 * @param clean true if nothing of its own is lost where it is gone
 * @param tainted its tables have been tainted, because it is gone
 * @param mirrored the tables that it mirrors, or did
 * @param olderOpen transactions still open that began under other knobs; null where it does not know yet
 * @param details what it told besides, a JSON object
 */
public record Member(
        Self self,
        long heartbeat,
        long ageMillis,
        long startedMillis,
        boolean clean,
        boolean tainted,
        Set<String> mirrored,
        long appliedMillis,
        @Nullable Integer olderOpen,
        long pending,
        long oldestMillis,
        String details) {
    public Member {
        mirrored = Set.copyOf(mirrored);
    }

    /** Returns true if it stopped in order while something was still to be brought over: its journal has that. */
    public boolean left() {
        return says(Report.LEFT);
    }

    boolean says(String what) {
        try {
            return Boolean.TRUE.equals(Json.object(details).get(what));
        } catch (IOException e) {
            return false;
        }
    }
}
