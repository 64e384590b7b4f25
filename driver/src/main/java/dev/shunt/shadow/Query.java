package dev.shunt.shadow;

import dev.shunt.compare.Capture;
import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Failure;
import dev.shunt.compare.Rules;
import dev.shunt.replay.Bindings;
import dev.shunt.schema.Streaming;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A query, most often the application's, asked on connections of ours.
 *
 * @param sql the text, which may depend on what the database quotes names with
 * @param maxRows rows kept at most
 * @param limit rows read at most
 * @param cut at which the driver is to cut the result, as if there were no more rows; 0 for not at all
 */
record Query(Text sql, @Nullable Bindings bindings, Duration timeout, int maxRows, long limit, int cut, Rules rules) {
    private static final Logger LOG = System.getLogger(Query.class.getName());

    interface Text {
        String on(Connection connection) throws SQLException;
    }

    /** So many rows too many can still be told one by one. */
    private static final int MARGIN = 1_000;

    private static final int FETCHED = 500;

    /** Returns the query that reads as much as was answered. */
    static Query of(Answer answer, ShadowSettings settings) {
        CapturedResult rows = answer.rows();
        boolean more = rows.read() > rows.rows().size(); // than are kept
        long limit = more ? rows.read() + (rows.complete() ? MARGIN : 0) : settings.rows();
        String sql = answer.analysis().sql();
        return new Query(
                connection -> sql,
                answer.bindings(),
                settings.timeout(),
                settings.rows(),
                limit,
                answer.maxRows(),
                answer.rules());
    }

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
        String text = sql.on(connection);
        long start = System.nanoTime();
        try {
            if (bindings == null) {
                try (Statement statement = connection.createStatement()) {
                    bound(statement);
                    return read(statement, () -> statement.executeQuery(text));
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(text)) {
                bound(statement);
                bindings.apply(statement);
                return read(statement, statement::executeQuery);
            }
        } catch (SQLException e) {
            if (!Answer.answers(e)) {
                throw e;
            }
            return new Reading(null, Failure.of(e), microsSince(start));
        }
    }

    private static long microsSince(long start) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    }

    private interface Run {
        ResultSet run() throws SQLException;
    }

    /** Reads as far as the time allows; what was read until then can still be compared. */
    private Reading read(Statement statement, Run run) throws SQLException {
        long start = System.nanoTime();
        ResultSet result = run.run();
        try {
            long micros = microsSince(start);
            Capture capture = new Capture(maxRows, rules);
            boolean more = result.next();
            for (long read = 0; more && read < limit; read++) {
                capture.row(result);
                if (System.nanoTime() - start > timeout.toNanos()) {
                    statement.cancel(); // else closing it would read the rows that are left
                    break;
                }
                more = result.next();
            }
            return new Reading(capture.result(!more), null, micros);
        } finally {
            close(result);
        }
    }

    /** A result that was cancelled may refuse. */
    private static void close(ResultSet result) {
        try {
            result.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a result could not be closed, SQLState {0}", e.getSQLState());
        }
    }

    private void bound(Statement statement) throws SQLException {
        statement.setQueryTimeout((int) Math.max(1, timeout.plusMillis(999).toSeconds()));
        int all = (int) Math.min(limit + 1, Integer.MAX_VALUE); // one more tells that there are more
        int most = cut > 0 ? Math.min(cut, all) : all;
        statement.setMaxRows(most);
        Streaming.on(statement, Math.min(FETCHED, most));
    }
}
