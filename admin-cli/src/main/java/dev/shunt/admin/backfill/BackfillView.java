package dev.shunt.admin.backfill;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param copies the tables copied by ranges of their keys
 * @param whole those copied as a whole
 * @param obstacle why the tables are tainted; null where they are not
 * @param stopped somebody wanted an end
 */
record BackfillView(
        Terminal terminal,
        List<TableCopy> copies,
        List<KeylessCopy.Result> whole,
        @Nullable String obstacle,
        boolean stopped,
        long nanos) {

    /** Returns true if all is copied that was asked for. */
    boolean fine() {
        return !stopped
                && copies.stream().allMatch(copy -> copy.problem() == null)
                && refused() == 0
                && whole.stream().allMatch(KeylessCopy.Result::done);
    }

    private long refused() {
        return copies.stream().mapToLong(TableCopy::refused).sum();
    }

    private long rows() {
        return copies.stream().mapToLong(TableCopy::rows).sum()
                + whole.stream().mapToLong(KeylessCopy.Result::rows).sum();
    }

    private long taken() {
        return copies.stream().mapToLong(TableCopy::taken).sum()
                + whole.stream().mapToLong(KeylessCopy.Result::rows).sum();
    }

    private long fresh() {
        return copies.stream().mapToLong(TableCopy::fresh).sum()
                + whole.stream()
                        .filter(copy -> !copy.before())
                        .mapToLong(KeylessCopy.Result::rows)
                        .sum();
    }

    private String copied() {
        long before = taken() - Math.min(taken(), fresh());
        boolean allBefore = !stopped
                && fresh() == 0
                && copies.stream().allMatch(TableCopy::done)
                && whole.stream().allMatch(KeylessCopy.Result::done);
        return before > 0 && allBefore
                ? Quantity.amount(before, "row") + " had been copied before, none now; --restart copies them again"
                : Quantity.amount(taken(), "row") + " copied, "
                        + (before == 0 ? "" : "of which " + Quantity.count(before) + " before, ")
                        + Quantity.count((long) (fresh() * 1e9 / Math.max(1, nanos))) + " rows/s";
    }

    /** Writes it for a person; {@code goOn} is the command that goes on. */
    void print(String goOn) {
        terminal.line(copied());
        if (refused() > 0) {
            terminal.line(Quantity.amount(refused(), "row")
                    + " refused by the target, in this run or before; once the cause is mended, this tries them again: "
                    + goOn);
        }
        if (obstacle != null) {
            terminal.line("tainted until verified, since " + obstacle);
        }
        if (stopped) {
            terminal.line("stopped before the end; what was copied is kept. It goes on with: " + goOn);
        } else {
            terminal.line("next: shunt verify");
        }
    }

    /** Writes it as one JSON object. */
    void json() throws IOException {
        List<Map<String, @Nullable Object>> tables = new ArrayList<>();
        for (TableCopy copy : copies) {
            Map<String, @Nullable Object> table = new LinkedHashMap<>();
            table.put("table", copy.table);
            table.put("rows", copy.rows());
            table.put("written", copy.written());
            table.put("refused", copy.refused());
            table.put("conflicts", copy.conflicts());
            table.put("done", copy.done());
            table.put("problem", copy.problem());
            tables.add(table);
        }
        List<Map<String, @Nullable Object>> keyless = new ArrayList<>();
        for (KeylessCopy.Result copy : whole) {
            Map<String, @Nullable Object> table = new LinkedHashMap<>();
            table.put("table", copy.table());
            table.put("rows", copy.rows());
            table.put("done", copy.done());
            table.put("what", copy.word());
            keyless.add(table);
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("rows", rows());
        json.put("tables", tables);
        json.put("without_key", keyless);
        json.put("tainted", obstacle);
        json.put("stopped", stopped);
        terminal.line(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json));
    }
}
