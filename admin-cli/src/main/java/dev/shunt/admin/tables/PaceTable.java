package dev.shunt.admin.backfill;

import dev.shunt.admin.tables.Rates;
import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a backfill that runs, in the one row of {@code shunt_backfill_pace} on the target, where any
 * machine can say it. A pause outlives the process; the rest holds until a backfill begins anew. Thread-safe.
 */
final class PaceTable {
    private static final String TABLE = "shunt_backfill_pace";

    private final DataSource target;
    private volatile @Nullable Rates last;

    /** Creates the table where it is absent. */
    PaceTable(DataSource target) throws SQLException {
        this.target = target;
        try (Connection connection = target.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + TABLE
                    + " (id SMALLINT NOT NULL PRIMARY KEY, paused SMALLINT NOT NULL, max_rate BIGINT, max_running INT,"
                    + " max_lag_ms BIGINT)" + (Dialect.of(connection) == Dialect.H2 ? "" : " ENGINE = InnoDB"));
            try (ResultSet row = statement.executeQuery("SELECT 1 FROM " + TABLE)) {
                if (row.next()) {
                    return;
                }
            }
            statement.execute("INSERT INTO " + TABLE + " (id, paused) VALUES (1, 0)");
        }
    }

    /** Forgets all but a pause: a command line is the newest word. */
    void begin() throws SQLException {
        write("max_rate = NULL, max_running = NULL, max_lag_ms = NULL");
    }

    void pause(boolean paused) throws SQLException {
        write("paused = ?", paused ? 1 : 0);
    }

    /** Changes what is not null. */
    void retune(@Nullable Long maxRate, @Nullable Integer maxRunning, @Nullable Duration maxLag) throws SQLException {
        write(
                "max_rate = COALESCE(?, max_rate), max_running = COALESCE(?, max_running),"
                        + " max_lag_ms = COALESCE(?, max_lag_ms)",
                maxRate,
                maxRunning == null ? null : maxRunning.longValue(),
                maxLag == null ? null : maxLag.toMillis());
    }

    private void write(String set, @Nullable Number... values) throws SQLException {
        try (Connection connection = target.getConnection();
                PreparedStatement statement = connection.prepareStatement("UPDATE " + TABLE + " SET " + set)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i], java.sql.Types.BIGINT);
            }
            statement.executeUpdate();
        }
    }

    /** Returns what holds now, where {@code asked} is what the command line said; what held before if that cannot be told. */
    Rates now(Rates asked) {
        Rates before = last;
        try {
            Rates now = read(asked);
            last = now;
            return now;
        } catch (SQLException e) {
            return before == null ? asked : before;
        }
    }

    private Rates read(Rates asked) throws SQLException {
        try (Connection connection = target.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT paused, max_rate, max_running, max_lag_ms FROM " + TABLE + " WHERE id = 1")) {
            if (!row.next()) {
                return asked;
            }
            return new Rates(
                    number(row, 2, asked.rowsPerSecond()),
                    (int) number(row, 3, asked.mostRunning()),
                    Duration.ofMillis(number(row, 4, asked.mostLag().toMillis())),
                    row.getInt(1) == 1);
        }
    }

    private static long number(ResultSet row, int column, long otherwise) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? otherwise : number;
    }
}
