package dev.shunt.admin.verify;

import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import dev.shunt.verify.Checked;
import dev.shunt.verify.TableCheck;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A place in the order of the primary key. Not thread-safe. */
final class KeyPlace implements Place {
    private final TableCheck check;
    private @Nullable Key reached;

    KeyPlace(TableCheck check, @Nullable Key after) {
        this.check = check;
        this.reached = after;
    }

    @Override
    public Checked check(String table, int rows) throws SQLException, Shape.Mismatch {
        return check.check(table, reached, rows, false);
    }

    @Override
    public boolean passed(Checked checked) {
        reached = checked.reached();
        return checked.last();
    }

    @Override
    public boolean skip(String table, int rows) throws SQLException, Shape.Mismatch {
        reached = check.bound(table, reached, rows);
        return reached == null;
    }

    @Override
    public @Nullable Key reached() {
        return reached;
    }
}
