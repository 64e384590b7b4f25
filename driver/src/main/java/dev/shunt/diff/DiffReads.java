package dev.shunt.diff;

import java.time.Instant;

/**
 * How many reads of a statement that has shown differences were compared in a span of time. Immutable.
 *
 * @param compared to whatever end
 * @param differed those of them with a difference that stayed
 */
public record DiffReads(Instant from, Instant to, String instance, String fingerprint, long compared, long differed) {}
