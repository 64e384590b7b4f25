package dev.shunt.journal;

import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The taints in the outbox of instances that are gone: one that lives takes its own off by itself. */
public final class OutboxTaints {
    private OutboxTaints() {}

    /**
     * Takes such taints of a table off; nothing where there is no outbox, or none that can be read and changed now. One that
     * stays hides nothing: whoever starts next takes the table for tainted once more.
     *
     * @param before the time by the database's clock, in milliseconds since 1970, before which they were marked
     * @param gone tells, by an instance's name, whether it is
     */
    public static void clear(Connection connection, String table, long before, Predicate<String> gone)
            throws SQLException {
        OutboxTable outbox = new OutboxTable(Dialect.of(connection), null);
        try {
            for (OutboxRow.Id id : marked(connection, outbox, table, before)) {
                if (gone.test(id.instance())) {
                    delete(connection, outbox, id);
                }
            }
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.CONNECTION_LOST) {
                throw e;
            }
        }
    }

    /** Returns those of one instance that can be understood. */
    public static List<Taint> of(Connection connection, String instance) throws SQLException {
        List<Taint> taints = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(new OutboxTable(Dialect.of(connection), null).taints())) {
            while (rows.next()) {
                if (rows.getString(1).trim().equals(instance)) {
                    taint(rows.getBytes(3)).ifPresent(taints::add);
                }
            }
        }
        return taints;
    }

    private static List<OutboxRow.Id> marked(Connection connection, OutboxTable outbox, String table, long before)
            throws SQLException {
        List<OutboxRow.Id> marked = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(outbox.taints())) {
            while (rows.next()) {
                if (rows.getLong(4) < before
                        && taint(rows.getBytes(3))
                                .filter(mark -> mark.table().equals(table))
                                .isPresent()) {
                    marked.add(new OutboxRow.Id(rows.getString(1).trim(), rows.getLong(2)));
                }
            }
        }
        return marked;
    }

    private static Optional<Taint> taint(byte[] payload) {
        try {
            return Optional.of(OutboxPayload.taint(payload));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void delete(Connection connection, OutboxTable outbox, OutboxRow.Id id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(outbox.delete(1))) {
            statement.setString(1, id.instance());
            statement.setLong(2, id.number());
            statement.executeUpdate();
        }
    }
}
