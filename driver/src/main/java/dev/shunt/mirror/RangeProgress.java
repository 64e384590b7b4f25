package dev.shunt.mirror;

import java.time.Instant;

/**
 * How far the settling of a range intent has come.
 *
 * @param compared rows of the primary that were found equal, or were synced
 * @param suspected keys that were row-synced because a checksum differed
 */
public record RangeProgress(String table, Instant since, long compared, long suspected) {
    RangeProgress plus(long rows, long keys) {
        return new RangeProgress(table, since, compared + rows, suspected + keys);
    }
}
