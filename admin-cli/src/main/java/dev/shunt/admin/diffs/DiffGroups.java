package dev.shunt.admin.diffs;

import dev.shunt.diff.DiffReads;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffVisitor;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Groups a diff log by statement, kind and column while it is read, without keeping its lines. Not thread-safe. */
final class DiffGroups implements DiffVisitor {
    private final Instant from;
    private final Map<DiffGroup.Key, DiffGroup> groups = new LinkedHashMap<>();
    private final Map<String, StatementReads> statements = new LinkedHashMap<>();

    /** Begins without any; of what came before {@code from} only the age counts. */
    DiffGroups(Instant from) {
        this.from = from;
    }

    @Override
    public void diff(DiffRecord diff) {
        groups.computeIfAbsent(DiffGroup.Key.of(diff), key -> new DiffGroup(key, statement(key.fingerprint())))
                .add(diff, from);
    }

    @Override
    public void reads(DiffReads reads) {
        if (!reads.to().isBefore(from)) {
            statement(reads.fingerprint()).add(reads);
        }
    }

    private StatementReads statement(String fingerprint) {
        return statements.computeIfAbsent(fingerprint, text -> new StatementReads());
    }

    /** Returns the groups, the most frequent first. */
    List<DiffGroup> all() {
        return groups.values().stream()
                .filter(group -> group.count() > 0)
                .sorted(Comparator.comparingLong(DiffGroup::count).reversed())
                .toList();
    }

    /** Returns the group of {@code diff}; null if it is from before the time. */
    @Nullable
    DiffGroup of(DiffRecord diff) {
        return groups.get(DiffGroup.Key.of(diff));
    }
}
