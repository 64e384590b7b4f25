package dev.shunt.admin.backfill;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.tables.KeyText;
import dev.shunt.admin.tables.TargetTables;
import dev.shunt.schema.Key;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How far each table is, in the table {@code shunt_backfill} of the target: it goes where the rows go. Thread-safe. */
final class Checkpoint {
    private static final String TABLE = TargetTables.BACKFILL;

    /**
     * How far a table is.
     *
     * @param reached all rows up to that key are copied; null for none
     * @param rows how many these are
     * @param refused how many of them the target did not take
     * @param done nothing is left to be copied
     */
    record Place(@Nullable Key reached, long rows, long refused, boolean done) {
        static final Place START = new Place(null, 0, 0, false);
    }

    private final DataSource target;

    /** Creates the table where it is absent. */
    Checkpoint(DataSource target) throws SQLException {
        this.target = target;
        try (Connection connection = target.getConnection()) {
            TargetTables.create(connection, TABLE);
        }
    }

    /**
     * Returns how far the table is by a copy of the rows that meet {@code where}; null where others, or more or fewer of them, were
     * copied before.
     */
    @Nullable
    Place of(String table, String where) throws SQLException {
        try (Connection connection = target.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT reached, copied, refused, done, only_where FROM " + TABLE + " WHERE table_name = ?")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Place.START;
                }
                if (!where.equals(row.getString(5))) {
                    return null;
                }
                String reached = row.getString(1);
                return new Place(
                        reached == null ? null : KeyText.key(JSON.std.listFrom(reached)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getInt(4) == 1);
            } catch (IOException e) {
                return Place.START;
            }
        }
    }

    void note(String table, String where, Place place) throws SQLException {
        try (Connection connection = target.getConnection()) {
            String reached = place.reached() == null ? null : JSON.std.asString(KeyText.of(place.reached()));
            int there = write(
                    connection,
                    "UPDATE " + TABLE
                            + " SET only_where = ?, reached = ?, copied = ?, refused = ?, done = ? WHERE table_name = ?",
                    where,
                    reached,
                    place.rows,
                    place.refused,
                    place.done ? 1 : 0,
                    table);
            if (there == 0) {
                write(
                        connection,
                        "INSERT INTO " + TABLE + " (only_where, reached, copied, refused, done, table_name)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        where,
                        reached,
                        place.rows,
                        place.refused,
                        place.done ? 1 : 0,
                        table);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a list of texts is JSON", e);
        }
    }

    private static int write(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
