package dev.shunt.journal;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions of the primary at one moment. A statement whose client has gone may be waiting in its server, or still be
 * on its way to it, with no lock yet that tells of it; only when its session is gone is its end known.
 */
final class Sessions {
    /** What is known of a session. */
    enum End {
        OVER,
        OPEN,
        /** It is not told to this login, or by this server. */
        UNKNOWN
    }

    /** Some of a server's times are of whole seconds. */
    private static final long SLACK_MILLIS = 3_000;

    /** The sessions that are seen, and since when they may be there. */
    private final Map<Long, Long> began = new HashMap<>();

    private final String server;
    private final String account;
    private final long serverBegan;
    private final boolean seesAll;

    private Sessions(String server, String account, long serverBegan, boolean seesAll) {
        this.server = server;
        this.account = account;
        this.serverBegan = serverBegan;
        this.seesAll = seesAll;
    }

    static Sessions now(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return dialect == Dialect.H2 ? h2(statement) : mysql(statement, dialect);
        }
    }

    private static Sessions mysql(Statement statement, Dialect dialect) throws SQLException {
        long uptime;
        try (ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Uptime'")) {
            uptime = row.next() ? row.getLong(2) : Long.MAX_VALUE / 1_000;
        }
        boolean all = false;
        try (ResultSet rows = statement.executeQuery("SHOW GRANTS")) {
            while (rows.next()) {
                all |= rows.getString(1).matches("(?s)GRANT (.*\\bPROCESS\\b.*|ALL PRIVILEGES) ON \\*\\.\\* .*");
            }
        }
        Sessions sessions;
        try (ResultSet row =
                statement.executeQuery("SELECT " + Session.server(dialect) + ", CURRENT_USER(), UNIX_TIMESTAMP()")) {
            row.next();
            long began = (row.getLong(3) - uptime) * 1_000;
            sessions = new Sessions(row.getString(1), row.getString(2), began, all);
        }
        try (ResultSet rows = statement.executeQuery("SHOW PROCESSLIST")) {
            while (rows.next()) {
                sessions.began.put(rows.getLong(1), sessions.serverBegan);
            }
        }
        return sessions;
    }

    private static Sessions h2(Statement statement) throws SQLException {
        Sessions sessions;
        try (ResultSet row =
                statement.executeQuery("SELECT " + Session.server(Dialect.H2) + ", CURRENT_USER, EXISTS (SELECT 1 FROM"
                        + " INFORMATION_SCHEMA.USERS WHERE USER_NAME = CURRENT_USER AND IS_ADMIN)")) {
            row.next();
            // who is no administrator sees its own session only
            sessions = new Sessions(row.getString(1), row.getBoolean(3) ? row.getString(2) : "", 0, row.getBoolean(3));
        }
        try (ResultSet rows =
                statement.executeQuery("SELECT SESSION_ID, CAST(EXTRACT(EPOCH FROM SESSION_START) * 1000 AS BIGINT)"
                        + " FROM INFORMATION_SCHEMA.SESSIONS")) {
            while (rows.next()) {
                sessions.began.put(rows.getLong(1), rows.getLong(2));
            }
        }
        return sessions;
    }

    /**
     * Returns true if the session that wrote a row is certainly over.
     *
     * @param session as the row has it: number, space, account
     * @param created when it wrote the row, by the database's clock
     */
    boolean gone(String session, long created) {
        if (created + SLACK_MILLIS < serverBegan) {
            return true;
        }
        if (!sees(session)) {
            return false;
        }
        Long start = began.get(Long.parseLong(session.substring(0, session.indexOf(' '))));
        return start == null || start > created + SLACK_MILLIS;
    }

    private boolean sees(String session) {
        return seesAll || session.substring(session.indexOf(' ') + 1).equals(account);
    }

    /** Returns true if these are of another server, which cannot tell of the session. */
    boolean elsewhere(Session session) {
        return !session.server().equals(server);
    }

    /** Returns whether a session is over; one of a server that is not the present one is not known. */
    End end(Session session) {
        if (elsewhere(session)) {
            return End.UNKNOWN;
        }
        if (gone(session.name(), session.seen())) {
            return End.OVER;
        }
        return sees(session.name()) ? End.OPEN : End.UNKNOWN;
    }
}
