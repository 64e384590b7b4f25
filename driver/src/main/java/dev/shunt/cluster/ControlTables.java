package dev.shunt.cluster;

import dev.shunt.schema.Dialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the register: {@code shunt_control} (one row: epoch, primary, state, when mirroring first began), {@code shunt_instance} (a row for
 * each instance), {@code shunt_taint}, {@code shunt_verified} and {@code shunt_found}. All times in them are milliseconds since 1970 by their database's own clock.
 */
public final class ControlTables {
    static final String CONTROL = "shunt_control";
    static final String INSTANCE = "shunt_instance";
    static final String TAINT = "shunt_taint";
    static final String VERIFIED = "shunt_verified";
    static final String FOUND = "shunt_found";

    /** Table or view not found, as MySQL, MariaDB and H2 say it. */
    private static final Set<String> ABSENT = Set.of("42S02", "42S03", "42S04");

    private static final Set<Integer> DENIED = Set.of(1044, 1045, 1142, 1143, 1227, 1370, 90096);

    private ControlTables() {}

    /** Returns the statements that create what is absent of the tables. */
    public static List<String> ddl(Dialect dialect) {
        boolean h2 = dialect == Dialect.H2;
        String text = h2 ? "VARCHAR(1000000)" : "MEDIUMTEXT";
        String end = h2 ? ")" : ") ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin";
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + CONTROL + " ("
                        + "id INT NOT NULL PRIMARY KEY, "
                        + "epoch BIGINT NOT NULL, "
                        + "primary_side VARCHAR(10) NOT NULL, "
                        + "state VARCHAR(10) NOT NULL, "
                        + "changed BIGINT NOT NULL, "
                        + "begun BIGINT NOT NULL" + end,
                "CREATE TABLE IF NOT EXISTS " + INSTANCE + " ("
                        + "id VARCHAR(64) NOT NULL PRIMARY KEY, "
                        + "run VARCHAR(64) NOT NULL, "
                        + "host VARCHAR(255) NOT NULL, "
                        + "pid BIGINT NOT NULL, "
                        + "version VARCHAR(64) NOT NULL, "
                        + "state_dir VARCHAR(1000) NOT NULL, "
                        + "journal VARCHAR(20) NOT NULL, "
                        + "started BIGINT NOT NULL, "
                        + "heartbeat BIGINT NOT NULL, "
                        + "clean SMALLINT NOT NULL, "
                        + "tainted SMALLINT NOT NULL, "
                        + "mirrored " + text + " NOT NULL, "
                        + "applied BIGINT NOT NULL, "
                        + "older_open INT, "
                        + "pending BIGINT NOT NULL, "
                        + "oldest_ms BIGINT NOT NULL, "
                        + "report " + text + " NOT NULL" + end,
                "CREATE TABLE IF NOT EXISTS " + TAINT + " ("
                        + "table_name VARCHAR(255) NOT NULL, "
                        + "instance_id VARCHAR(64) NOT NULL, "
                        + "run VARCHAR(64) NOT NULL, "
                        + "kind VARCHAR(10) NOT NULL, "
                        + "since BIGINT NOT NULL, "
                        + "reason VARCHAR(1000) NOT NULL, "
                        + "PRIMARY KEY (table_name, instance_id, run, kind)" + end,
                "CREATE TABLE IF NOT EXISTS " + VERIFIED + " ("
                        + "table_name VARCHAR(255) NOT NULL PRIMARY KEY, "
                        + "began BIGINT NOT NULL, "
                        + "epoch BIGINT NOT NULL, "
                        + "compared BIGINT NOT NULL, "
                        + "verified_by VARCHAR(1000) NOT NULL, "
                        + "recorded BIGINT NOT NULL, "
                        + "voided BIGINT NOT NULL, "
                        + "reason VARCHAR(1000) NOT NULL" + end,
                "CREATE TABLE IF NOT EXISTS " + FOUND + " ("
                        + "table_name VARCHAR(255) NOT NULL PRIMARY KEY, "
                        + "began BIGINT NOT NULL, "
                        + "compared BIGINT NOT NULL, "
                        + "missing BIGINT NOT NULL, "
                        + "extra BIGINT NOT NULL, "
                        + "changed BIGINT NOT NULL, "
                        + "equal_since BIGINT NOT NULL, "
                        + "found_by VARCHAR(1000) NOT NULL" + end);
    }

    /**
     * Returns the statements that let an account use Shunt's own tables.
     *
     * @param more tables beside those of the register
     * @param schema where the tables are; null for the one that the statements are run in
     * @param account as GRANT has it, such as {@code 'shop'@'%'}
     */
    public static List<String> grants(@Nullable String schema, String account, List<String> more) {
        List<String> grants = new ArrayList<>();
        List<String> tables = new ArrayList<>(List.of(CONTROL, INSTANCE, TAINT, VERIFIED, FOUND));
        tables.addAll(more);
        for (String table : tables) {
            grants.add("GRANT SELECT, INSERT, UPDATE, DELETE ON " + (schema == null ? "" : schema + ".") + table
                    + " TO " + account);
        }
        return grants;
    }

    /** Returns the expression of the database's own clock, in milliseconds since 1970. */
    static String clock(Dialect dialect) {
        return dialect.clock();
    }

    /** Returns true if {@code error} says that a table is not there, or cannot even be seen. */
    static boolean absent(SQLException error) {
        return ABSENT.contains(String.valueOf(error.getSQLState()));
    }

    /** Returns true if {@code error} says that the login may not do that. */
    static boolean denied(SQLException error) {
        return DENIED.contains(error.getErrorCode());
    }
}
