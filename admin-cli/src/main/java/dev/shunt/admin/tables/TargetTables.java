package dev.shunt.admin.tables;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tables of the commands on the target: {@code shunt_backfill}, how far each table is copied, and {@code shunt_pace},
 * what an operator wants of a command that runs.
 */
public final class TargetTables {
    public static final String BACKFILL = "shunt_backfill";
    public static final String PACE = "shunt_pace";
    public static final List<String> NAMES = List.of(BACKFILL, PACE);

    private TargetTables() {}

    /** Returns the statements that create what is absent of them. */
    public static List<String> ddl(Dialect dialect) {
        return NAMES.stream().map(name -> ddl(dialect, name)).toList();
    }

    private static String ddl(Dialect dialect, String name) {
        boolean h2 = dialect == Dialect.H2;
        String columns = name.equals(PACE)
                ? "command VARCHAR(20) NOT NULL PRIMARY KEY, paused SMALLINT NOT NULL, max_rate BIGINT, max_running INT,"
                        + " max_lag_ms BIGINT"
                : "table_name VARCHAR(255) NOT NULL PRIMARY KEY, only_where VARCHAR(4000) NOT NULL, reached "
                        + (h2 ? "VARCHAR(1000000)" : "MEDIUMTEXT")
                        + ", copied BIGINT NOT NULL, refused BIGINT NOT NULL, done SMALLINT NOT NULL";
        return "CREATE TABLE IF NOT EXISTS " + name + " (" + columns
                + (h2 ? ")" : ") ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin");
    }

    /** Creates the one of that name where it is absent; where an administrator has made it, the login need not be able to. */
    public static void create(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!there(statement, name)) {
                statement.execute(ddl(Dialect.of(connection), name));
            }
        }
    }

    private static boolean there(Statement statement, String name) throws SQLException {
        try {
            statement.executeQuery("SELECT 1 FROM " + name + " WHERE 1 = 0").close();
            return true;
        } catch (SQLException e) {
            if (Stream.of("42S02", "42S03", "42S04").anyMatch(state -> state.equals(e.getSQLState()))) {
                return false;
            }
            throw e;
        }
    }
}
