package dev.shunt.admin.diffs;

import dev.shunt.compare.Difference.Kind;
import dev.shunt.diff.DiffRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All differences of one statement, kind and column. Not thread-safe. */
final class DiffGroup {
    private static final Duration YOUNG = Duration.ofMinutes(10);
    private static final long FEW = 8;

    /** So many times the reads between two differences without one, and it is gone with a confidence of 95 %. */
    private static final double PATIENCE = 3;

    private static final long LEAST_QUIET = 10;

    private final Key key;
    private final StatementReads reads;
    private final NavigableMap<Instant, Long> times = new TreeMap<>();
    private long count;
    private Instant earliest = Instant.MAX;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private @Nullable String sample;

    /** What the differences of a group have in common. */
    record Key(
            String fingerprint,
            Kind kind,
            String table,
            @Nullable String column) {
        static Key of(DiffRecord diff) {
            return new Key(diff.fingerprint(), diff.kind(), diff.table(), diff.column());
        }
    }

    DiffGroup(Key key, StatementReads reads) {
        this.key = key;
        this.reads = reads;
    }

    /** Adds a difference; one from before {@code from} tells only how old the group is. */
    void add(DiffRecord diff, Instant from) {
        earliest = min(earliest, diff.since());
        if (diff.time().isBefore(from)) {
            return;
        }
        count += diff.count();
        first = min(first, diff.since());
        last = last.isAfter(diff.time()) ? last : diff.time();
        times.merge(diff.time(), diff.count(), Long::sum);
        sample = diff.sample() ? diff.id() : sample;
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    Key key() {
        return key;
    }

    long count() {
        return count;
    }

    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }

    /** Returns the id of the newest that has a line of its own; null where none has. */
    @Nullable
    String sample() {
        return sample;
    }

    /** Returns what is known of the statement's compared reads. */
    StatementReads reads() {
        return reads;
    }

    /** Returns how many reads of the statement were compared since the last difference, for certain. */
    long quietReads() {
        return reads.comparedSince(last);
    }

    Trend trend(Instant now) {
        long quiet = quietReads();
        long before = reads.compared() - quiet;
        double usual = Math.max(1, (double) before / Math.max(1, count));
        if (before > 0 && quiet >= Math.max(LEAST_QUIET, PATIENCE * usual)) {
            return Trend.QUIET;
        }
        if (earliest.isAfter(now.minus(YOUNG))) {
            return Trend.NEW;
        }
        Instant middle = first.plus(Duration.between(first, reads.end(last)).dividedBy(2));
        double early = times.headMap(middle).values().stream().mapToLong(n -> n).sum();
        double late = count - early;
        double comparedEarly = reads.comparedUntil(middle);
        double comparedLate = reads.compared() - comparedEarly;
        if (comparedEarly > 0 && comparedLate > 0) {
            late *= comparedEarly / comparedLate;
        }
        return count < FEW
                ? Trend.STEADY
                : late > 2 * early ? Trend.RISING : early > 2 * late ? Trend.FALLING : Trend.STEADY;
    }
}
