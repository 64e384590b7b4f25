package dev.shunt.jdbc;

import dev.shunt.config.Config;
import dev.shunt.config.Side;
import dev.shunt.mirror.Execution;
import dev.shunt.mirror.Holds;
import dev.shunt.mirror.Tracker;
import dev.shunt.route.Plan;
import dev.shunt.route.Reason;
import dev.shunt.schema.Failure;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Verb;
import java.lang.ref.Reference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection stands: whether a transaction is open, by JDBC or by text, and under which knobs it runs. Not
 * thread-safe, like the connection.
 */
final class Transactions {
    static final Pattern AUTOCOMMIT = Pattern.compile(
            "\\s*set\\s+(?:session\\s+|local\\s+|@@(?:session\\.|local\\.)?)?autocommit\\s*(?::?=)?\\s*'?(\\w+)'?\\s*;?\\s*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern USE =
            Pattern.compile("^(?:use|set schema)\\s+[`\"]?([^`\";\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern HARMLESS =
            Pattern.compile("^set\\s+(?:@[^@]|(?:session\\s+)?transaction\\b|autocommit\\b)", Pattern.CASE_INSENSITIVE);

    private static final Pattern ISOLATION_ONCE = Pattern.compile(
            "^set\\s+transaction\\b.*\\bisolation\\s+level\\s+(\\w+)(?:\\s+(\\w+))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern CHARSET = Pattern.compile(
            "\\bnames\\b|\\bcharset\\b|\\bcharacter set\\b|character_set_|collation_connection",
            Pattern.CASE_INSENSITIVE);
    /** Of a set that has every character; the others stay as they are. */
    private static final Pattern ANY_COLLATION = Pattern.compile(
            "\\s*set\\s+(?:session\\s+|local\\s+|@@(?:session\\.|local\\.)?)?collation_connection\\s*:?=\\s*['\"]?utf8mb4\\w*['\"]?\\s*;?\\s*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ANY_TEXT =
            Pattern.compile("\\s*set\\s+names\\s+['\"]?utf8mb4\\b[^,;]*;?\\s*", Pattern.CASE_INSENSITIVE);

    private final Connection delegate;
    private final Context context;
    private final Underway underway = new Underway();
    private final Reference<Underway> registration;
    private boolean jdbcOff;
    private @Nullable Tracker tracker;
    private @Nullable Config config;
    private @Nullable String catalog;
    private boolean byText;
    private boolean autoCommitOff;
    private boolean uncertain;
    private boolean sessionChanged;
    private boolean chains;
    private boolean tablesLocked;
    private boolean mayBeOpen;
    private boolean stepsChanged;

    /** Whether the character set that the application has chosen has every character; null where it has chosen none. */
    private @Nullable Boolean anyText;

    private boolean readOnly;
    private int isolation = Connection.TRANSACTION_NONE; // not asked for yet
    private int isolationOnce = Connection.TRANSACTION_NONE; // of the next transaction only, which no driver tells
    private final List<GrayConnection> lent = new ArrayList<>(1);
    private @Nullable GrayConnection gray;
    private @Nullable Side firstRead;

    Transactions(Connection delegate, Context context) {
        this.delegate = delegate;
        this.context = context;
        this.jdbcOff = autoCommitOff(delegate);
        this.registration = context.connections().add(underway);
        if (!context.idle()) {
            tracker(); // asks for the session, while nothing in it can tell of that
        }
    }

    private static boolean autoCommitOff(Connection delegate) {
        try {
            return !delegate.getAutoCommit();
        } catch (SQLException e) {
            return true; // so that no transaction is overlooked
        }
    }

    /** A statement begins, at rest as well, which may have this effect. */
    void begins(TextEffect effect) {
        underway.begins(context.generation());
        if (effect == TextEffect.PERHAPS) {
            underway.perhaps();
            uncertain |= context.idle(); // else its analysis tells
        }
    }

    /** A statement has run. While a knob is in use that is known already, and does no harm. */
    void ran(TextEffect effect) {
        switch (effect) {
            case BEGINS -> byText = true;
            case ENDS -> ended();
            case AUTO_COMMIT_OFF -> autoCommitOff = true;
            case AUTO_COMMIT_ON -> {
                if (autoCommitOff) {
                    ended();
                }
                autoCommitOff = false;
            }
            default -> {}
        }
    }

    /** A statement is over, or has failed. */
    void over() {
        underway.over(jdbcOff || byText || uncertain || autoCommitOff);
    }

    /** Returns the knobs that hold now: those the open transaction began with, or the newest. */
    Config config() throws SQLException {
        if (!open()) {
            return context.config();
        }
        Config held = config;
        if (held == null) {
            held = context.config();
            config = held;
        }
        return held;
    }

    boolean open() throws SQLException {
        return byText || uncertain || autoCommitOff || !delegate.getAutoCommit();
    }

    boolean written() {
        return tracker != null && tracker.hasWritten();
    }

    boolean readOnly() {
        return readOnly;
    }

    void setReadOnly(boolean value) {
        readOnly = value;
    }

    @Nullable
    String catalog() {
        return catalog;
    }

    void use(@Nullable String name) {
        catalog = name;
    }

    /** Returns what follows the writes; null while no target is configured. */
    @Nullable
    Tracker tracker() {
        Context.Target target = context.target();
        if (tracker == null && target != null) {
            tracker = target.mirroring().track(delegate);
        }
        if (tracker != null) {
            tell(tracker, tablesLocked);
        }
        return tracker;
    }

    private void tell(Tracker follower, boolean locked) {
        Holds holds = locked ? Holds.TABLES : mayBeOpen ? Holds.PERHAPS : Holds.NOTHING;
        follower.session(holds, !stepsChanged, anyText);
    }

    /** Returns the connection to the target that the open transaction reads from; null where it reads the primary. */
    @Nullable
    GrayConnection gray() {
        return gray;
    }

    /** Returns what the open transaction sees of the target; null where it does not read that. */
    @Nullable
    Snapshot snapshot() {
        GrayConnection pinned = gray;
        return pinned == null ? null : pinned.snapshot();
    }

    /** Returns the isolation of the connection, but no more than what reads without locks: they would hold up syncs. */
    int snapshotIsolation() throws SQLException {
        if (isolationOnce != Connection.TRANSACTION_NONE) {
            return isolationOnce;
        }
        if (isolation == Connection.TRANSACTION_NONE) {
            isolation = Math.min(delegate.getTransactionIsolation(), Connection.TRANSACTION_REPEATABLE_READ);
        }
        return isolation;
    }

    /** Keeps a connection to the target in mind, until the application closes its own. */
    void lend(GrayConnection connection) {
        lent.removeIf(GrayConnection::isReleased);
        lent.add(connection);
    }

    /** Keeps a read-only transaction on the side of its first read. */
    void pin(GrayConnection connection) {
        gray = connection;
    }

    /** Keeps the side of the first read of an open transaction. */
    void readOn(Side side) throws SQLException {
        if (!open()) {
            isolationOnce = Connection.TRANSACTION_NONE; // it was this read's
        } else if (firstRead == null) {
            firstRead = side;
        }
    }

    /** Forgets the pinned connection to the target, which has failed: the transaction goes on, and stays, elsewhere. */
    void unpin() {
        firstRead = null;
        releaseGray();
    }

    /** Returns true if the target has answered the first read of the open transaction. */
    boolean begunOnTarget() {
        return firstRead == Side.TARGET;
    }

    /** Returns the plan, changed so that an open transaction stays on the side of its first read. */
    Plan pinned(Plan plan, boolean open) {
        if (!open || firstRead == null) {
            return plan;
        }
        return plan.gray() && firstRead == Side.SOURCE
                ? new Plan(false, plan.shadow(), plan.asked(), Reason.PINNED)
                : plan;
    }

    void commit(Execution.Action action) throws SQLException {
        commit(action, true);
    }

    private void commit(Execution.Action action, boolean certain) throws SQLException {
        Tracker open = tracker;
        if (open == null) {
            action.run();
        } else {
            open.commit(context.config(), action, certain);
        }
        if (certain) {
            ended();
        }
    }

    void rollback(Execution.Action action) throws SQLException {
        Tracker open = tracker;
        if (open == null) {
            action.run();
        } else {
            open.rollback(action);
        }
        ended();
    }

    void setAutoCommit(boolean on) throws SQLException {
        if (on && (autoCommitOff || !delegate.getAutoCommit())) {
            commit(() -> delegate.setAutoCommit(true));
        } else {
            delegate.setAutoCommit(on);
        }
        autoCommitOff = false;
        jdbcOff = !on;
    }

    /** Runs a statement that is about the transaction or the session, and follows what it does to them. */
    <T> T control(Analysis analysis, Execution.Call<T> call) throws SQLException {
        Object[] result = new Object[1];
        Execution.Action action = () -> result[0] = call.run();
        if (analysis.verb() == Verb.ROLLBACK) {
            rollback(action);
        } else if (analysis.commits()) {
            if (tracker != null && locks(analysis)) {
                tell(tracker, true); // what it commits is synced while it holds the tables
            }
            // SET autocommit = 1 where it is on already leaves a transaction that BEGIN has opened
            commit(action, analysis.verb() != Verb.SET || autoCommitOff || !delegate.getAutoCommit());
        } else {
            action.run();
        }
        follow(analysis);
        @SuppressWarnings("unchecked")
        T answer = (T) result[0];
        return answer;
    }

    /**
     * Whether a transaction is open is no longer known: what is written is synced after each statement, and once more at
     * the next certain end.
     */
    void mayHaveBegun() {
        underway.perhaps();
        uncertain = true;
    }

    /** A procedure, or what is not understood, may have left a transaction open, which one of ours would commit. */
    void mayHaveLeftOpen() {
        mayBeOpen = true;
    }

    /** The server ends a transaction by itself when it finds a deadlock; whether it did is not known. */
    void failed(SQLException error) {
        uncertain |= byText && Failure.of(error) == Failure.RETRYABLE;
    }

    /** After each statement that writes. */
    void wrote(boolean committed) throws SQLException {
        Tracker open = tracker;
        if (committed) {
            ended();
        } else if (uncertain && open != null) {
            open.commit(context.config(), () -> {}, false);
        }
    }

    /** The application has changed what its session reads by; the target's sessions are not told. */
    boolean sessionChanged() {
        return sessionChanged;
    }

    void temporaryTable() {
        sessionChanged = true;
    }

    private void follow(Analysis analysis) {
        switch (analysis.verb()) {
            case BEGIN -> {
                byText = true;
                tablesLocked = false;
            }
            case COMMIT, ROLLBACK -> {
                String text = analysis.fingerprint().toLowerCase(Locale.ROOT);
                byText = (chains || text.contains(" chain")) && !text.contains("no chain");
            }
            case LOCK -> tablesLocked = locks(analysis);
            case TEMPORARY -> temporaryTable();
            case SET -> set(analysis);
            default -> {}
        }
    }

    /** LOCK TABLES, not UNLOCK TABLES; BEGIN would release them. */
    private static boolean locks(Analysis analysis) {
        return analysis.verb() == Verb.LOCK && analysis.fingerprint().regionMatches(true, 0, "lock", 0, 4);
    }

    /** {@code byText}: it may hold for one transaction only, which no driver tells. */
    void isolationChanged(boolean changedByText) {
        isolation = Connection.TRANSACTION_NONE;
        Tracker open = tracker;
        if (open != null) {
            open.isolationChanged(changedByText);
        }
    }

    private void set(Analysis analysis) {
        if (analysis.fingerprint().toLowerCase(Locale.ROOT).contains("isolation")) {
            isolationChanged(true);
        }
        Matcher once = ISOLATION_ONCE.matcher(analysis.fingerprint());
        if (once.find()) {
            isolationOnce = isolation(once.group(1), once.group(2));
        }
        Matcher auto = AUTOCOMMIT.matcher(analysis.sql());
        if (auto.matches()) {
            autoCommitOff = auto.group(1).matches("(?i)0|off|false");
        } else if (analysis.fingerprint().toLowerCase(Locale.ROOT).contains("autocommit")) {
            mayHaveBegun();
        }
        String text = analysis.fingerprint().toLowerCase(Locale.ROOT);
        chains |= text.contains("completion_type");
        stepsChanged |= text.contains("auto_increment_");
        if (CHARSET.matcher(analysis.sql()).find()
                && !ANY_COLLATION.matcher(analysis.sql()).matches()) {
            anyText = ANY_TEXT.matcher(analysis.sql()).matches();
        }
        Matcher use = USE.matcher(analysis.fingerprint());
        if (use.find()) {
            catalog = use.group(1);
        } else {
            sessionChanged |= !HARMLESS.matcher(analysis.fingerprint()).find();
        }
    }

    private static int isolation(String word, @Nullable String second) {
        if (!word.equalsIgnoreCase("read")) {
            return Connection.TRANSACTION_REPEATABLE_READ;
        }
        return "uncommitted".equalsIgnoreCase(second)
                ? Connection.TRANSACTION_READ_UNCOMMITTED
                : Connection.TRANSACTION_READ_COMMITTED;
    }

    private void ended() {
        config = null;
        firstRead = null;
        isolationOnce = Connection.TRANSACTION_NONE;
        byText = false;
        uncertain = false;
        underway.ended();
        mayBeOpen = false;
        releaseGray();
    }

    private void releaseGray() {
        GrayConnection held = gray;
        gray = null;
        if (held != null) {
            held.release();
        }
    }

    void closed() {
        ended();
        lent.forEach(GrayConnection::release);
        lent.clear();
        if (tracker != null) {
            tracker.closed();
        }
        context.connections().remove(registration);
    }
}
