package dev.shunt.mirror;

import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import dev.shunt.schema.MarkerTable;
import dev.shunt.session.Breaker;
import dev.shunt.session.Trouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** This instance's row of {@link MarkerTable}: written on the primary, read on the secondary. For one thread. */
final class Marker implements AutoCloseable {
    private static final int SECONDS = 5;

    private final String id;
    private final DataSource primary;
    private final DataSource secondary;
    private final Breaker breaker;
    private final Sightings sightings;
    private @Nullable Connection writing;
    private long number;
    private volatile @Nullable String writeProblem;
    private volatile @Nullable String readProblem;

    Marker(String id, DataSource primary, DataSource secondary, Breaker breaker, Sightings sightings) {
        this.id = id;
        this.primary = primary;
        this.secondary = secondary;
        this.breaker = breaker;
        this.sightings = sightings;
    }

    /** Returns what keeps it from being written, or else from being read; null where nothing does. */
    @Nullable
    String problem() {
        String problem = writeProblem;
        return problem != null ? problem : readProblem;
    }

    /** Writes the next number; a failure is a problem, which the next success ends. */
    void write() {
        try {
            Connection connection = writing;
            if (connection == null) {
                connection = primary.getConnection();
                writing = connection;
                begin(connection);
            }
            sightings.writing(++number);
            set(connection, MarkerTable.update());
            writeProblem = null;
        } catch (SQLException | RuntimeException e) {
            writeProblem = "the marker cannot be written on the source (it needs the table " + MarkerTable.NAME
                    + ", with SELECT, INSERT and UPDATE): " + Trouble.text(e);
            close();
        }
    }

    /** Goes on from where an earlier run has stopped, so that its last number is not taken for one of ours. */
    private void begin(Connection connection) throws SQLException {
        Long last;
        try {
            last = read(connection);
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.CONNECTION_LOST) {
                throw e;
            }
            for (String sql : MarkerTable.ddl(Dialect.of(connection))) {
                try (Statement statement = connection.createStatement()) {
                    statement.setQueryTimeout(SECONDS);
                    statement.execute(sql);
                }
            }
            last = read(connection);
        }
        if (last == null) {
            set(connection, MarkerTable.insert());
        } else {
            number = Math.max(number, last);
        }
    }

    private void set(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(SECONDS);
            statement.setLong(1, number);
            statement.setString(2, id);
            if (statement.executeUpdate() == 0) {
                throw new SQLException("the marker's row is gone"); // it is made anew with the next connection
            }
        }
    }

    /** Looks for the newest number on the secondary, unless that is left alone. */
    void look() {
        if (breaker.state() != Breaker.State.CLOSED) {
            readProblem = null; // the breaker's own trouble is shown by itself
            return;
        }
        try (Connection connection = secondary.getConnection()) {
            Long seen = read(connection);
            if (seen != null) {
                sightings.saw(seen);
            }
            readProblem = null;
        } catch (SQLException | RuntimeException e) {
            if (e instanceof SQLException failure && Failure.of(failure) == Failure.CONNECTION_LOST) {
                breaker.failed(e);
            }
            readProblem = "the marker cannot be read on the target; is the table " + MarkerTable.NAME + " replicated? "
                    + Trouble.text(e);
        }
    }

    private @Nullable Long read(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MarkerTable.select())) {
            statement.setQueryTimeout(SECONDS);
            statement.setString(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : null;
            }
        }
    }

    /** Lets go of the connection to the primary; the next write opens another. */
    @Override
    public void close() {
        Connection connection = writing;
        writing = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException | RuntimeException e) {
                System.getLogger(Marker.class.getName()).log(System.Logger.Level.DEBUG, "closing", e);
            }
        }
    }
}
