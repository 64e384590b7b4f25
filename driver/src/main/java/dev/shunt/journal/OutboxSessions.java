package dev.shunt.journal;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions of the primary at one moment. A statement that was announced in the outbox may be waiting in its server,
 * or still be on its way to it, with no lock yet that tells of it; only when its session is gone is its end known.
 */
final class OutboxSessions {
    /** Clocks are read in whole seconds. */
    private static final long SLACK_MILLIS = 3_000;

    /** The sessions that are seen, and since when they may be there. */
    private final Map<Long, Long> began = new HashMap<>();

    private final String account;
    private final long serverBegan;
    private final boolean seesAll;

    private OutboxSessions(String account, long serverBegan, boolean seesAll) {
        this.account = account;
        this.serverBegan = serverBegan;
        this.seesAll = seesAll;
    }

    static OutboxSessions now(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return dialect == Dialect.H2 ? h2(statement) : mysql(statement);
        }
    }

    private static OutboxSessions mysql(Statement statement) throws SQLException {
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
        OutboxSessions sessions;
        try (ResultSet row = statement.executeQuery("SELECT CURRENT_USER(), UNIX_TIMESTAMP()")) {
            row.next();
            sessions = new OutboxSessions(row.getString(1), (row.getLong(2) - uptime) * 1_000, all);
        }
        try (ResultSet rows = statement.executeQuery("SHOW PROCESSLIST")) {
            while (rows.next()) {
                sessions.began.put(rows.getLong(1), sessions.serverBegan);
            }
        }
        return sessions;
    }

    private static OutboxSessions h2(Statement statement) throws SQLException {
        OutboxSessions sessions;
        try (ResultSet row = statement.executeQuery("SELECT CURRENT_USER, EXISTS (SELECT 1 FROM"
                + " INFORMATION_SCHEMA.USERS WHERE USER_NAME = CURRENT_USER AND IS_ADMIN)")) {
            row.next();
            // who is no administrator sees its own session only
            sessions = new OutboxSessions(row.getBoolean(2) ? row.getString(1) : "", 0, row.getBoolean(2));
        }
        try (ResultSet rows =
                statement.executeQuery("SELECT SESSION_ID, DATEDIFF('MILLISECOND', TIMESTAMP WITH TIME ZONE"
                        + " '1970-01-01 00:00:00+00:00', SESSION_START) FROM INFORMATION_SCHEMA.SESSIONS")) {
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
        int space = session.indexOf(' ');
        if (!seesAll && !session.substring(space + 1).equals(account)) {
            return false;
        }
        Long start = began.get(Long.parseLong(session.substring(0, space)));
        return start == null || start > created + SLACK_MILLIS;
    }
}
