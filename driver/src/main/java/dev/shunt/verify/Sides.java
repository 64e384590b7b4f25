package dev.shunt.verify;

import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.PrimaryFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One table on both sides, read so that what is equal stays so. Not thread-safe. */
final class Sides {
    /** How many times the rows of the primary a range may have on the secondary. */
    private static final long SURPLUS = 2;

    private final Side from;
    private final Side to;
    private final String lock;
    private final @Nullable ExecutorService helpers;
    private boolean inside;

    /**
     * @param inDoubt the primary is read with locks that do not wait
     * @param helpers run what goes on beside the caller's own work; null where nothing does
     */
    Sides(Side from, Side to, boolean inDoubt, @Nullable ExecutorService helpers) {
        this.from = from;
        this.to = to;
        this.helpers = helpers;
        this.lock = inDoubt ? from.dialect().shareNoWait() : "";
        // each writes numbers, times and documents in its own way, and only MySQL and MariaDB have the functions
        this.inside = from.dialect() == to.dialect() && from.dialect() != Dialect.H2;
    }

    Dialect primaryDialect() {
        return from.dialect();
    }

    /** Returns true if the rows do not travel. */
    boolean inside() {
        return inside;
    }

    /** A range, and what it comes to. */
    record Summed(Range range, Sums sums) {}

    /** Sums up about so many rows of the primary behind a key, or fewer where the secondary has far more of them. */
    Summed next(@Nullable Key after, int rows) throws SQLException {
        long most = SURPLUS * rows;
        Range range = new Range(after, from.nth(new Range(after, null), rows));
        Sums sums = sums(range, most + 1);
        if (Math.max(sums.primary().rows(), sums.secondary().rows()) <= most) {
            return new Summed(range, sums);
        }
        Key nearer = middle(range, sums.secondary().rows() > most, most);
        Range less = nearer == null ? range : new Range(after, nearer);
        return new Summed(less, sums(less));
    }

    /** Sums both sides up. The order does not matter: whatever is equal had come before either was read. */
    Sums sums(Range range) throws SQLException {
        return sums(range, Side.ALL);
    }

    /** {@code most}: rows of each side that are looked at. */
    private Sums sums(Range range, long most) throws SQLException {
        if (helpers == null) {
            Sum here = secondary(range, most);
            return new Sums(primary(range, inside, most), here);
        }
        boolean wasInside = inside;
        Future<Sum> pending = helpers.submit(() -> primary(range, wasInside, most));
        Sum here;
        try {
            here = secondary(range, most);
        } catch (SQLException | RuntimeException e) {
            settled(pending, e);
            throw e;
        }
        Sum there = result(pending);
        return new Sums(inside == wasInside ? there : primary(range, inside, most), here);
    }

    /** Waits for the end: the connection is in use until then. */
    private static void settled(Future<Sum> pending, Exception of) {
        try {
            result(pending);
        } catch (SQLException | RuntimeException e) {
            of.addSuppressed(e);
        }
    }

    private static Sum result(Future<Sum> pending) throws SQLException {
        try {
            return pending.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while comparing", "70100", e);
        }
    }

    private Sum primary(Range range, boolean inside, long most) throws SQLException {
        try {
            return inside ? from.sumThere(range, lock, most) : from.sumHere(range, lock, most);
        } catch (SQLException e) {
            throw new PrimaryFailure(e);
        }
    }

    /**
     * With locks, so as to wait for a sync that is under way: it may bring an older state than this reads, which nobody
     * would look at again.
     */
    private Sum secondary(Range range, long most) throws SQLException {
        if (!inside) {
            return to.sumHere(range, to.dialect().share(), most);
        }
        try {
            return to.sumThere(range, to.dialect().share(), most);
        } catch (SQLException e) {
            if (Failure.of(e) != Failure.OTHER) {
                throw e;
            }
            inside = false; // a type that the functions do not take
            return secondary(range, most);
        }
    }

    @Nullable
    Key middle(Range range, boolean ofSecondary, long n) throws SQLException {
        return (ofSecondary ? to : from).nth(range, n);
    }

    /** Returns the key of the {@code rows}th row of the primary behind a key; null where there are fewer. */
    @Nullable
    Key bound(@Nullable Key after, int rows) throws SQLException {
        return from.nth(new Range(after, null), rows);
    }

    List<Key> keys(Range range) throws SQLException {
        List<Key> keys = new ArrayList<>(from.keys(range));
        keys.addAll(to.keys(range));
        return keys;
    }

    /** Returns the columns that a checksum made inside a database does not see, by the rows of a sample of each side. */
    Set<String> blind(int rows) throws SQLException {
        Set<String> blind = new TreeSet<>();
        if (inside) {
            blind.addAll(from.blind(rows));
            blind.addAll(to.blind(rows));
        }
        return blind;
    }
}
