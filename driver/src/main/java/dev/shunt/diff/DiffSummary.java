package dev.shunt.diff;

import dev.shunt.compare.Difference.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All differences of one statement, kind and column.
 *
 * @param count how many, those without a line of their own included
 * @param sampleId the id of the newest that has a line of its own; null where none has
 */
public record DiffSummary(
        String fingerprint,
        Kind kind,
        String table,
        @Nullable String column,
        long count,
        Instant first,
        Instant last,
        @Nullable String sampleId) {

    private record Group(
            String fingerprint,
            Kind kind,
            String table,
            @Nullable String column) {}

    /** Groups {@code diffs}, the most frequent first. */
    public static List<DiffSummary> of(Collection<DiffRecord> diffs) {
        Map<Group, DiffSummary> groups = new LinkedHashMap<>();
        for (DiffRecord diff : diffs) {
            Group group = new Group(diff.fingerprint(), diff.kind(), diff.table(), diff.column());
            groups.merge(group, of(diff), DiffSummary::plus);
        }
        List<DiffSummary> sorted = new ArrayList<>(groups.values());
        sorted.sort(Comparator.comparingLong(DiffSummary::count).reversed());
        return sorted;
    }

    private static DiffSummary of(DiffRecord diff) {
        String sample = diff.sample() ? diff.id() : null;
        return new DiffSummary(
                diff.fingerprint(),
                diff.kind(),
                diff.table(),
                diff.column(),
                diff.count(),
                diff.time(),
                diff.time(),
                sample);
    }

    private DiffSummary plus(DiffSummary more) {
        return new DiffSummary(
                fingerprint,
                kind,
                table,
                column,
                count + more.count,
                first.isBefore(more.first) ? first : more.first,
                last.isAfter(more.last) ? last : more.last,
                more.sampleId != null ? more.sampleId : sampleId);
    }
}
