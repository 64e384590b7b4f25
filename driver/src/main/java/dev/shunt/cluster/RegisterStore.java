package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements on the control tables, over one connection in auto-commit. Not thread-safe, like the connection. */
final class RegisterStore {
    private static final String UNCLEAN = "unclean";
    private static final String OWN = "own";
    private static final int LONGEST_REASON = 1000;

    private final Connection connection;
    private final Dialect dialect;
    private final String now;

    RegisterStore(Connection connection, Dialect dialect) {
        this(connection, dialect, ControlTables.clock(dialect));
    }

    /** @param now the SQL expression of the clock */
    RegisterStore(Connection connection, Dialect dialect, String now) {
        this.connection = connection;
        this.dialect = dialect;
        this.now = now;
    }

    /** Returns the statements on the verified tables, over the same connection. */
    Verifications verifications() {
        return new Verifications(connection, dialect);
    }

    /** Creates what is absent. */
    void create() throws SQLException {
        for (String sql : ControlTables.ddl(dialect)) {
            update(sql);
        }
    }

    /** Returns the present epoch, which is the first where there was none. */
    long epoch() throws SQLException {
        Long epoch = presentEpoch();
        if (epoch == null) {
            insert("INSERT INTO " + ControlTables.CONTROL
                    + " (id, epoch, primary_side, state, changed, begun) VALUES (1, 1, 'source', 'open', " + now
                    + ", 0)");
            return 1;
        }
        return epoch;
    }

    /**
     * Returns the transactions that anybody has open, each by a text of its own; null where that cannot be known. One that
     * has touched no row yet is none.
     */
    @Nullable
    Set<String> transactions() throws SQLException {
        return dialect == Dialect.H2
                ? null
                : texts("SELECT CONCAT(trx_mysql_thread_id, ' ', trx_started) FROM information_schema.innodb_trx");
    }

    /** As {@link #transactions}; on H2 those of sessions that have written, where an administrator asks. */
    @Nullable
    Set<String> openTransactions() throws SQLException {
        if (dialect != Dialect.H2) {
            return transactions();
        }
        boolean all = !texts("SELECT 1 FROM INFORMATION_SCHEMA.USERS WHERE USER_NAME = CURRENT_USER AND IS_ADMIN")
                .isEmpty();
        return all ? texts("SELECT SESSION_ID FROM INFORMATION_SCHEMA.SESSIONS WHERE CONTAINS_UNCOMMITTED") : null;
    }

