package dev.shunt.admin.verify;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.tables.JsonLines;
import dev.shunt.admin.tables.KeyText;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.metrics.Permissions;
import dev.shunt.rowsync.RowDifference;
import dev.shunt.schema.Key;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report of a verification as lines of JSON: what it began with, how far each table is, each difference, each end of a
 * table. It is appended to, so it is the checkpoint as well, and needs no memory. Thread-safe.
 */
final class Report implements AutoCloseable {
    /**
     * How far a table was.
     *
     * @param reached the last key looked at; null at the end
     * @param tally the counts until there
     */
    record Reached(@Nullable Key reached, Map<?, ?> tally) {}

    private final BufferedWriter out;
    private final boolean values;
    private final Map<String, Reached> before;
    private final long began;

    private Report(BufferedWriter out, boolean values, Map<String, Reached> before, long began) {
        this.out = out;
        this.values = values;
        this.before = before;
        this.began = began;
    }

    /**
     * Begins a report anew.
     *
     * @param values whether values of rows may be in it
     * @param began when, by the clock of the register
     * @param only which rows are compared, as options of the command; "" for all
     */
    static Report begin(Path file, boolean values, long began, String only) throws IOException {
        Permissions.create(file);
        Report report = new Report(Files.newBufferedWriter(file, StandardCharsets.UTF_8), values, Map.of(), began);
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("type", "run");
        line.put("began", began);
        line.put("only", only);
        report.write(line);
        return report;
    }

    /** Goes on with a report that is there, of the same rows; a torn last line is left alone. */
    static Report resume(Path file, boolean values, String only) throws IOException {
        Map<String, Reached> before = new HashMap<>();
        long began = 0;
        try (JsonLines lines = new JsonLines(file)) {
            for (Map<String, Object> line = lines.next(); line != null; line = lines.next()) {
                String table = String.valueOf(line.get("table"));
                if ("run".equals(line.get("type")) && line.get("began") instanceof Number time) {
                    began = time.longValue();
                    if (!only.equals(line.get("only"))) {
                        throw new Failure(
                                ExitCode.USAGE,
                                "the report is of other rows, go on with its options: " + line.get("only"));
                    }
                } else if ("table".equals(line.get("type"))) {
                    before.put(table, new Reached(null, line));
                } else if (line.get("reached") instanceof List<?> key) {
                    before.put(table, new Reached(KeyText.key(key), line));
                }
            }
        }
        BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        out.newLine();
        return new Report(out, values, before, began);
    }

    /** Returns whether values of rows may be shown. */
    boolean values() {
        return values;
    }

    long began() {
        return began;
    }

    /** Returns how far the table was before; null where it was not begun. */
    @Nullable
    Reached before(String table) {
        return before.get(table);
    }

    /** Notes that every row of the table up to that key is decided. */
    void reached(Tally tally, Key key) throws IOException {
        Map<String, @Nullable Object> line = line("range", tally);
        line.put("reached", KeyText.of(key));
        write(line);
    }

    /** Notes the end of a table. */
    void ended(Tally tally) throws IOException {
        write(line("table", tally));
    }

    private static Map<String, @Nullable Object> line(String type, Tally tally) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("type", type);
        line.putAll(tally.json());
        return line;
    }

    /**
     * Notes a difference.
     *
     * @param pending it may be late only
     * @param pastShunt something has written the row without it
     */
    void difference(String table, RowDifference difference, boolean pending, boolean pastShunt) throws IOException {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("type", "difference");
        line.put("table", table);
        line.put("key", KeyText.of(difference.key()));
        line.put("kind", difference.kind().name().toLowerCase(Locale.ROOT));
        line.put("columns", difference.changed());
        line.put("pending", pending);
        line.put("past_shunt", pastShunt);
        if (values) {
            line.put("primary", changed(difference, difference.primary()));
            line.put("secondary", changed(difference, difference.secondary()));
        }
        write(line);
    }

    private static Map<String, @Nullable String> changed(
            RowDifference difference, @Nullable List<@Nullable Object> values) {
        Map<String, @Nullable String> shown = new LinkedHashMap<>();
        if (values != null) {
            for (String column : difference.changed()) {
                shown.put(column, Values.shown(values.get(difference.columns().indexOf(column))));
            }
        }
        return shown;
    }

    private synchronized void write(Map<String, @Nullable Object> line) throws IOException {
        out.write(JSON.std.asString(line));
        out.newLine();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
