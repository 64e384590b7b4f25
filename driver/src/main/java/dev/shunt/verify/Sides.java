package dev.shunt.verify;

import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.PrimaryFailure;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One table on both sides, read so that what is equal stays so. Not thread-safe. */
final class Sides {
    /** How many times the rows of the primary a range may have on the secondary. */
    private static final long SURPLUS = 2;

    private final Side from;
    private final Side to;
    private final String lock;
    private boolean inside;

    /** {@code inDoubt}: the primary is read with locks that do not wait. */
    Sides(Shape shape, Connection primary, Connection secondary, boolean inDoubt) throws SQLException {
        this.from = new Side(primary, shape.primary().name(), shape.from(), shape.keySize());
        this.to = new Side(secondary, shape.secondary().name(), shape.to(), shape.keySize());
        this.lock = inDoubt ? from.dialect.shareNoWait() : "";
        // each writes numbers, times and documents in its own way, and only MySQL and MariaDB have the functions
        this.inside = from.dialect == to.dialect && from.dialect != Dialect.H2;
    }

    Dialect primaryDialect() {
        return from.dialect;
    }

    /** Returns true if the rows do not travel. */
    boolean inside() {
        return inside;
    }

    Sum primary(Range range) throws SQLException {
        try {
            return inside ? from.sumThere(range, lock) : from.sumHere(range, lock);
        } catch (SQLException e) {
            throw new PrimaryFailure(e);
        }
    }

    /**
     * With locks, so as to wait for a sync that is under way: it may bring an older state than this reads, which nobody
     * would look at again.
     */
    Sum secondary(Range range) throws SQLException {
        if (!inside) {
            return to.sumHere(range, to.dialect.share());
        }
        try {
            return to.sumThere(range, to.dialect.share());
        } catch (SQLException e) {
            if (Failure.of(e) != Failure.OTHER) {
                throw e;
            }
            inside = false; // a type that the functions do not take
            return secondary(range);
        }
    }

    @Nullable
    Key middle(Range range, boolean ofSecondary, long n) throws SQLException {
        return (ofSecondary ? to : from).nth(range, n);
    }

    /** Ends a range of about so many rows of the primary, or earlier where the secondary has far more of them. */
    @Nullable
    Key bound(@Nullable Key after, int rows) throws SQLException {
        Key there = from.nth(new Range(after, null), rows);
        Key surplus = to.nth(new Range(after, there), SURPLUS * rows);
        return surplus == null ? there : surplus;
    }

    List<Key> keys(Range range) throws SQLException {
        List<Key> keys = new ArrayList<>(from.keys(range));
        keys.addAll(to.keys(range));
        return keys;
    }
}
