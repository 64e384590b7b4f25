package dev.shunt.journal;

import dev.shunt.schema.Failure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is done to rows of the outbox behind the application's back, on a connection of ours: gathered by any thread, done
 * by one.
 */
final class OutboxWriter {
    private static final int BATCH = 200;

    /** Most rows are cleared before it is worth while to say that their statement has committed. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A row may still be locked, where its transaction goes on. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** {@code delete}: it was tried in vain. */
    private record Later(OutboxRow row, long due, boolean delete) {}

    private record Marking(OutboxRow.Id id, Taint taint, CountDownLatch done) {}

    /** What the table is to say of one taint next: our own row, or null for none. */
    private record Change(@Nullable Marking marking) {}

    private final OutboxTable table;
    private final Consumer<OutboxRow> deleted;
    private final Queue<OutboxRow> cleared = new ConcurrentLinkedQueue<>();
    private final Queue<Later> settled = new ConcurrentLinkedQueue<>();
    /** By table; the last word counts. */
    private final Map<String, Change> changes = new ConcurrentHashMap<>();

    /** Our own rows that say of a table that it is tainted. Used by the one thread. */
    private final Map<String, OutboxRow.Id> marked = new HashMap<>();

    private final String self;

    OutboxWriter(OutboxTable table, String self, Consumer<OutboxRow> deleted) {
        this.table = table;
        this.self = self;
        this.deleted = deleted;
    }

    void clear(OutboxRow row) {
        row.cleared = true;
        cleared.add(row);
    }

    /** The row's statement has committed. */
    void settle(OutboxRow row) {
        later(row, SETTLE_NANOS, false);
    }

    private void later(OutboxRow row, long nanos, boolean delete) {
        settled.add(new Later(row, System.nanoTime() + nanos, delete));
    }

    /** The table was made anew: what it said of taints is gone. */
    void forget() {
        marked.clear();
    }

    /** Returns what becomes zero once the taint is in the table. */
    CountDownLatch taint(OutboxRow.Id id, Taint taint) {
        CountDownLatch done = new CountDownLatch(1);
        changes.put(taint.table(), new Change(new Marking(id, taint, done)));
        return done;
    }

    /** Takes our own mark back. */
    void untaint(String name) {
        changes.put(name, new Change(null));
    }

    boolean idle() {
        return cleared.isEmpty() && changes.isEmpty();
    }

    /** Returns true if a statement's commit has been known for so long that the table should say so. */
    boolean due() {
        Later first = settled.peek();
        return first != null && first.due - System.nanoTime() <= 0;
    }

    /** Does all that is to be done, but for what is not due. */
    void write(Connection connection) throws SQLException {
        for (String name : List.copyOf(changes.keySet())) {
            Change change = changes.get(name);
            if (change != null) {
                change(connection, name, change.marking);
                changes.remove(name, change); // unless there is another by now
            }
        }
        delete(connection);
        while (due()) {
            settleDue(connection);
        }
    }

    private void change(Connection connection, String name, @Nullable Marking marking) throws SQLException {
        OutboxRow.Id own = marked.get(name);
        if (marking == null && own != null) {
            delete(connection, own);
            marked.remove(name);
        } else if (marking != null && own == null) {
            mark(connection, marking);
        }
        if (marking != null) {
            marking.done.countDown();
        }
    }

