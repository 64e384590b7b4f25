package dev.shunt.diff;

import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A difference as the diff log keeps it: a sample, or a summary that stands for differences that were counted but not
 * written one by one. Values are already as discreet as {@code diff.values} asks for. Immutable.
 *
 * @param id short and unique
 * @param since when the first of those that this stands for was seen; the time itself for a sample
 * @param sql the statement; null in a summary
 * @param params its parameters; null where there are none or they are not shown
 * @param key the key of the row; null where not known or not shown
 * @param column the column; null where the difference is about more than one
 * @param primaryValue null for NULL, where the primary has none, and where it is not shown
 * @param secondaryValue likewise
 * @param primaryMicros how long the primary took, in microseconds
 * @param secondaryMicros how long the secondary took
 * @param primary which database was the primary
 * @param count how many differences this stands for: 1 for a sample
 * @param values how values are shown here
 * @param rows the row as both sides have it; null where it is not known or not shown
 */
public record DiffRecord(
        String id,
        Instant time,
        Instant since,
        String instance,
        String fingerprint,
        @Nullable String sql,
        @Nullable String params,
        Kind kind,
        String table,
        @Nullable String key,
        @Nullable String column,
        @Nullable String primaryValue,
        @Nullable String secondaryValue,
        long primaryMicros,
        long secondaryMicros,
        Side primary,
        long count,
        DiffValues values,
        @Nullable DiffRows rows) {

    /** Returns true if this is one difference with all that is known of it, false for a summary. */
    public boolean sample() {
        return sql != null;
    }

    /** Returns the summary that stands for differences like this one, seen from {@code from} on. */
    DiffRecord summary(String summaryOf, Instant from, long of) {
        return new DiffRecord(
                id, time, from, instance, summaryOf, null, null, kind, table, null, column, null, null, 0, 0, primary,
                of, values, null);
    }
}
