package dev.shunt.admin.verify;

import dev.shunt.rowsync.RowDifference;
import dev.shunt.schema.Key;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the comparison of one table came to. Not thread-safe: one thread compares a table. */
final class Tally {
    /** Rows that are shown; the report has all of them. */
    private static final int SHOWN = 20;

    final String table;
    long rows;
    long secondaryRows;
    long chunks;
    long missing;
    long extra;
    long changed;
    long unsettled;

    /** Of those that differ, how many may be late only. */
    long pending;

    boolean whole;

    /** Ctrl-C came before its end. */
    boolean stopped;

    /** It differs, and has no primary key that would tell where. */
    boolean unlike;

    /** The table was known to be equal. */
    final boolean known;

    /** Of those that differ, how many something has written past Shunt. */
    long rogue;

    @Nullable
    String problem;

    @Nullable
    String resumed;

    private @Nullable String reached;

    private final boolean keys;
    final List<String> shown = new ArrayList<>();

    /** @param keys whether keys of rows may be shown */
    Tally(String table, boolean known, boolean keys) {
        this.table = table;
        this.known = known;
        this.keys = keys;
    }

    /** Returns true if something has written the row past Shunt. */
    boolean add(RowDifference difference, boolean mayArrive) {
        switch (difference.kind()) {
            case MISSING -> missing++;
            case EXTRA -> extra++;
            case CHANGED -> changed++;
        }
        pending += mayArrive ? 1 : 0;
        boolean there = known && !mayArrive;
        rogue += there ? 1 : 0;
        if (shown.size() < SHOWN) {
            String columns = difference.changed().isEmpty() ? "" : ": " + String.join(", ", difference.changed());
            shown.add(table + " " + (keys ? difference.key() : "***") + " "
                    + difference.kind().name().toLowerCase(Locale.ROOT) + columns
                    + (there && difference.kind() != RowDifference.Kind.EXTRA ? " past Shunt" : "")
                    + (mayArrive ? " (may be late only)" : ""));
        }
        return there;
    }

    /** Notes that every row up to that key is decided. */
    void reached(Key key) {
        reached = keys ? key.toString() : "***";
    }

    /** Returns up to where the rows are decided, of one that was stopped. */
    String upTo() {
        return reached == null ? "" : " at key " + reached;
    }

    long differing() {
        return missing + extra + changed;
    }

    /** Returns true if there is more that differs than may be late only. */
    boolean diverged() {
        return unlike || differing() > pending;
    }

    /** Returns true if every row was compared, and all are equal. */
    boolean clean() {
        return whole && problem == null && differing() == 0 && unsettled == 0;
    }

    /** Returns true if there is no row of which nothing is known, of those that were to be compared. */
    boolean compared() {
        return chunks > 0 && !stopped && problem == null && unsettled == 0;
    }

    /** Returns the share of its rows that are equal, or why there is none. */
    String equal() {
        if (!compared()) {
            return stopped && chunks > 0
                    ? "stopped"
                    : unlike ? "differs" : unsettled > 0 ? "not settled" : "not compared";
        }
        return rows == 0 && differing() == 0 ? "no rows" : share(rows, differing());
    }

    /** Returns the share of rows that are equal, in percent, never rounded up to a hundred. */
    static String share(long rows, long differing) {
        if (rows == 0) {
            return "0 %";
        }
        if (differing == 0) {
            return "100 %";
        }
        int digits = Math.max(4, Long.toString(rows).length());
        BigDecimal equal = BigDecimal.valueOf(Math.max(0, rows - differing));
        return equal.multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(rows), digits, RoundingMode.DOWN)
                        .toPlainString()
                + " %";
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("table", table);
        json.put("rows", rows);
        json.put("secondary_rows", secondaryRows);
        json.put("chunks", chunks);
        json.put("missing", missing);
        json.put("extra", extra);
        json.put("changed", changed);
        json.put("unsettled", unsettled);
        json.put("pending", pending);
        json.put("past_shunt", rogue);
        json.put("whole", whole);
        json.put("problem", problem);
        json.put("not_looked_at_again", resumed);
        return json;
    }

    /** Goes on where {@link #json} left off. */
    void resume(Map<?, ?> json) {
        rows = number(json, "rows");
        secondaryRows = number(json, "secondary_rows");
        chunks = number(json, "chunks");
        missing = number(json, "missing");
        extra = number(json, "extra");
        changed = number(json, "changed");
        unsettled = number(json, "unsettled");
        pending = number(json, "pending");
        rogue = number(json, "past_shunt");
        problem = json.get("problem") instanceof String text ? text : null;
    }

    private static long number(Map<?, ?> json, String name) {
        return json.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
