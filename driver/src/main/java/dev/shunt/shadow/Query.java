package dev.shunt.shadow;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Failure;
import dev.shunt.replay.Bindings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The application's query, asked again on connections of ours.
 *
 * @param maxRows rows read at most
 */
record Query(String sql, @Nullable Bindings bindings, Duration timeout, int maxRows) {

    /** Asks once. Throws if the side could not be asked, as opposed to refusing the query. */
    Reading ask(DataSource side) throws SQLException {
        try (Connection connection = side.getConnection()) {
            connection.setReadOnly(true);
            return ask(connection);
        }
    }

    /** Asks twice in one snapshot. */
    List<Reading> askTwice(DataSource side) throws SQLException {
        try (Connection connection = side.getConnection()) {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try {
                List<Reading> readings = new ArrayList<>();
                readings.add(ask(connection));
                readings.add(ask(connection));
                return readings;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private Reading ask(Connection connection) throws SQLException {
        long start = System.nanoTime();
        try {
            CapturedResult rows = rows(connection);
            return new Reading(rows, null, microsSince(start));
        } catch (SQLException e) {
            if (unreachable(e)) {
                throw e;
            }
            return new Reading(null, Failure.of(e), microsSince(start));
        }
    }

    private static long microsSince(long start) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    }

    private CapturedResult rows(Connection connection) throws SQLException {
        if (bindings == null) {
            try (Statement statement = connection.createStatement()) {
                bound(statement);
                try (ResultSet result = statement.executeQuery(sql)) {
                    return CapturedResult.read(result, maxRows);
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bound(statement);
            bindings.apply(statement);
            try (ResultSet result = statement.executeQuery()) {
                return CapturedResult.read(result, maxRows);
            }
        }
    }

    private void bound(Statement statement) throws SQLException {
        statement.setQueryTimeout((int) Math.max(1, timeout.plusMillis(999).toSeconds()));
        statement.setMaxRows(maxRows + 1); // one more tells that there are more
    }

    private static boolean unreachable(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return e instanceof SQLTransientException // time-outs, deadlocks, empty pools
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57");
    }
}
