package dev.shunt.cluster;

import dev.shunt.metrics.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an instance tells of itself with a heartbeat. Immutable.
 *
 * @param active a knob is in use, or mirroring has begun: else one statement per heartbeat is all there is
 * @param mirrored the tables whose writes are mirrored now
 * @param appliedMillis since when the present knobs are in use, as an age
 * @param olderOpen how many transactions are open that began under other knobs; null where that is not certain yet
 * @param olderUncertain how many more connections may have such a transaction
 * @param pending rows to be synced
 * @param oldestMillis the age of the oldest of them
 * @param details a JSON object: knobs, scope, fingerprint of the file, backlog per table; at most {@link #MOST_DETAILS} long
 */
public record Report(
        boolean active,
        Set<String> mirrored,
        long appliedMillis,
        @Nullable Integer olderOpen,
        int olderUncertain,
        long pending,
        long oldestMillis,
        String details) {
    /** In the details of an instance that has said goodbye: true. */
    static final String LEFT = "left";

    /** The same of an instance that has said goodbye. */
    Report leaving() {
        Map<String, Object> more;
        try {
            more = new LinkedHashMap<>(Json.object(details));
        } catch (IOException e) {
            return this;
        }
        more.put(LEFT, true);
        return new Report(
                active, mirrored, appliedMillis, olderOpen, olderUncertain, pending, oldestMillis, Json.text(more));
    }

    /** The same with another number of older transactions, and no uncertain ones. */
    Report with(@Nullable Integer certain) {
        return new Report(active, mirrored, appliedMillis, certain, 0, pending, oldestMillis, details);
    }

    /** Characters. */
    public static final int MOST_DETAILS = 60_000;

    public Report {
        mirrored = Set.copyOf(mirrored);
    }
}
