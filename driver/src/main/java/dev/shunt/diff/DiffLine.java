package dev.shunt.diff;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.Side;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A diff record as one line of JSON, without its end. */
final class DiffLine {
    private DiffLine() {}

    static String of(DiffRecord diff) throws IOException {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("id", diff.id());
        line.put("time", diff.time().toString());
        line.put("instance", diff.instance());
        line.put("kind", diff.kind().name().toLowerCase(Locale.ROOT));
        line.put("table", diff.table());
        line.put("key", diff.key());
        line.put("column", diff.column());
        line.put("primaryValue", diff.primaryValue());
        line.put("secondaryValue", diff.secondaryValue());
        line.put("fingerprint", diff.fingerprint());
        line.put("sql", diff.sql());
        line.put("params", diff.params());
        line.put("primaryMicros", diff.primaryMicros());
        line.put("secondaryMicros", diff.secondaryMicros());
        line.put("primary", diff.primary().toString());
        line.put("count", diff.count());
        return JSON.std.asString(line);
    }

    /** Returns the record; empty if the line is torn or of another make. */
    static Optional<DiffRecord> parse(String line) {
        try {
            return Optional.of(record(JSON.std.mapFrom(line)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static DiffRecord record(Map<String, Object> line) {
        return new DiffRecord(
                text(line, "id"),
                Instant.parse(text(line, "time")),
                text(line, "instance"),
                text(line, "fingerprint"),
                optional(line, "sql"),
                optional(line, "params"),
                Kind.valueOf(text(line, "kind").toUpperCase(Locale.ROOT)),
                text(line, "table"),
                optional(line, "key"),
                optional(line, "column"),
                optional(line, "primaryValue"),
                optional(line, "secondaryValue"),
                number(line, "primaryMicros"),
                number(line, "secondaryMicros"),
                Side.valueOf(text(line, "primary").toUpperCase(Locale.ROOT)),
                number(line, "count"));
    }

    private static @Nullable String optional(Map<String, Object> line, String name) {
        Object value = line.get(name);
        return value == null ? null : value.toString();
    }

    private static String text(Map<String, Object> line, String name) {
        String value = optional(line, name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    private static long number(Map<String, Object> line, String name) {
        return Long.parseLong(text(line, name));
    }
}
