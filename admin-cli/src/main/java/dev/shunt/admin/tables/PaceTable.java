package dev.shunt.admin.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a command that runs, in a row of {@code shunt_pace} on the target, where any machine can say it.
 * A pause outlives the process; the rest holds until the command begins anew. Thread-safe.
 */
public final class PaceTable {
    private static final String NAME = TargetTables.PACE;

    private final DataSource target;
    private final String command;
    private volatile @Nullable Rates last;

    /**
     * Creates the table where it is absent.
     *
     * @param command the name of the command that is steered
     */
    public PaceTable(DataSource target, String command) throws SQLException {
        this.target = target;
        this.command = command;
        try (Connection connection = target.getConnection();
                Statement statement = connection.createStatement()) {
            TargetTables.create(connection, NAME);
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT 1 FROM " + NAME + " WHERE command = ?")) {
                query.setString(1, command);
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        return;
                    }
                }
            }
            statement.execute("INSERT INTO " + NAME + " (command, paused) VALUES ('" + command + "', 0)");
        }
    }

    /** Forgets all but a pause: a command line is the newest word. */
    public void begin() throws SQLException {
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
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE " + NAME + " SET " + set + " WHERE command = ?")) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i], java.sql.Types.BIGINT);
            }
            statement.setString(values.length + 1, command);
            statement.executeUpdate();
        }
    }

    /** Returns what holds now, where {@code asked} is what the command line said; what held before if that cannot be told. */
    public Rates now(Rates asked) {
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
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT paused, max_rate, max_running, max_lag_ms FROM " + NAME + " WHERE command = ?")) {
            statement.setString(1, command);
            try (ResultSet row = statement.executeQuery()) {
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
    }

    private static long number(ResultSet row, int column, long otherwise) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? otherwise : number;
    }
}
