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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

    private final OutboxTable table;
    private final Consumer<OutboxRow> deleted;
    private final Queue<OutboxRow> cleared = new ConcurrentLinkedQueue<>();
    private final Queue<Later> settled = new ConcurrentLinkedQueue<>();
    private final Queue<Marking> markings = new ConcurrentLinkedQueue<>();
    private final Queue<String> verified = new ConcurrentLinkedQueue<>();

    /** Tables that a row says are tainted. Used by the one thread. */
    private final Set<String> marked = new HashSet<>();

    OutboxWriter(OutboxTable table, Consumer<OutboxRow> deleted) {
        this.table = table;
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
        markings.add(new Marking(id, taint, done));
        return done;
    }

    void untaint(String name) {
        verified.add(name);
    }

    boolean idle() {
        return cleared.isEmpty() && markings.isEmpty() && verified.isEmpty();
    }

    /** Returns true if a statement's commit has been known for so long that the table should say so. */
    boolean due() {
        Later first = settled.peek();
        return first != null && first.due - System.nanoTime() <= 0;
    }

    /** Does all that is to be done, but for what is not due. */
    void write(Connection connection) throws SQLException, IOException {
        mark(connection);
        unmark(connection);
        delete(connection);
        while (due()) {
            settleDue(connection);
        }
    }

    private void mark(Connection connection) throws SQLException {
        for (Marking next = markings.peek(); next != null; next = markings.peek()) {
            if (!marked.contains(next.taint.table())) {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate(table.insert(next.id, OutboxTable.TAINT, 0, OutboxPayload.of(next.taint)));
                }
                marked.add(next.taint.table());
            }
            markings.remove();
            next.done.countDown();
        }
    }

    private void unmark(Connection connection) throws SQLException, IOException {
        for (String name = verified.peek(); name != null; name = verified.peek()) {
            for (Map.Entry<OutboxRow.Id, Taint> entry : taints(connection).entrySet()) {
                if (entry.getValue().table().equals(name)) {
                    delete(connection, entry.getKey().instance(), List.of(new OutboxRow(entry.getKey(), 0, false)));
                }
            }
            marked.remove(name);
            verified.remove();
        }
    }

    /** Reads the taints of the fleet. */
    Map<OutboxRow.Id, Taint> taints(Connection connection) throws SQLException, IOException {
        Map<OutboxRow.Id, Taint> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(table.taints())) {
            while (rows.next()) {
                Taint taint = OutboxPayload.taint(rows.getBytes(3));
                found.put(new OutboxRow.Id(rows.getString(1).trim(), rows.getLong(2)), taint);
                marked.add(taint.table());
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
