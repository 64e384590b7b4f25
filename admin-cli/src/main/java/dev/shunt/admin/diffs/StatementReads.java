package dev.shunt.admin.diffs;

import dev.shunt.diff.DiffReads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** How many reads of one statement were compared, as the log tells it. Not thread-safe. */
final class StatementReads {
    private final List<DiffReads> told = new ArrayList<>();

    void add(DiffReads reads) {
        told.add(reads);
    }

    long compared() {
        return told.stream().mapToLong(DiffReads::compared).sum();
    }

    long differed() {
        return told.stream().mapToLong(DiffReads::differed).sum();
    }

    /** Returns how many were compared for certain after {@code time}. */
    long comparedSince(Instant time) {
        return sum(reads -> !reads.from().isBefore(time));
    }

    /** Returns about how many were compared until {@code time}. */
    long comparedUntil(Instant time) {
        return sum(reads -> !reads.to().isAfter(time));
    }

    private long sum(Predicate<DiffReads> which) {
        return told.stream().filter(which).mapToLong(DiffReads::compared).sum();
    }

    /** Returns when the last count ends; {@code time} if that is later, or nothing was counted. */
    Instant end(Instant time) {
        return told.stream()
                .map(DiffReads::to)
                .filter(time::isBefore)
                .max(Instant::compareTo)
                .orElse(time);
    }
}
