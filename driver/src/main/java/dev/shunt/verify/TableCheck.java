package dev.shunt.verify;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import dev.shunt.schema.PrimaryFailure;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
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

    private final String where;
    private final boolean byKey;
    private final @Nullable ExecutorService helpers;
    private final Map<String, Layouts> layouts = new ConcurrentHashMap<>();

    /** Both sides of a table, until one of them changes. */
    private record Layouts(Shape shape, Layout from, Layout to) {}

    public TableCheck(DataSource primary, Catalog primaryTables, DataSource secondary, Catalog secondaryTables) {
        this(primary, primaryTables, secondary, secondaryTables, "", true, null);
    }

    private TableCheck(
            DataSource primary,
            Catalog primaryTables,
            DataSource secondary,
            Catalog secondaryTables,
            String where,
            boolean byKey,
            @Nullable ExecutorService helpers) {
        this.primary = primary;
        this.primaryTables = primaryTables;
        this.secondary = secondary;
        this.secondaryTables = secondaryTables;
        this.where = where;
        this.byKey = byKey;
        this.helpers = helpers;
    }

    /** Returns a check that lets {@code helpers} read one side while the caller's thread reads the other. */
    public TableCheck with(ExecutorService helpers) {
        return new TableCheck(primary, primaryTables, secondary, secondaryTables, where, byKey, helpers);
    }

    /** Returns a check of only the rows that meet an SQL condition, on both sides; "" for all. */
    public TableCheck where(String condition) {
        return new TableCheck(primary, primaryTables, secondary, secondaryTables, condition, true, helpers);
    }

    /**
     * Returns a check of only the rows that meet an SQL condition besides, on both sides: so few that they are found by an index
     * on its columns rather than by the primary key.
     */
    public TableCheck few(String condition) {
        String both = where.isEmpty() ? condition : "(" + where + ") AND " + condition;
        return new TableCheck(primary, primaryTables, secondary, secondaryTables, both, false, helpers);
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
            Sides sides = sides(shape(table, from, to), from, to, inDoubt);
            try {
                int most = sides.inside() ? rows : Math.min(rows, MOST_READ);
                return new Bisection(sides).look(sides.next(after, most));
            } catch (SQLException e) {
                if (inDoubt && sides.primaryDialect().refused(e)) {
                    return new Checked(after, true, 0, 0, List.of());
                }
                throw e;
            }
        }
    }

    /**
     * What a comparison of a table as a whole came to.
     *
     * @param rows of the primary
     * @param secondaryRows of the secondary
     */
    public record Whole(long rows, long secondaryRows, boolean equal) {}

    /** Compares all rows of a table at once, for one without a primary key. */
    public Whole whole(String table) throws SQLException, Shape.Mismatch {
        try (Connection to = secondary.getConnection();
                Connection from = fromPrimary()) {
            Shape shape = Shape.whole(table, primaryTables, from, secondaryTables, to);
            Sums sums = sides(shape, from, to, false).sums(new Range(null, null));
            return new Whole(
                    sums.primary().rows(),
                    sums.secondary().rows(),
                    sums.primary().equals(sums.secondary()));
        }
    }

    private Connection fromPrimary() throws SQLException {
        try {
            return primary.getConnection();
        } catch (SQLException e) {
            throw new PrimaryFailure(e);
        }
    }

    private Sides sides(Shape shape, Connection from, Connection to, boolean inDoubt) throws SQLException {
        String name = shape.primary().name();
        Layouts known = layouts.get(name);
        if (known == null || !known.shape.equals(shape)) {
            String narrowed = shape.where(where);
            known = new Layouts(
                    shape,
                    new Layout(Dialect.of(from), name, shape.from(), shape.keySize(), narrowed, byKey),
                    new Layout(Dialect.of(to), shape.secondary().name(), shape.to(), shape.keySize(), narrowed, byKey));
            layouts.put(name, known);
        }
        return new Sides(new Side(from, known.from), new Side(to, known.to), inDoubt, helpers);
    }

    /** Returns the key that ends a range of so many rows behind {@code after}; null at the end of the table. */
    public @Nullable Key bound(String table, @Nullable Key after, int rows) throws SQLException, Shape.Mismatch {
        try (Connection to = secondary.getConnection();
                Connection from = fromPrimary()) {
            return sides(shape(table, from, to), from, to, false).bound(after, rows);
        }
    }

    /**
     * Returns the columns, quoted, of which the checksum does not see every value, by a sample of so many rows of each
     * side: none, unless a type or a server is other than it was thought to be.
     */
    public Set<String> blind(String table, int rows) throws SQLException, Shape.Mismatch {
        try (Connection to = secondary.getConnection();
                Connection from = fromPrimary()) {
            return sides(shape(table, from, to), from, to, false).blind(rows);
        }
    }

    /** Returns how the rows of the table lie on both sides. */
    public Shape shape(String table) throws SQLException, Shape.Mismatch {
        try (Connection to = secondary.getConnection();
                Connection from = fromPrimary()) {
            return shape(table, from, to);
        }
    }

    private Shape shape(String table, Connection from, Connection to) throws SQLException, Shape.Mismatch {
        return Shape.of(table, primaryTables, from, secondaryTables, to);
    }
}
