package dev.shunt.journal;

import dev.shunt.schema.Dialect;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code shunt_outbox} of the primary, as SQL. Its keys are explicit, so that what the application's session
 * knows of its own last insert stays. Values are literals: a statement needs one round trip in every mode of a driver.
 * Immutable.
 */
public final class OutboxTable {
    /** Its name. */
    public static final String NAME = "shunt_outbox";

    /** Written by the transaction whose rows it names: who sees it knows that they are committed. */
    static final int COMMITTED = 0;

    /** Written before a statement that commits by itself: what it names may still be to come. */
    static final int BEFORE = 1;

    /** A taint. */
    static final int TAINT = 2;

    /** What the payload may take, well below what a server accepts as one statement. */
    static final int LARGEST = 500_000;

    private static final Set<Integer> DENIED = Set.of(1044, 1045, 1142, 1143, 1227, 1370, 90096);

    /** Table, view or schema not found, as MySQL, MariaDB and H2 say it. */
    private static final Set<String> ABSENT = Set.of("42S02", "42S03", "42S04", "90079");

    private final Dialect dialect;
    private final String name;

    /** @param schema where it is, so that an application may change its own; null for that of each connection */
    OutboxTable(Dialect dialect, @Nullable String schema) {
        this.dialect = dialect;
        this.name = (schema == null ? "" : dialect.quote(schema) + ".") + NAME;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Returns the statement that creates the table where it is absent, in the schema that it is run in. */
    public static String ddl(Dialect dialect) {
        boolean h2 = dialect == Dialect.H2;
        String ascii = h2 ? "VARCHAR(36)" : "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin";
        return "CREATE TABLE IF NOT EXISTS " + NAME + " ("
                + "instance " + ascii + " NOT NULL, "
                + "seq BIGINT NOT NULL, "
                + "kind SMALLINT NOT NULL, "
                + "epoch BIGINT NOT NULL, "
                + "created BIGINT NOT NULL, "
                + "session_id VARCHAR(400), "
                + "payload " + (h2 ? "VARBINARY(1000000)" : "MEDIUMBLOB") + " NOT NULL, "
                + "PRIMARY KEY (instance, seq))"
                + (h2 ? "" : " ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin");
    }

    /** Returns the statement that writes a row; it does not wait for a lock on the table, but for a moment. */
    String insert(OutboxRow.Id row, int kind, long epoch, Output payload) {
        String bounded =
                switch (dialect) {
                    case MARIADB -> "SET STATEMENT lock_wait_timeout=2, innodb_lock_wait_timeout=2 FOR INSERT INTO ";
                    case MYSQL -> "INSERT /*+ SET_VAR(lock_wait_timeout=2) */ INTO ";
                    case H2 -> "INSERT INTO ";
                };
        return bounded + name + " (instance, seq, kind, epoch, created, session_id, payload) VALUES ('"
                + row.instance() + "', " + row.number() + ", " + kind + ", " + epoch + ", " + dialect.clock()
                + ", "
                + (kind == BEFORE ? Session.name(dialect) : "NULL") + ", X'"
                + HexFormat.of().formatHex(payload.bytes(), 0, payload.size()) + "')";
    }

    /** Returns the statement that deletes {@code count} rows of one instance, by their numbers. */
    String delete(int count) {
        return "DELETE FROM " + name + " WHERE instance = ? AND seq IN (" + marks(count) + ")";
    }

    /** Returns the statement that says of {@code count} rows of one instance that their statements have committed. */
    String settle(int count) {
        return "UPDATE " + name + " SET kind = " + COMMITTED + " WHERE instance = ? AND seq IN (" + marks(count) + ")";
    }

    /** Returns the statement that puts another payload, that of a committed statement, into a row. */
    String narrow() {
        return "UPDATE " + name + " SET kind = " + COMMITTED + ", payload = ? WHERE instance = ? AND seq = ?";
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** Returns the query for rows behind (instance, seq) and before another, of an age, in their order. */
    String page(int rows) {
        return "SELECT instance, seq, kind, epoch, created, session_id, payload FROM " + name
                + " WHERE (instance > ? OR instance = ? AND seq > ?) AND (instance < ? OR instance = ? AND seq < ?)"
                + " AND (instance = ? OR ABS(" + dialect.clock()
                + " - created) >= ?) ORDER BY instance, seq LIMIT " + rows;
    }

    /** Returns the query for how many rows, up to {@code most}, are of other instances or before one of this. */
    String left(int most) {
        return "SELECT COUNT(*) FROM (SELECT seq FROM " + name + " WHERE (instance < ? OR instance > ? OR instance = ?"
                + " AND seq < ?) AND kind <> " + TAINT + " LIMIT " + most + ") some_rows";
    }

    /** Returns the query for all taints. */
    String taints() {
        return "SELECT instance, seq, payload, created FROM " + name + " WHERE kind = " + TAINT;
    }

    /** Returns a query that finds nothing, and fails where the table cannot be read. */
    String probe() {
        return "SELECT instance, seq, kind, epoch, created, session_id, payload FROM " + name + " WHERE 1 = 0";
    }

    /** Returns true if {@code error} says that the table is not there. */
    static boolean absent(SQLException error) {
        return ABSENT.contains(String.valueOf(error.getSQLState()).toUpperCase(Locale.ROOT));
    }

    /** Returns true if {@code error} says that the login may not do that. */
    static boolean denied(SQLException error) {
        return DENIED.contains(error.getErrorCode());
    }
}
