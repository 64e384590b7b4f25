package dev.shunt.schema;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

/** How a database product is spoken to. Immutable, thread-safe. */
public enum Dialect {
    /** MySQL 8.0 and newer. */
    MYSQL('`', " FOR SHARE NOWAIT", 3572, " FORCE INDEX (PRIMARY)", "", Sessions.MYSQL),
    /** MariaDB 10.6 and newer. */
    MARIADB('`', " LOCK IN SHARE MODE NOWAIT", 1205, " FORCE INDEX (PRIMARY)", "", Sessions.MYSQL),
    /** H2 2.2.220 and newer, in any mode. */
    H2('"', " FOR UPDATE NOWAIT", 50200, "", " OVERRIDING SYSTEM VALUE", Sessions.H2);

    private final char quote;
    private final String shareNoWait;
    private final int refusal;
    private final String keyHint;
    private final String overriding;
    private final String sessionInit;

    Dialect(char quote, String shareNoWait, int refusal, String keyHint, String overriding, String sessionInit) {
        this.quote = quote;
        this.shareNoWait = shareNoWait;
        this.refusal = refusal;
        this.keyHint = keyHint;
        this.overriding = overriding;
        this.sessionInit = sessionInit;
    }

    /**
     * Returns the dialect of the database behind {@code connection}, without a round trip.
     *
     * @throws SQLException if the product is none that Shunt knows
     */
    public static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        String product = meta.getDatabaseProductName();
        // Connector/J says "MySQL" of a MariaDB server too; only the version tells
        String all = (product + " " + meta.getDatabaseProductVersion()).toLowerCase(Locale.ROOT);
        if (all.contains("mariadb")) {
            return MARIADB;
        }
        if (all.startsWith("mysql")) {
            return MYSQL;
        }
        if (all.startsWith("h2")) {
            return H2;
        }
        throw new SQLException("Shunt does not know the database product " + product + "; it knows MySQL, MariaDB, H2");
    }

    /** Returns {@code identifier} quoted. */
    public String quote(String identifier) {
        String mark = String.valueOf(quote);
        return mark + identifier.replace(mark, mark + mark) + mark;
    }

    /** Returns the text that opens a transaction, also while auto-commit is on. */
    public String begin() {
        return "BEGIN";
    }

    /** Returns the text that commits what {@link #begin} opened. */
    public String commit() {
        return "COMMIT";
    }

    /** Returns the text that rolls back what {@link #begin} opened. */
    public String rollback() {
        return "ROLLBACK";
    }

    /** Returns the text that marks a place in the open transaction. */
    public String savepoint(String name) {
        return "SAVEPOINT " + name;
    }

    /** Returns the text that takes back all since {@link #savepoint} of that name. */
    public String rollbackTo(String name) {
        return "ROLLBACK TO SAVEPOINT " + name;
    }

    /**
     * Returns true if, in a transaction of that isolation, a row that another has just committed may meet a condition
     * whose rows are locked already.
     */
    public boolean phantoms(int isolation) {
        return this == H2 || isolation <= Connection.TRANSACTION_READ_COMMITTED;
    }

    /** Returns the clause, with a leading space, of a SELECT that locks its rows against every other writer. */
    public String forUpdate() {
        return " FOR UPDATE";
    }

    /** Returns the clause, with a leading space, of a SELECT that locks its rows and leaves out those already locked. */
    public String skipLocked() {
        return " FOR UPDATE SKIP LOCKED";
    }

    /** Returns true if the server behind {@code meta} is new enough for {@link #skipLocked}. */
    public boolean skipsLocked(DatabaseMetaData meta) throws SQLException {
        int major = meta.getDatabaseMajorVersion();
        int minor = meta.getDatabaseMinorVersion();
        return switch (this) {
            case MYSQL -> major >= 8;
            case MARIADB -> major > 10 || (major == 10 && minor >= 6);
            case H2 -> major > 2 || (major == 2 && minor >= 2);
        };
    }

    /** Returns the clause, with a leading space, of a SELECT that waits for the writers of its rows. */
    public String share() {
        return this == H2 ? " FOR UPDATE" : " LOCK IN SHARE MODE";
    }

    /** Returns the clause, with a leading space, of a SELECT that fails where a row is locked by a writer. */
    public String shareNoWait() {
        return shareNoWait;
    }

    /** Returns true if {@code error} says that a {@link #shareNoWait} read found a row locked. */
    public boolean refused(SQLException error) {
        return error.getErrorCode() == refusal;
    }

    /**
     * Returns the statement that lets a session read a table and has every writer wait, once those that have written to it
     * are over; "" where there is none. It lasts until {@link #unlockTables}.
     */
    public String lockTable(String quoted) {
        return this == H2 ? "" : "LOCK TABLES " + quoted + " READ";
    }

    /** Returns what has a session wait for the locks of tables for 2 seconds only: others queue up behind it. */
    public String shortWait() {
        return "SET SESSION lock_wait_timeout = 2";
    }

    /** Returns the statement that gives up what {@link #lockTable} took. */
    public String unlockTables() {
        return "UNLOCK TABLES";
    }

    /**
     * Returns what makes a read by primary key use the primary key, to be put behind the table's name: a scan would
     * wait for, or be refused by, rows that nobody asked for.
     */
    public String keyHint() {
        return keyHint;
    }

    /**
     * Returns what makes a read by other columns that is put in the order of the primary key use an index of theirs, to be
     * put behind the table's name: with a LIMIT servers rather walk the whole primary key.
     */
    public String otherHint() {
        return this == H2 ? "" : " IGNORE INDEX FOR ORDER BY (PRIMARY)";
    }

    /** Returns what lets an INSERT give a value to an identity column, to be put before VALUES. */
    public String overriding() {
        return overriding;
    }

    /** Returns true if the server can write the literals of its values: {@link Form#literal}. */
    public boolean literals() {
        return this != H2;
    }

    /** Returns true if {@code (a, b) IN ((1, 2), …)} finds its rows by an index; else {@code a = 1 AND b = 2 OR …}. */
    public boolean rowValues() {
        return this == H2;
    }

    /**
     * Returns true if a locking read waits for a row that another transaction has inserted and not committed. Where it
     * does not, who inserts must look again after the commit.
     */
    public boolean locksInserts() {
        return this != H2;
    }

    /**
     * Returns the one statement that fixes a session in which a row read and written back is the same row: UTC, zero
     * dates and id 0 kept, foreign keys unchecked where a session can choose that, lock waits of 2 seconds, and texts as long as a
     * statement may be.
     */
    public String sessionInit() {
        return sessionInit;
    }

    /** Returns how values of {@code column} are read and bound in such a session. */
    public Form form(Column column) {
        return Forms.of(this, column);
    }

    private static final class Sessions {
        static final String MYSQL =
                "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES',"
                        + " SESSION foreign_key_checks = 0, SESSION innodb_lock_wait_timeout = 2, SESSION time_zone = '+00:00',"
                        + " SESSION group_concat_max_len = 67108864";
        static final String H2 = "SET LOCK_TIMEOUT 2000";
    }
}
