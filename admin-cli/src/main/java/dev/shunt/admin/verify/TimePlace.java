package dev.shunt.admin.verify;

import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import dev.shunt.verify.Checked;
import dev.shunt.verify.TableCheck;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of a time column: slice after slice, each mostly one look; one in which many rows are of one time is
 * looked at by keys. Not thread-safe.
 */
final class TimePlace implements Place {
    private final TableCheck check;
    private final Slices slices;
    private boolean open;
    private @Nullable String after;
    private @Nullable String upTo;
    private @Nullable Key within;

    /** {@code after} has the time that was reached; null for the first. */
    TimePlace(TableCheck check, Slices slices, @Nullable Key after) {
        this.check = check;
        this.slices = slices;
        this.after = after == null ? null : after.values().get(0).toString();
    }

    private void open(int rows) throws SQLException {
        if (!open) {
            upTo = slices.end(after, rows);
            open = true;
        }
    }

    @Override
    public Checked check(String table, int rows) throws SQLException, Shape.Mismatch {
        open(rows);
        return check.few(slices.condition(after, upTo)).check(table, within, 2 * rows, false);
    }

    @Override
    public boolean passed(Checked checked) {
        within = checked.reached();
        return checked.last() && close();
    }

    @Override
    public boolean skip(String table, int rows) throws SQLException {
        open(rows);
        return close();
    }

    private boolean close() {
        open = false;
        within = null;
        after = upTo;
        return upTo == null;
    }

    @Override
    public @Nullable Key reached() {
        return after == null ? null : Key.of(List.of(after));
    }
}
