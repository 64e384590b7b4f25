package dev.shunt.verify;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Key;
import dev.shunt.schema.PrimaryFailure;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table of the two sides, one range of keys after the other, while both are written to. Writes nothing. Both data
 * sources must give connections as {@code rowsync} needs them. Thread-safe.
 *
 * <p>A range that is equal is so at the moment of the look: the secondary is read with locks, hence after every sync that
 * might bring it an older state, and the primary by a statement of its own. The ranges of the primary's order, one behind
 * the other from end to end, step over every row of the secondary even where that sorts otherwise.
 */
public final class TableCheck {
    /** Rows of a range that are read rather than summed up inside the databases. */
    private static final int MOST_READ = 500;

    private final DataSource primary;
    private final Catalog primaryTables;
    private final DataSource secondary;
    private final Catalog secondaryTables;

    public TableCheck(DataSource primary, Catalog primaryTables, DataSource secondary, Catalog secondaryTables) {
        this.primary = primary;
        this.primaryTables = primaryTables;
        this.secondary = secondary;
        this.secondaryTables = secondaryTables;
    }

    /**
     * Looks at the next rows of {@code table}.
     *
     * @param after the key to begin behind; null for the start of the table
     * @param rows about how many; where rows must be read, or many differ, fewer
     * @param inDoubt whether a transaction that wrote to it may still commit: then the primary is read with locks that do
     *     not wait, and the look may be refused
     * @throws Shape.Mismatch if the tables do not fit together
     */
    public Checked check(String table, @Nullable Key after, int rows, boolean inDoubt)
            throws SQLException, Shape.Mismatch {
        try (Connection to = secondary.getConnection();
                Connection from = fromPrimary()) {
            Shape shape = Shape.of(table, primaryTables, from, secondaryTables, to);
            Sides sides = new Sides(shape, from, to, inDoubt);
            try {
                Key bound = sides.bound(after, sides.inside() ? rows : Math.min(rows, MOST_READ));
                return new Bisection(sides).look(new Range(after, bound));
            } catch (SQLException e) {
                if (inDoubt && sides.primaryDialect().refused(e)) {
                    return new Checked(after, true, 0, List.of());
                }
                throw e;
            }
        }
    }

    private Connection fromPrimary() throws SQLException {
        try {
            return primary.getConnection();
        } catch (SQLException e) {
            throw new PrimaryFailure(e);
        }
    }
}
