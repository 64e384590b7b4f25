package dev.shunt.diff;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A diff record, or a count of compared reads, as one line of JSON without its end. */
final class DiffLine {
    private DiffLine() {}

    static String of(DiffRecord diff) throws IOException {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("id", diff.id());
        line.put("time", diff.time().toString());
        if (!diff.since().equals(diff.time())) {
            line.put("since", diff.since().toString());
        }
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
        line.put("values", diff.values().toString());
        DiffRows rows = diff.rows();
        if (rows != null) {
            line.put("columns", rows.columns());
            line.put("primaryRow", rows.primary());
            line.put("secondaryRow", rows.secondary());
            line.put("differing", rows.differing());
        }
        return JSON.std.asString(line);
    }

    static String of(DiffReads reads) throws IOException {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("time", reads.to().toString());
        line.put("since", reads.from().toString());
        line.put("instance", reads.instance());
        line.put("fingerprint", reads.fingerprint());
        line.put("compared", reads.compared());
        line.put("differed", reads.differed());
        return JSON.std.asString(line);
    }

    /** Hands over what the line holds; nothing if it is torn or of another make. */
    static void parse(String line, DiffVisitor visitor) {
        Object found;
        try {
            Map<String, Object> map = JSON.std.mapFrom(line);
            found = map.containsKey("compared") ? reads(map) : record(map);
        } catch (IOException | RuntimeException e) {
            return;
        }
        if (found instanceof DiffReads reads) {
            visitor.reads(reads);
        } else if (found instanceof DiffRecord diff) {
            visitor.diff(diff);
        }
    }

    /** Returns true if {@code line} is a whole one. */
    static boolean whole(String line) {
        try {
            return !JSON.std.mapFrom(line).isEmpty();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static DiffReads reads(Map<String, Object> line) {
        return new DiffReads(
                Instant.parse(text(line, "since")),
                Instant.parse(text(line, "time")),
                text(line, "instance"),
                text(line, "fingerprint"),
                number(line, "compared"),
                number(line, "differed"));
    }

    private static DiffRecord record(Map<String, Object> line) {
        String since = optional(line, "since");
        return new DiffRecord(
                text(line, "id"),
                Instant.parse(text(line, "time")),
                Instant.parse(since == null ? text(line, "time") : since),
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
                number(line, "count"),
                DiffValues.valueOf(text(line, "values").toUpperCase(Locale.ROOT)),
                rows(line));
    }

    private static @Nullable DiffRows rows(Map<String, Object> line) {
        List<String> columns = new ArrayList<>();
        List<@Nullable String> labels = row(line.get("columns"));
        if (labels == null) {
            return null;
        }
        labels.forEach(label -> columns.add(String.valueOf(label)));
        List<Integer> differing = new ArrayList<>();
        if (line.get("differing") instanceof List<?> places) {
            places.forEach(place -> differing.add(Integer.valueOf(String.valueOf(place))));
        }
        return new DiffRows(columns, row(line.get("primaryRow")), row(line.get("secondaryRow")), differing);
    }

    private static @Nullable List<@Nullable String> row(@Nullable Object values) {
        if (!(values instanceof List<?> list)) {
            return null;
        }
        List<@Nullable String> row = new ArrayList<>();
        for (Object value : list) {
            row.add(value == null ? null : value.toString());
        }
        return row;
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
