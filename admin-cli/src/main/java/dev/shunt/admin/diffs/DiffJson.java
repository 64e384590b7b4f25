package dev.shunt.admin.diffs;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRows;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A difference, or a group of them, as a line of JSON. */
final class DiffJson {
    private DiffJson() {}

    static String of(DiffRecord diff) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", diff.id());
        json.put("time", diff.time().toString());
        json.put("since", diff.since().toString());
        json.put("instance", diff.instance());
        json.put("kind", diff.kind().name().toLowerCase(Locale.ROOT));
        json.put("table", diff.table());
        json.put("key", diff.key());
        json.put("column", diff.column());
        json.put("primary", diff.primary().toString());
        json.put("primary_value", diff.primaryValue());
        json.put("secondary_value", diff.secondaryValue());
        json.put("values", diff.values().toString());
        DiffRows rows = diff.rows();
        json.put("columns", rows == null ? null : rows.columns());
        json.put("primary_row", rows == null ? null : rows.primary());
        json.put("secondary_row", rows == null ? null : rows.secondary());
        json.put("differing", rows == null ? null : rows.differing());
        json.put("sql", diff.sql());
        json.put("params", diff.params());
        json.put("fingerprint", diff.fingerprint());
        json.put("primary_us", diff.primaryMicros());
        json.put("secondary_us", diff.secondaryMicros());
        json.put("count", diff.count());
        json.put("repair", Repair.possible(diff) ? Repair.command(diff) : null);
        return text(json);
    }

    static String of(DiffGroup group, Instant now) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Trend trend = group.trend(now);
        json.put("count", group.count());
        json.put("compared", group.reads().compared());
        json.put("differed", group.reads().differed());
        json.put("compared_since_last", group.quietReads());
        json.put("trend", trend.toString());
        json.put("occurring", trend != Trend.QUIET);
        json.put("first", group.first().toString());
        json.put("last", group.last().toString());
        json.put("kind", group.key().kind().name().toLowerCase(Locale.ROOT));
        json.put("table", group.key().table());
        json.put("column", group.key().column());
        json.put("fingerprint", group.key().fingerprint());
        json.put("sample", group.sample());
        return text(json);
    }

    private static String text(Map<String, @Nullable Object> json) {
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
