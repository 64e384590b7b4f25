package dev.shunt.rowsync;

import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Repeats the transaction for a few rows until nothing is in its way. Not thread-safe. */
final class ChunkSync {
    private static final int ATTEMPTS = 12;

    /** Nanoseconds of waiting for locks after which the worker is needed elsewhere. */
    private static final long LONGEST = 3_000_000_000L;

    private static final int JOINS = 16;
    private static final int BACKOFF_MILLIS = 4;
    private static final int MAX_DOUBLINGS = 6;

    private final Connection secondary;
    private final SideTable from;
    private final SideTable to;
    private final Writer writer;
    private final Collection<Key> all;
    private final boolean inDoubt;
    private final boolean keepsOthers;

    /**
     * @param all the keys of all chunks: they join a chunk that is in a long chain of unique values
     * @param keepsOthers as {@link RowSync#keepingOthers}
     */
    ChunkSync(
            Shape shape,
            Connection primary,
            Connection secondary,
            Collection<Key> all,
            boolean inDoubt,
            boolean keepsOthers)
            throws SQLException {
        this.secondary = secondary;
        this.from = SideTable.primary(primary, shape);
        this.to = SideTable.secondary(secondary, shape);
        this.writer = new Writer(to, shape.uniques());
        this.all = all;
        this.inDoubt = inDoubt;
        this.keepsOthers = keepsOthers;
    }

    SyncResult sync(Collection<Key> chunk) throws SQLException, RowSyncException {
        SyncResult total = SyncResult.NOTHING;
        Set<Key> keys = new LinkedHashSet<>(chunk);
        for (boolean again = false; !keys.isEmpty(); again = true) {
            Pass.Outcome outcome = settled(keys);
            total = total.plus(again ? outcome.result().withoutUnchanged() : outcome.result());
            if (outcome.result().refused()) {
                return total;
            }
            keys = new LinkedHashSet<>();
            if (!to.dialect.locksInserts()) {
                // another sync could not wait for these rows before the commit, and may have come too early
                keys.addAll(outcome.inserted());
            }
        }
        return total;
    }

    private Pass.Outcome settled(Set<Key> keys) throws SQLException, RowSyncException {
        boolean careful = false;
        Set<Key> guests = new LinkedHashSet<>();
        int failures = 0;
        int joins = 0;
        long start = System.nanoTime();
        while (true) {
            try {
                Pass.Outcome outcome = attempt(keys, guests, careful);
                if (outcome.join().isEmpty()) {
                    return outcome;
                }
                if (keepsOthers && !from.read(outcome.join(), "").keySet().containsAll(outcome.join())) {
                    if (++failures == ATTEMPTS || System.nanoTime() - start > LONGEST) {
                        throw refusedBySecondary(keys);
                    }
                    backOff(failures);
                    continue;
                }
                if (joins == JOINS) {
                    throw new SQLException("unique values of " + to.table + " keep moving", "40001", 40001);
                }
                keys.addAll(outcome.join());
                if (!to.dialect.locksInserts()) {
                    guests.addAll(outcome.join()); // nobody would look again at one that is inserted, should that fail
                    guests.removeAll(all);
                }
                if (++joins == 2) {
                    keys.addAll(all);
                }
            } catch (SQLException e) {
                Failure failure = Failure.of(e);
                if (failure != Failure.DUPLICATE_KEY && failure != Failure.RETRYABLE) {
                    throw e;
                }
                careful |= failure == Failure.DUPLICATE_KEY;
                if (++failures == ATTEMPTS || System.nanoTime() - start > LONGEST) {
                    if (failure == Failure.RETRYABLE) {
                        throw e;
                    }
                    throw refusedBySecondary(keys);
                }
                backOff(failures);
            }
        }
    }

    private Pass.Outcome attempt(Set<Key> keys, Set<Key> guests, boolean careful)
            throws SQLException, RowSyncException {
        try (Transaction transaction = new Transaction(secondary, to.dialect)) {
            Pass pass = new Pass(from, to, writer, guests);
            Pass.Outcome outcome = careful ? pass.careful(keys, inDoubt) : pass.plain(keys, inDoubt);
            if (outcome.join().isEmpty() && !outcome.result().refused()) {
                transaction.commit();
            }
            return outcome;
        }
    }

    private RowSyncException refusedBySecondary(Set<Key> keys) throws SQLException {
        return new RowSyncException(
                "a unique key of table " + to.table + " on the secondary refuses a row that the primary has",
                writer.conflicts(from.read(keys, "").values()));
    }

    private static void backOff(int failures) throws SQLException {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, BACKOFF_MILLIS << Math.min(failures, MAX_DOUBLINGS)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting to sync again", "70100", e);
        }
    }
}
