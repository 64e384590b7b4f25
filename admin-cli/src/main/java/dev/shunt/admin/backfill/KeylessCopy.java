package dev.shunt.admin.backfill;

import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.Stop;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.rowsync.WholeCopy;
import dev.shunt.schema.Failure;
import dev.shunt.session.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Copies tables without a primary key: each as a whole, while its writers wait. */
final class KeylessCopy {
    private static final int ATTEMPTS = 5;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The database refuses a right. */
    private static final int DENIED = 1044;

    private static final String BEFORE = "was copied before; --restart copies it again";

    /**
     * How such tables are copied.
     *
     * @param mostRows tables with more are left alone
     * @param longest how long writers to one may wait
     * @param again also what was copied before, or is there on the target
     */
    record Manner(long mostRows, Duration longest, boolean again) {}

    /** What became of a table; {@code word} is for a person. */
    record Result(String table, long rows, boolean done, String word) {
        /** Returns true if this run had nothing to do. */
        boolean before() {
            return word.equals(BEFORE);
        }
    }

    private final BothSides sides;
    private final Checkpoint checkpoint;
    private final Manner manner;
    private final Stop stop;

    KeylessCopy(BothSides sides, Checkpoint checkpoint, Manner manner, Stop stop) {
        this.sides = sides;
        this.checkpoint = checkpoint;
        this.manner = manner;
        this.stop = stop;
    }

    /** Copies a table, where it is small enough and its writers can be held. */
    Result copy(String table) throws SQLException {
        String where = sides.config().where(table);
        Checkpoint.Place before = checkpoint.of(table, where);
        if (before != null && before.done() && !manner.again) {
            return new Result(table, before.rows(), true, BEFORE);
        }
        long about = sides.size(table).rows();
        if (about > manner.mostRows) {
            return refused(
                    table,
                    "it has no primary key and about " + Quantity.amount(about, "row")
                            + ", more than --max-keyless " + manner.mostRows
                            + ": its writers would wait until all are copied. Add a key, or raise both --max-keyless and"
                            + " --max-lock while nobody writes");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                WholeCopy.Copied copied = sides.wholeCopy().copy(table, manner.again, manner.longest);
                checkpoint.note(table, where, new Checkpoint.Place(null, copied.rows(), 0, true));
                return new Result(table, copied.rows(), true, word(copied));
            } catch (RowSyncException e) {
                return refused(table, Trouble.text(e));
            } catch (SQLException e) {
                if (Failure.of(e) != Failure.RETRYABLE || attempt == ATTEMPTS || stop.requested()) {
                    return refused(table, why(e));
                }
                stop.pause(RETRY_NANOS);
            }
        }
    }

    /** Leaves a table alone of which only a part is wanted. */
    static Result part(String table) {
        return refused(table, "it has no primary key, so there is no part of it: leave --where and --limit away");
    }

    private static Result refused(String table, String why) {
        return new Result(table, 0, false, "not copied: " + why);
    }

    private static String why(SQLException e) {
        return Trouble.text(e)
                + switch (String.valueOf(e.getSQLState())) {
                    case "23000" -> "; --restart replaces them";
                    case "HYT00" -> "; raise --max-lock while nobody writes";
                    default -> e.getErrorCode() == DENIED ? "; it takes the privilege LOCK TABLES" : "";
                };
    }

    private static String word(WholeCopy.Copied copied) {
        String rows = "no primary key, so copied whole: " + Quantity.amount(copied.rows(), "row")
                + (copied.replaced() == 0 ? "" : " in the place of " + Quantity.count(copied.replaced()));
        return copied.lock().isEmpty()
                ? rows + "; without a lock, which this database does not have"
                : rows + "; " + copied.lock() + " had its writers wait for "
                        + Quantity.age(copied.locked().toMillis());
    }
}
