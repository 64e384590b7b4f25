package dev.shunt.admin.diffs;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.diff.DiffRecord;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A difference as a line of JSON. */
final class DiffJson {
    private DiffJson() {}

    static String of(DiffRecord diff) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", diff.id());
        json.put("time", diff.time().toString());
        json.put("instance", diff.instance());
        json.put("kind", diff.kind().name().toLowerCase(Locale.ROOT));
        json.put("table", diff.table());
        json.put("key", diff.key());
        json.put("column", diff.column());
        json.put("primary", diff.primary().toString());
        json.put("primary_value", diff.primaryValue());
        json.put("secondary_value", diff.secondaryValue());
        json.put("sql", diff.sql());
        json.put("params", diff.params());
        json.put("fingerprint", diff.fingerprint());
        json.put("primary_us", diff.primaryMicros());
        json.put("secondary_us", diff.secondaryMicros());
        json.put("count", diff.count());
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
