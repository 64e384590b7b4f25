package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code shunt_verified} of the register: which tables were compared as a whole, and whether that still says
 * anything. A verification stands until it is voided, by whoever knows that writes may have gone by since it began; one that
 * began before that moment is refused afterwards. Over one connection in auto-commit; not thread-safe, like the connection.
 */
public final class Verifications {
    private static final int LONGEST_TEXT = 1000;

    private final Connection connection;
    private final String now;

    /** Readies one; nothing is asked. */
    public Verifications(Connection connection) throws SQLException {
        this(connection, Dialect.of(connection));
    }

    Verifications(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.now = ControlTables.clock(dialect);
    }

    /** Returns the time by the database's clock, in milliseconds since 1970: to be asked before a comparison begins. */
    public long now() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + now)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /**
     * Records that a table was compared from end to end, and that no row was left differing. Taints of the table are to be
     * taken off before.
     *
     * @param table the table, as the database spells it
     * @param began {@link #now} before the first row was read
     * @param rows how many rows were compared
     * @param by who did it, for people
     * @return false if it was voided since it began, or a later one is there
     */
    public boolean record(String table, long began, long rows, String by) throws SQLException {
        Long epoch = new RegisterStore(connection, Dialect.of(connection)).presentEpoch();
        return record(table, began, epoch == null ? 1 : epoch, rows, by);
    }

    boolean record(String table, long began, long epoch, long rows, String by) throws SQLException {
        String text = by.length() <= LONGEST_TEXT ? by : by.substring(0, LONGEST_TEXT);
        if (allVoided() >= began) {
            return false;
        }
        return update(
                                "UPDATE " + ControlTables.VERIFIED + " SET began = ?, epoch = ?, compared = ?,"
                                        + " verified_by = ?, recorded = " + now
                                        + " WHERE table_name = ? AND began <= ? AND voided < ?",
                                began,
                                epoch,
                                rows,
                                text,
                                table,
                                began,
                                began)
                        == 1
                || insert(table, began, epoch, rows, text, "0");
    }

    /** Returns those that stand, by table. */
    public List<Verification> standing() throws SQLException {
        List<Verification> all = new ArrayList<>();
        long everyTable = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT table_name, began, " + now
                        + " - began, epoch, compared, verified_by, voided FROM " + ControlTables.VERIFIED
                        + " ORDER BY table_name")) {
            while (rows.next()) {
                if (rows.getString(1).equals(Taint.EVERY_TABLE)) {
                    everyTable = rows.getLong(7);
                } else if (rows.getLong(7) < rows.getLong(2)) {
                    all.add(new Verification(
                            rows.getString(1),
                            rows.getLong(2),
                            rows.getLong(3),
                            rows.getLong(4),
                            rows.getLong(5),
                            rows.getString(6)));
                }
            }
        }
        long voided = everyTable;
        return all.stream().filter(one -> one.began() > voided).toList();
    }

    /**
     * Returns those that stand no more, by table.
     *
     * @throws SQLException where they cannot be read; a register without them, or one that the login may not read, has none
     */
    public List<Voided> voided() throws SQLException {
        List<Voided> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT one.table_name, one.began, one.voided, one.reason,"
                        + " everyone.voided, everyone.reason, " + now + " FROM " + ControlTables.VERIFIED + " one"
                        + " LEFT JOIN " + ControlTables.VERIFIED + " everyone ON everyone.table_name = '"
                        + Taint.EVERY_TABLE + "' WHERE one.table_name <> '" + Taint.EVERY_TABLE
                        + "' ORDER BY one.table_name")) {
            while (rows.next()) {
                boolean everyone = rows.getLong(5) > rows.getLong(3);
                long since = everyone ? rows.getLong(5) : rows.getLong(3);
                if (since >= rows.getLong(2)) {
                    all.add(new Voided(rows.getString(1), rows.getLong(7) - since, rows.getString(everyone ? 6 : 4)));
                }
            }
            return all;
        } catch (SQLException e) {
            if (ControlTables.absent(e) || ControlTables.denied(e)) {
                return List.of();
            }
            throw e;
        }
    }

    /** Voids that one; a later one stays. */
    void voidOne(Verification one, String reason) throws SQLException {
        update(
                "UPDATE " + ControlTables.VERIFIED + " SET voided = " + now
                        + ", reason = ? WHERE table_name = ? AND began = ?",
                reason.length() <= LONGEST_TEXT ? reason : reason.substring(0, LONGEST_TEXT),
                one.table(),
                one.began());
    }

    /** Voids all, also those that have begun and are not recorded yet. */
    void voidAll(String reason) throws SQLException {
        String sql = "UPDATE " + ControlTables.VERIFIED + " SET voided = " + now + ", reason = ? WHERE table_name = ?";
        if (update(sql, reason, Taint.EVERY_TABLE) == 0) {
            insert(Taint.EVERY_TABLE, 0, 0, 0, "", now);
            update(sql, reason, Taint.EVERY_TABLE);
        }
    }

    /** Returns until when nothing counts; 0 where that was never said. */
    long allVoided() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT voided FROM " + ControlTables.VERIFIED + " WHERE table_name = ?")) {
            statement.setString(1, Taint.EVERY_TABLE);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Returns false if there is such a row already. */
    private boolean insert(String table, long began, long epoch, long rows, String by, String voided)
            throws SQLException {
        try {
            update(
                    "INSERT INTO " + ControlTables.VERIFIED
                            + " (table_name, began, epoch, compared, verified_by, recorded, voided, reason)"
                            + " VALUES (?, ?, ?, ?, ?, " + now + ", " + voided + ", '')",
                    table,
                    began,
                    epoch,
                    rows,
                    by);
            return true;
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
