package dev.shunt.schema;

import java.util.List;

/**
 * The table {@code shunt_marker}, by which an instance learns how far a replication that is not Shunt's own has come: each
 * instance counts up the number in its row on the primary, and looks for it on the secondary.
 */
public final class MarkerTable {
    public static final String NAME = "shunt_marker";

    private MarkerTable() {}

    /** Returns the statements that create it, if it is absent; to be run on the primary, and replicated from there. */
    public static List<String> ddl(Dialect dialect) {
        String end =
                dialect == Dialect.H2 ? ")" : ") ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin";
        return List.of("CREATE TABLE IF NOT EXISTS " + NAME
                + " (id VARCHAR(64) NOT NULL PRIMARY KEY, number BIGINT NOT NULL" + end);
    }

    /** Returns the statement that reads an instance's number; its parameter is the instance's id. */
    public static String select() {
        return "SELECT number FROM " + NAME + " WHERE id = ?";
    }

    /** Returns the statement that sets an instance's number; its parameters are the number and the instance's id. */
    public static String update() {
        return "UPDATE " + NAME + " SET number = ? WHERE id = ?";
    }

    /** Returns the statement that adds an instance's row; its parameters are the number and the instance's id. */
    public static String insert() {
        return "INSERT INTO " + NAME + " (number, id) VALUES (?, ?)";
    }
}
