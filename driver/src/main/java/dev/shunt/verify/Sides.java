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

    /** Times as many by the server's guess, which may be twice what is there, are counted. */
    private static final long GUESSED = 4;

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

    /** Sums both sides up. The order does not matter: whatever is equal had come before either was read. */
    Sums sums(Range range) throws SQLException {
        if (helpers == null) {
            Sum here = secondary(range);
            return new Sums(primary(range), here);
        }
        boolean wasInside = inside;
        Future<Sum> pending = helpers.submit(() -> primary(range, wasInside));
        Sum here;
        try {
            here = secondary(range);
        } catch (SQLException | RuntimeException e) {
            settled(pending, e);
            throw e;
        }
        Sum there = result(pending);
        return new Sums(inside == wasInside ? there : primary(range), here);
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

    private Sum primary(Range range) throws SQLException {
        return primary(range, inside);
    }

    private Sum primary(Range range, boolean inside) throws SQLException {
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
    private Sum secondary(Range range) throws SQLException {
        if (!inside) {
            return to.sumHere(range, to.dialect().share());
        }
        try {
            return to.sumThere(range, to.dialect().share());
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
        Range range = new Range(after, there);
        long guess = to.about(range);
        Key surplus = guess >= 0 && guess <= GUESSED * rows ? null : to.nth(range, SURPLUS * rows);
        return surplus == null ? there : surplus;
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
