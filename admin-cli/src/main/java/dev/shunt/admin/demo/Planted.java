package dev.shunt.admin.demo;

import dev.shunt.diff.DiffRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/**
 * A difference put into the target on purpose, behind Shunt's back, in a row that the shop reads and never changes.
 *
 * @param table where
 * @param key the primary key of the row
 * @param what what was done, for people
 * @param sql how
 */
record Planted(String table, long key, String what, String sql) {
    static final List<Planted> ALL = List.of(
            new Planted("customer", 7, "a changed name", "UPDATE customer SET name = 'Nobody' WHERE id = 7"),
            new Planted("customer", 11, "a deleted row", "DELETE FROM customer WHERE id = 11"),
            new Planted(
                    "product",
                    9_999,
                    "a row too many",
                    "INSERT INTO product VALUES (9999, '" + ShopSchema.CATEGORIES.get(0) + "', 'Ghost', 1, 1)"));

    void plant(Connection target) throws SQLException {
        try (Statement statement = target.createStatement()) {
            if (statement.executeUpdate(sql) != 1) {
                throw new SQLException("nothing to plant: " + sql);
            }
        }
    }

    /** Returns true if {@code diff} is what this would look like. */
    boolean explains(DiffRecord diff) {
        return table.equalsIgnoreCase(diff.table())
                && String.valueOf(diff.key()).matches("(.*\\D)?" + key);
    }

    /** Returns {@code diff} in a line. */
    static String describe(DiffRecord diff) {
        String where = diff.table() + " " + diff.key() + (diff.column() == null ? "" : " " + diff.column());
        String kind = diff.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return kind + ": " + where + ": " + diff.primaryValue() + " | " + diff.secondaryValue();
    }
}
