package dev.shunt.shadow;

import java.util.Map;

/**
 * How many reads came to which end since the start.
 *
 * @param submitted accepted for comparison
 * @param underway accepted and not yet at their end
 * @param equal equal at once
 * @param settled equal when looked at again: a race
 * @param diffs a difference that stayed; reads, not records
 * @param noise the primary differed from itself in one snapshot
 * @param unsettled could not be decided
 * @param incomparable no certain difference, and yet not to be called equal
 * @param partial of those equal at once: rows or columns were left out
 * @param rows pairs of rows compared in those equal at once
 * @param errors the other side could not be asked
 * @param dropped the queue was full, or the breaker open
 * @param skipped not accepted, by reason
 * @param noisy reads that were noise, by fingerprint
 */
public record ShadowStats(
        long submitted,
        long underway,
        long equal,
        long settled,
        long diffs,
        long noise,
        long unsettled,
        long incomparable,
        long partial,
        long rows,
        long errors,
        long dropped,
        Map<Skip, Long> skipped,
        Map<String, Long> noisy) {

    /** Returns how many reads were compared, to whatever end. */
    public long compared() {
        return equal + settled + diffs + noise + unsettled + incomparable;
    }
}
