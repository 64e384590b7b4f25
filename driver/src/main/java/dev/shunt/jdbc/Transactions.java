package dev.shunt.jdbc;

import dev.shunt.config.Config;
import dev.shunt.config.Side;
import dev.shunt.mirror.Execution;
import dev.shunt.mirror.Tracker;
import dev.shunt.route.Plan;
import dev.shunt.route.Reason;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Verb;
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
    private static final Pattern AUTOCOMMIT =
            Pattern.compile("\\bautocommit\\b[`\"\\]]?\\s*(?::?=)?\\s*(\\w+|'\\w+')", Pattern.CASE_INSENSITIVE);
    private static final Pattern USE = Pattern.compile("^\\s*use\\s+[`\"]?([^`\";\\s]+)", Pattern.CASE_INSENSITIVE);

    private final Connection delegate;
    private final Context context;
    private @Nullable Tracker tracker;
    private @Nullable Config config;
    private @Nullable String catalog;
    private boolean byText;
    private boolean autoCommitOff;
    private boolean readOnly;
    private final List<GrayConnection> lent = new ArrayList<>(1);
    private @Nullable GrayConnection gray;
    private @Nullable Side firstRead;

    Transactions(Connection delegate, Context context) {
        this.delegate = delegate;
        this.context = context;
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
        return byText || autoCommitOff || !delegate.getAutoCommit();
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
        return tracker;
    }

    /** Returns the connection to the target that the open transaction reads from; null where it reads the primary. */
    @Nullable
    GrayConnection gray() {
        return gray;
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
        if (firstRead == null && open()) {
            firstRead = side;
        }
    }

    /** Forgets the pinned connection to the target, which has failed. */
    void unpin() {
        releaseGray();
    }

    /** Returns the plan, changed so that an open transaction stays on the side of its first read. */
    Plan pinned(Plan plan, boolean open) {
        if (!open || firstRead == null) {
            return plan;
        }
        if (firstRead == Side.TARGET && plan.reason() == Reason.NOT_DRAWN) {
            return new Plan(true, plan.shadow(), plan.asked(), Reason.GRAY);
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
    }

    /** Runs a statement that is about the transaction or the session, and follows what it does to them. */
    <T> T control(Analysis analysis, Execution.Call<T> call) throws SQLException {
        Object[] result = new Object[1];
        Execution.Action action = () -> result[0] = call.run();
        if (analysis.verb() == Verb.ROLLBACK) {
            rollback(action);
        } else if (analysis.commits()) {
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

    /** A text of several statements may have opened a transaction; what is written is kept until its end. */
    void mayHaveBegun() {
        byText = true;
    }

    private void follow(Analysis analysis) {
        switch (analysis.verb()) {
            case BEGIN -> byText = true;
            case COMMIT, ROLLBACK ->
                byText = analysis.fingerprint().toLowerCase(Locale.ROOT).contains(" chain")
                        && !analysis.fingerprint().toLowerCase(Locale.ROOT).contains("no chain");
            case SET -> set(analysis.sql());
            default -> {}
        }
    }

    private void set(String sql) {
        Matcher auto = AUTOCOMMIT.matcher(sql);
        if (auto.find()) {
            autoCommitOff = auto.group(1).matches("(?i)'?(0|off|false)'?");
        }
        Matcher use = USE.matcher(sql);
        if (use.find()) {
            catalog = use.group(1);
        }
    }

    private void ended() {
        config = null;
        firstRead = null;
        byText = false;
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
    }
}
