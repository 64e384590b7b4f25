package dev.shunt.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Set;

/**
 * One way to write, and how its rows must become known.
 *
 * @param row the row of docs/writes.md that it stands for, without back quotes
 * @param what which of the row's ways it is; unique
 * @param autoCommit how it ends in auto-commit, in the words of the docs; empty where it is not run so
 * @param transaction how it ends in a transaction; empty where it is not run so
 * @param products where it exists
 * @param changesSchema the databases are of no use for another case after it
 */
record WriteCase(
        String row,
        String what,
        Set<String> autoCommit,
        Set<String> transaction,
        Set<Product> products,
        boolean changesSchema,
        Work work) {

    /** Where a case runs. */
    enum Product {
        H2,
        MARIADB,
        MYSQL
    }

    /** What the application does. */
    @FunctionalInterface
    interface Work {
        void run(Connection connection) throws Exception;
    }

    /** A case that runs statements one by one, on any product, in auto-commit and in a transaction. */
    static WriteCase of(String row, String ends, String... statements) {
        return of(row, String.join("; ", statements), ends, connection -> run(connection, statements));
    }

    static WriteCase of(String row, String what, String ends, Work work) {
        Set<String> words = words(ends);
        return new WriteCase(row, what, words, words, EnumSet.allOf(Product.class), false, work);
    }

    /** Runs only on those. */
    WriteCase on(Product first, Product... more) {
        return new WriteCase(row, what, autoCommit, transaction, EnumSet.of(first, more), changesSchema, work);
    }

    /** Runs only on MariaDB and MySQL. */
    WriteCase onServers() {
        return on(Product.MARIADB, Product.MYSQL);
    }

    /** Ends otherwise in a transaction; the empty text: is not run in one. */
    WriteCase inTransaction(String ends) {
        return new WriteCase(row, what, autoCommit, words(ends), products, changesSchema, work);
    }

    /** Is not run in auto-commit. */
    WriteCase onlyInTransaction() {
        return new WriteCase(row, what, Set.of(), transaction, products, changesSchema, work);
    }

    WriteCase changingSchema() {
        return new WriteCase(row, what, autoCommit, transaction, products, true, work);
    }

    Set<String> ends(boolean inTransaction) {
        return inTransaction ? transaction : autoCommit;
    }

    private static Set<String> words(String ends) {
        return ends.isEmpty() ? Set.of() : Set.of(ends.split(" "));
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public String toString() {
        return row + ": " + what;
    }
}
