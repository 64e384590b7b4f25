package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The table {@code shunt_found} of the register: the tables that differed when they were last compared. Over one connection
 * in auto-commit; not thread-safe, like the connection.
 */
public final class Findings {
    private final Connection connection;
    private final Dialect dialect;
    private final String now;

    /** Readies one; nothing is asked. */
    public Findings(Connection connection) throws SQLException {
        this.connection = connection;
        this.dialect = Dialect.of(connection);
        this.now = ControlTables.clock(dialect);
    }

    /** Returns all, by table; none where the register was made before there were any. */
    public List<Found> all() throws SQLException {
        List<Found> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT table_name, " + now + " - began, compared, missing, extra,"
                                + " changed, CASE WHEN equal_since = 0 THEN 0 ELSE " + now
                                + " - equal_since END, found_by FROM "
                                + ControlTables.FOUND + " ORDER BY table_name")) {
            while (rows.next()) {
                all.add(new Found(
                        rows.getString(1),
                        rows.getLong(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getString(8)));
            }
        } catch (SQLException e) {
            if (!ControlTables.absent(e) && !ControlTables.denied(e)) {
                throw e;
            }
        }
        return all;
    }

    /**
     * Returns since when tables are known to be equal but for what is written past Shunt, in milliseconds by the
     * register's clock, by their names in lower case: a verification stands, or differences are all that ended it, and no
     * taint has come since.
     */
    public Map<String, Long> equalSince() throws SQLException {
        Map<String, Long> since = new HashMap<>();
        RegisterStore store = new RegisterStore(connection, dialect);
        try {
            store.verifications().standing().forEach(one -> since.put(lower(one.table()), one.began()));
            long voided = store.verifications().allVoided();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT table_name, equal_since FROM " + ControlTables.FOUND
                            + " WHERE equal_since > " + voided)) {
                while (rows.next()) {
                    since.putIfAbsent(lower(rows.getString(1)), rows.getLong(2));
                }
            }
            for (FleetTaint fleet : store.taints()) {
                Taint taint = fleet.taint();
                long marked = taint.since().toEpochMilli();
                since.entrySet()
                        .removeIf(one -> one.getValue() <= marked
                                && (taint.table().equals(Taint.EVERY_TABLE)
                                        || taint.table().equalsIgnoreCase(one.getKey())));
            }
        } catch (SQLException e) {
            if (!ControlTables.absent(e)) {
                throw e;
            }
        }
        return since;
    }

    /**
     * Records that rows of a table differ; it does not count as verified any more.
     *
     * @param found its ages are not looked at
     * @param began {@link Verifications#now} before the first row was read
     * @param equalSince of {@link #equalSince}; 0 where that is not known
     */
    public void differ(Found found, long began, long equalSince) throws SQLException {
        update(
                "UPDATE " + ControlTables.VERIFIED + " SET voided = " + now + ", reason = ? WHERE table_name = ?",
                found.by() + " found " + differing(found.differing()) + " differing",
                found.table());
        try {
            replace(found, began, equalSince);
        } catch (SQLException e) {
            if (!ControlTables.absent(e)) {
                throw e;
            }
            new RegisterStore(connection, dialect).create();
            replace(found, began, equalSince);
        }
    }

    private static String differing(long rows) {
        return rows == 0 ? "it" : rows + (rows == 1 ? " row" : " rows");
    }

    private void replace(Found found, long began, long equalSince) throws SQLException {
        forget(found.table());
        update(
                "INSERT INTO " + ControlTables.FOUND + " (table_name, began, compared, missing, extra, changed,"
                        + " equal_since, found_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                found.table(),
                began,
                found.rows(),
                found.missing(),
                found.extra(),
                found.changed(),
                equalSince,
                found.by());
    }

    /** Records that no row of a table differs. */
    public void equal(String table) throws SQLException {
        try {
            forget(table);
        } catch (SQLException e) {
            if (!ControlTables.absent(e)) {
                throw e;
            }
        }
    }

    private void forget(String table) throws SQLException {
        update("DELETE FROM " + ControlTables.FOUND + " WHERE table_name = ?", table);
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static String lower(String table) {
        return table.toLowerCase(Locale.ROOT);
    }
}
