package dev.shunt.admin.repair;

import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.ShownKeys;
import dev.shunt.admin.tables.Stop;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import dev.shunt.session.Trouble;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Works on rows, many at a time. A line, a table or a row that cannot be worked on stops none of the others; a database that
 * is away does. Not thread-safe.
 */
final class RowWork {
    private final BothSides sides;
    private final ShownKeys keys;
    private final Stop stop;
    private long failed;

    RowWork(BothSides sides, ShownKeys keys, Stop stop) {
        this.sides = sides;
        this.keys = keys;
        this.stop = stop;
    }

    /** Returns how many rows were not worked on since a database gave an error. */
    long failed() {
        return failed;
    }

    /** Does {@code work} on all rows, on some of them perhaps more than once; tells {@code refusals} what could not be done. */
    void on(Suspected.Source rows, Batches.Work work, Consumer<String> refusals) throws Exception {
        Batches batches = new Batches(
                (table, some) -> {
                    for (List<Key> part : parts(table, some, refusals)) {
                        on(table, part, work, refusals);
                    }
                },
                refusals);
        rows.each(batches);
        batches.end();
    }

    private List<List<Key>> parts(String table, List<Key> some, Consumer<String> refusals) throws SQLException {
        if (stop.requested()) {
            return List.of();
        }
        try {
            return sides.rowCompare().parts(table, some);
        } catch (RowSyncException e) {
            refusals.accept(table + ": " + Trouble.text(e));
        } catch (SQLException e) {
            if (lostOnly(e)) {
                return some.stream().map(List::of).toList(); // how long they are is not known
            }
            failed += some.size();
            refusals.accept(table + ": " + Trouble.text(e));
        }
        return List.of();
    }

    /** By halves, so that the one is known by which it fails. */
    private void on(String table, List<Key> some, Batches.Work work, Consumer<String> refusals) throws Exception {
        if (stop.requested()) {
            return;
        }
        Exception why;
        boolean error = false;
        try {
            work.on(table, some);
            return;
        } catch (RowSyncException | Shape.Mismatch e) {
            why = e;
        } catch (SQLException e) {
            lostOnly(e);
            error = true;
            why = e;
        }
        if (some.size() == 1) {
            failed += error ? 1 : 0;
            refusals.accept(table + " " + keys.of(some.get(0)) + ": " + keys.of(why));
            return;
        }
        int half = some.size() / 2;
        on(table, some.subList(0, half), work, refusals);
        on(table, some.subList(half, some.size()), work, refusals);
    }

    /**
     * Returns true if only the connection was lost, as by a row at which a server hangs up. Where a database is away it throws
     * the error again: no other row can be worked on either, and each would wait for a connection.
     */
    private boolean lostOnly(SQLException error) throws SQLException {
        boolean lost = Failure.of(error) == Failure.CONNECTION_LOST;
        if (lost && !sides.reachable()) {
            throw error;
        }
        return lost;
    }
}
