package dev.shunt.admin.verify;

import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import dev.shunt.verify.Checked;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Where the comparison of a table is. */
interface Place {
    /** Compares about so many of the next rows; the place stays until {@link #passed}. */
    Checked check(String table, int rows) throws SQLException, Shape.Mismatch;

    /** Goes on behind what was compared; returns true at the end of the table. */
    boolean passed(Checked checked);

    /** Goes on behind about so many rows; returns true at the end of the table. */
    boolean skip(String table, int rows) throws SQLException, Shape.Mismatch;

    /** Returns up to where all was passed, to begin behind another time; null for nothing, or all. */
    @Nullable
    Key reached();
}
