package dev.shunt.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Somebody else on a server, who does the same thing again and again until told to end. */
final class Nuisance implements Fault.Ongoing {
    private static final int NO_SUCH_SESSION = 1094;
    private static final int DEADLOCK = 1213;
    private static final String WAITING =
            "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";

    private interface Act {
        void on(Statement statement) throws SQLException;
    }

    private final Connection connection;
    private final Thread thread;
    private volatile boolean ended;
    private volatile SQLException failure;

    private Nuisance(String url, Act act) throws SQLException {
        connection = DriverManager.getConnection(url);
        thread = new Thread(() -> repeat(act), "nuisance");
        thread.start();
    }

    /** Kills the sessions of that user, first those in a transaction. */
    static Nuisance kill(String url, String user) throws SQLException {
        return new Nuisance(url, statement -> {
            List<Long> sessions = new ArrayList<>();
            try (ResultSet found = statement.executeQuery("SELECT p.id FROM information_schema.processlist p"
                    + " LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id"
                    + " WHERE p.user = '" + user + "' ORDER BY t.trx_id IS NULL LIMIT 1")) {
                while (found.next()) {
                    sessions.add(found.getLong(1));
                }
            }
            for (long session : sessions) {
                killed(statement, session);
            }
            Troubles.wait(Duration.ofMillis(50));
        });
    }

    /** Takes the last row of a table, waits for who waits for it, and then wants the others' rows too. */
    static Nuisance deadlock(String url, String table, String key) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS nuisance");
            statement.execute("CREATE TABLE IF NOT EXISTS nuisance.weight (id INT)");
        }
        return new Nuisance(url, statement -> {
            statement.execute("BEGIN");
            try {
                // the victim is who has done less
                statement.execute("INSERT INTO nuisance.weight SELECT seq FROM seq_1_to_100");
                statement.execute("SELECT * FROM " + table + " ORDER BY " + key + " DESC LIMIT 1 FOR UPDATE");
                for (int i = 0; i < 20 && !someoneWaits(statement); i++) {
                    Troubles.wait(Duration.ofMillis(10));
                }
                statement.execute("SELECT * FROM " + table + " ORDER BY " + key + " FOR UPDATE");
            } catch (SQLException e) {
                if (e.getErrorCode() != DEADLOCK) {
                    throw e;
                }
            } finally {
                statement.execute("ROLLBACK");
            }
        });
    }

    private static boolean someoneWaits(Statement statement) throws SQLException {
        try (ResultSet waiting = statement.executeQuery(WAITING)) {
            waiting.next();
            return waiting.getInt(1) > 0;
        }
    }

    private static void killed(Statement statement, long session) throws SQLException {
        try {
            statement.execute("KILL " + session);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_SESSION) {
                throw e;
            }
        }
    }

    private void repeat(Act act) {
        try (Statement statement = connection.createStatement()) {
            while (!ended) {
                act.on(statement);
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    @Override
    public void close() throws SQLException {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS nuisance");
        }
        if (failure != null) {
            throw failure;
        }
    }
}
