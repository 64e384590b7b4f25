package dev.shunt.diff;

import dev.shunt.compare.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Counts, by group, the differences that get no line of their own. Bounded, exact, thread-safe. */
final class DiffTallies {
    private static final int MAX_GROUPS = 1_000;
    private static final String OTHERS = "(others)";

    private record Group(
            String fingerprint,
            Kind kind,
            String table,
            @Nullable String column) {}

    private final ConcurrentMap<Group, DiffRecord> tallies = new ConcurrentHashMap<>();

    void add(DiffRecord diff) {
        Group group = new Group(diff.fingerprint(), diff.kind(), diff.table(), diff.column());
        if (tallies.size() >= MAX_GROUPS && !tallies.containsKey(group)) {
            group = new Group(OTHERS, diff.kind(), "", null);
        }
        DiffRecord tally = diff.summary(group.fingerprint(), diff.since(), diff.count());
        tallies.merge(
                group, tally, (sum, more) -> more.summary(more.fingerprint(), sum.since(), sum.count() + more.count()));
    }

    /** Returns the counts so far as summaries, and forgets them. */
    List<DiffRecord> drain() {
        List<DiffRecord> drained = new ArrayList<>();
        for (Group group : tallies.keySet()) {
            DiffRecord tally = tallies.remove(group);
            if (tally != null) {
                drained.add(tally);
            }
        }
        return drained;
    }
}
