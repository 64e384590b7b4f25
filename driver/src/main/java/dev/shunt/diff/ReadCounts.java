package dev.shunt.diff;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the compared reads of each statement, and tells those of statements that have shown a difference: every 10
 * seconds at first, every minute while it shows more, and ever more rarely when it does not. Exact, bounded, thread-safe.
 */
final class ReadCounts {
    private static final int MAX_STATEMENTS = 10_000;
    private static final int MAX_TOLD = 1_000;
    private static final Duration SOONEST = Duration.ofSeconds(10);
    private static final Duration USUAL = Duration.ofMinutes(1);

    /** The part of a statement's age, or of its silence, that passes between two tellings. */
    private static final int SHARE = 8;

    private static final class Count {
        final AtomicLong compared = new AtomicLong();
        final AtomicLong differed = new AtomicLong();
        volatile Instant from;

        Count(Instant from) {
            this.from = from;
        }
    }

    private record Told(String instance, Instant first, Instant last) {}

    private final InstantSource clock;
    private final ConcurrentMap<String, Count> counts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Told> told = new ConcurrentHashMap<>();

    ReadCounts(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts a read; beyond 10,000 statements new ones are not counted. */
    void add(String fingerprint, boolean differed) {
        Count count = counts.get(fingerprint);
        if (count == null) {
            if (counts.size() >= MAX_STATEMENTS) {
                return;
            }
            count = counts.computeIfAbsent(fingerprint, text -> new Count(clock.instant()));
        }
        count.compared.incrementAndGet();
        if (differed) {
            count.differed.incrementAndGet();
        }
    }

    /** Notes that the statement of {@code diff} is one to be told of. */
    void differs(DiffRecord diff) {
        if (told.size() < MAX_TOLD || told.containsKey(diff.fingerprint())) {
            told.merge(
                    diff.fingerprint(),
                    new Told(diff.instance(), diff.time(), diff.time()),
                    (known, now) -> new Told(known.instance(), known.first(), now.last()));
        }
    }

    /** Returns the counts that are due, or all, and begins them anew. */
    List<DiffReads> drain(boolean all) {
        Instant now = clock.instant();
        List<DiffReads> drained = new ArrayList<>();
        told.forEach((fingerprint, statement) -> {
            Count count = counts.get(fingerprint);
            if (count != null && (all || due(statement, count.from, now))) {
                long differed = count.differed.getAndSet(0);
                long compared = count.compared.getAndSet(0); // after the other: never less
                if (compared > 0) {
                    drained.add(new DiffReads(count.from, now, statement.instance(), fingerprint, compared, differed));
                }
                count.from = now;
            }
        });
        return drained;
    }

    private static boolean due(Told statement, Instant from, Instant now) {
        Duration age = min(Duration.between(statement.first(), now).dividedBy(SHARE), USUAL);
        Duration silence = Duration.between(statement.last(), now).dividedBy(SHARE);
        Duration pause = max(SOONEST, max(age, silence));
        return !now.isBefore(from.plus(pause))
                && !now.isBefore(statement.first().plus(SOONEST));
    }

    /** Takes back what could not be written. */
    void back(DiffReads reads) {
        Count count = counts.get(reads.fingerprint());
        if (count != null) {
            count.compared.addAndGet(reads.compared());
            count.differed.addAndGet(reads.differed());
            count.from = reads.from();
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