    private void mark(Connection connection, Marking marking) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(table.insert(marking.id, OutboxTable.TAINT, 0, OutboxPayload.of(marking.taint)));
        } catch (SQLException e) {
            if (Failure.of(e) != Failure.DUPLICATE_KEY) { // else it came to the table, and the answer did not come back
                throw e;
            }
        }
        marked.put(marking.taint.table(), marking.id);
    }

    private void delete(Connection connection, OutboxRow.Id id) throws SQLException {
        delete(connection, id.instance(), List.of(new OutboxRow(id, 0, false)));
    }

    /** Reads the taints of the fleet. */
    Map<OutboxRow.Id, Taint> taints(Connection connection) throws SQLException, IOException {
        Map<OutboxRow.Id, Taint> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(table.taints())) {
            while (rows.next()) {
                Taint taint = OutboxPayload.taint(rows.getBytes(3));
                OutboxRow.Id id = new OutboxRow.Id(rows.getString(1).trim(), rows.getLong(2));
                found.put(id, taint);
                if (id.instance().equals(self)) {
                    marked.put(taint.table(), id);
                }
            }
        }
        return found;
    }

    private void delete(Connection connection) throws SQLException {
        Map<String, List<OutboxRow>> byInstance = new HashMap<>();
        int most = cleared.size();
        for (OutboxRow row = cleared.poll(); row != null; row = --most > 0 ? cleared.poll() : null) {
            byInstance
                    .computeIfAbsent(row.id.instance(), name -> new ArrayList<>())
                    .add(row);
        }
        List<OutboxRow> left = new ArrayList<>();
        byInstance.values().forEach(left::addAll);
        try {
            for (Map.Entry<String, List<OutboxRow>> entry : byInstance.entrySet()) {
                List<OutboxRow> rows = entry.getValue();
                for (int from = 0; from < rows.size(); from += BATCH) {
                    List<OutboxRow> batch = rows.subList(from, Math.min(from + BATCH, rows.size()));
                    delete(connection, entry.getKey(), batch);
                    batch.forEach(deleted);
                    left.removeAll(batch);
                }
            }
        } finally {
            cleared.addAll(left);
        }
    }

    /** One row that is still locked holds up nothing but itself. */
    private void delete(Connection connection, String instance, List<OutboxRow> rows) throws SQLException {
        try {
            update(connection, table.delete(rows.size()), instance, rows);
        } catch (SQLException e) {
            if (Failure.of(e) != Failure.RETRYABLE) {
                throw e;
            }
            if (rows.size() == 1) {
                later(rows.get(0), AGAIN_NANOS, true); // deleted is called once more, which does no harm
                return;
            }
            int half = rows.size() / 2;
            delete(connection, instance, rows.subList(0, half));
            delete(connection, instance, rows.subList(half, rows.size()));
        }
    }

    private void settleDue(Connection connection) throws SQLException {
        Map<String, List<OutboxRow>> plain = new HashMap<>();
        List<Later> taken = new ArrayList<>();
        while (due() && taken.size() < BATCH) {
            taken.add(settled.remove());
        }
        try {
            for (Later later : taken) {
                Output exact = later.row.exact;
                if (later.delete) {
                    cleared.add(later.row);
                } else if (exact != null && !later.row.cleared) {
                    narrow(connection, later.row, exact);
                } else if (!later.row.cleared) {
                    plain.computeIfAbsent(later.row.id.instance(), name -> new ArrayList<>())
                            .add(later.row);
                }
            }
            for (Map.Entry<String, List<OutboxRow>> entry : plain.entrySet()) {
                update(connection, table.settle(entry.getValue().size()), entry.getKey(), entry.getValue());
            }
        } catch (SQLException e) {
            taken.forEach(each -> later(each.row, AGAIN_NANOS, each.delete));
            if (Failure.of(e) != Failure.RETRYABLE) {
                throw e;
            }
        }
    }

    private void narrow(Connection connection, OutboxRow row, Output exact) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.narrow())) {
            statement.setBytes(1, Arrays.copyOf(exact.bytes(), exact.size()));
            statement.setString(2, row.id.instance());
            statement.setLong(3, row.id.number());
            statement.executeUpdate();
        }
    }

    private static void update(Connection connection, String sql, String instance, Collection<OutboxRow> rows)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, instance);
            int index = 2;
            for (OutboxRow row : rows) {
                statement.setLong(index++, row.id.number());
            }
            statement.executeUpdate();
        }
    }
}