    private Set<String> texts(String sql) throws SQLException {
        Set<String> texts = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** Returns the present epoch; null where there never was one. */
    @Nullable
    Long presentEpoch() throws SQLException {
        return number("SELECT epoch FROM " + ControlTables.CONTROL + " WHERE id = 1");
    }

    /** Adds the row of an instance; returns false if there is one already. */
    boolean add(Self self, Report report, boolean clean, String mirrored) throws SQLException {
        return insert(
                "INSERT INTO " + ControlTables.INSTANCE
                        + " (id, run, host, pid, version, state_dir, journal, started, heartbeat, clean, tainted,"
                        + " mirrored, applied, older_open, pending,"
                        + " oldest_ms,"
                        + " report)"
                        + " VALUES"
                        + " (?, ?,"
                        + " ?, ?, ?,"
                        + " ?, ?,"
                        + " " + now + ", " + now + ", ?, 0, ?, " + now
                        + " - ?, ?, ?, ?, ?)",
                self.id(),
                self.run(),
                cut(self.host(), 255),
                self.pid(),
                cut(self.version(), 64),
                cut(self.stateDir(), 1000),
                self.journal(),
                clean ? 1 : 0,
                mirrored,
                report.appliedMillis(),
                report.olderOpen(),
                report.pending(),
                report.oldestMillis(),
                report.details());
    }

    /** Takes the row over from an earlier run, unless yet another has; it stays unclean if it was. */
    boolean takeOver(Self self, String from) throws SQLException {
        return update(
                        "UPDATE " + ControlTables.INSTANCE
                                + " SET run = ?, host = ?, pid = ?, version = ?, state_dir = ?,"
                                + " journal = ?, started = " + now + ", heartbeat = " + now
                                + ", tainted = 0 WHERE id = ? AND run = ?",
                        self.run(),
                        cut(self.host(), 255),
                        self.pid(),
                        cut(self.version(), 64),
                        cut(self.stateDir(), 1000),
                        self.journal(),
                        self.id(),
                        from)
                == 1;
    }

    /** Returns true once any instance has ever mirrored: from then on a write that is not mirrored taints, everywhere. */
    boolean begun() throws SQLException {
        Long begun = number("SELECT begun FROM " + ControlTables.CONTROL + " WHERE id = 1");
        return begun != null && begun > 0;
    }

    /** Says so. */
    void begin() throws SQLException {
        epoch();
        update("UPDATE " + ControlTables.CONTROL + " SET begun = " + now + " WHERE id = 1 AND begun = 0");
    }

    /**
     * The one cheap statement.
     *
     * @param begun the instance knows that mirroring has begun
     * @return false if the row is gone, is another run's, or mirroring has begun without the instance's knowing
     */
    boolean beat(Self self, boolean begun) throws SQLException {
        return update(
                        "UPDATE " + ControlTables.INSTANCE + " SET heartbeat = " + now
                                + ", tainted = 0 WHERE id = ? AND run = ?"
                                + (begun
                                        ? ""
                                        : " AND NOT EXISTS (SELECT 1 FROM " + ControlTables.CONTROL
                                                + " WHERE begun > 0)"),
                        self.id(),
                        self.run())
                == 1;
    }

    /** A heartbeat that tells what has changed. */
    boolean beat(Self self, Report report, boolean clean, String mirrored) throws SQLException {
        return update(
                        "UPDATE " + ControlTables.INSTANCE + " SET heartbeat = " + now
                                + ", tainted = 0, clean = ?, mirrored = ?,"
                                + " applied = " + now + " - ?, older_open = ?, pending = ?, oldest_ms = ?, report = ?"
                                + " WHERE id = ? AND run = ?",
                        clean ? 1 : 0,
                        mirrored,
                        report.appliedMillis(),
                        report.olderOpen(),
                        report.pending(),
                        report.oldestMillis(),
                        report.details(),
                        self.id(),
                        self.run())
                == 1;
    }

    void remove(Self self) throws SQLException {
        update("DELETE FROM " + ControlTables.INSTANCE + " WHERE id = ? AND run = ?", self.id(), self.run());
    }

    List<Member> members() throws SQLException {
        List<Member> members = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, run, host, pid, version, state_dir, journal, " + now
                        + " - heartbeat, " + now + " - started, clean, tainted, mirrored, " + now
                        + " - applied, older_open, pending, oldest_ms, report, heartbeat FROM "
                        + ControlTables.INSTANCE + " ORDER BY id")) {
            while (rows.next()) {
                members.add(member(rows));
            }
        }
        return members;
    }

    private static Member member(ResultSet rows) throws SQLException {
        Self self = new Self(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getLong(4),
                rows.getString(5),
                rows.getString(6),
                rows.getString(7));
        int olderOpen = rows.getInt(14);
        return new Member(
                self,
                rows.getLong(18),
                rows.getLong(8),
                rows.getLong(9),
                rows.getInt(10) != 0,
                rows.getInt(11) != 0,
                TableNames.of(rows.getString(12)),
                rows.getLong(13),
                rows.getObject(14) == null ? null : olderOpen,
                rows.getLong(15),
                rows.getLong(16),
                rows.getString(17));
    }

    @Nullable
    Member member(String id) throws SQLException {
        return members().stream()
                .filter(member -> member.self().id().equals(id))
                .findFirst()
                .orElse(null);
    }

    List<FleetTaint> taints() throws SQLException {
        List<FleetTaint> taints = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT table_name, instance_id, run, kind, since, reason FROM "
                        + ControlTables.TAINT + " ORDER BY table_name, since, instance_id, run, kind")) {
            while (rows.next()) {
                Taint taint = new Taint(rows.getString(1), Instant.ofEpochMilli(rows.getLong(5)), rows.getString(6));
                taints.add(
                        new FleetTaint(taint, rows.getString(2), rows.getString(3), UNCLEAN.equals(rows.getString(4))));
            }
        }
        return taints;
    }

    /** Adds a taint that an instance has marked itself; returns false if it is there already: it stays as it is. */
    boolean taint(Self self, String table, String reason) throws SQLException {
        return taint(table, self.id(), "", OWN, reason);
    }

    /** Says that the table was tainted again: who compares it has to begin anew. */
    void taintAgain(Self self, String table) throws SQLException {
        update(
                "UPDATE " + ControlTables.TAINT + " SET since = " + now
                        + " WHERE table_name = ? AND instance_id = ? AND kind = '" + OWN + "'",
                cut(table, 255),
                self.id());
    }

    /** Taints a table for somebody who is no instance. */
    void taintBy(String who, String table, String reason) throws SQLException {
        update(
                "DELETE FROM " + ControlTables.TAINT + " WHERE table_name = ? AND instance_id = ?",
                cut(table, 255),
                who);
        taint(table, who, "", OWN, reason);
    }

    /** Takes the taints of a table back that are older than a time of the database's clock; returns how many. */
    int untaint(String table, long before) throws SQLException {
        return update("DELETE FROM " + ControlTables.TAINT + " WHERE table_name = ? AND since < ?", table, before);
    }

    /** Returns the time by the database's own clock. */
    long now() throws SQLException {
        Long time = number("SELECT " + now + (dialect == Dialect.H2 ? "" : " FROM DUAL"));
        return time == null ? 0 : time;
    }

    /** Takes such a taint back. */
    void untaint(Self self, String table) throws SQLException {
        update(
                "DELETE FROM " + ControlTables.TAINT + " WHERE table_name = ? AND instance_id = ? AND kind = '" + OWN
                        + "'",
                cut(table, 255),
                self.id());
    }

    /** Takes all taints of a table back; returns how many there were. */
    int untaint(String table) throws SQLException {
        return update("DELETE FROM " + ControlTables.TAINT + " WHERE table_name = ?", table);
    }

    /** Taints what a dead instance has mirrored. Nothing is said of it as long as its heartbeat goes on. */
    void taintFor(Member dead, String reason) throws SQLException {
        for (String table : dead.mirrored()) {
            taint(table, dead.self().id(), dead.self().run(), UNCLEAN, reason);
        }
        update(
                "UPDATE " + ControlTables.INSTANCE + " SET tainted = 1 WHERE id = ? AND run = ?",
                dead.self().id(),
                dead.self().run());
    }

    private boolean taint(String table, String id, String run, String kind, String reason) throws SQLException {
        return insert(
                "INSERT INTO " + ControlTables.TAINT + " (table_name, instance_id, run, kind, since, reason)"
                        + " VALUES (?, ?, ?, ?, " + now + ", ?)",
                cut(table, 255),
                id,
                run,
                kind,
                cut(reason, LONGEST_REASON));
    }

    /** Takes back that an instance was lost in one of its runs. */
    void returned(String id, String run) throws SQLException {
        update(
                "DELETE FROM " + ControlTables.TAINT + " WHERE instance_id = ? AND run = ? AND kind = '" + UNCLEAN
                        + "'",
                id,
                run);
    }

    /** Takes all that a dead instance has marked for marked now. */
    void again(Member dead) throws SQLException {
        update(
                "UPDATE " + ControlTables.TAINT + " SET since = " + now + " WHERE instance_id = ?",
                dead.self().id());
    }

    /** Forgets an instance that is gone; returns false if another run of it has come meanwhile. */
    boolean forget(Member dead) throws SQLException {
        return update(
                        "DELETE FROM " + ControlTables.INSTANCE + " WHERE id = ? AND run = ?",
                        dead.self().id(),
                        dead.self().run())
                == 1;
    }

    /** Returns false if there is such a row already. */
    private boolean insert(String sql, @Nullable Object... values) throws SQLException {
        try {
            update(sql, values);
            return true;
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    private int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private @Nullable Long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? (Long) rows.getLong(1) : null;
        }
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
