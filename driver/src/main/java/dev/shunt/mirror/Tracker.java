package dev.shunt.mirror;

import dev.shunt.config.Config;
import dev.shunt.config.Mirror;
import dev.shunt.journal.Intent;
import dev.shunt.journal.Intent.Outcome;
import dev.shunt.journal.Session;
import dev.shunt.schema.Failure;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.TableName;
import dev.shunt.sql.Verb;
import dev.shunt.sql.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the writes of one connection of the application: gathers the keys of its transaction and hands them over at
 * every end that commits. Whatever goes wrong here is not the application's; only what its own statements, or a question
 * put in front of one, throw reaches it. Not thread-safe, like the connection.
 */
public final class Tracker {
    private final Mirroring mirroring;
    private final Connection primary;
    private @Nullable Session session;
    private @Nullable WrittenKeys transaction;
    private boolean sync;
    private final Repeats repeats;
    private boolean mayHaveCommitted;
    private Holds holds = Holds.NOTHING;
    private boolean waitedInVain;
    private boolean knownSteps = true;
    private boolean anyText = true;

    /** Tables that something else mirrors, written in the open transaction. */
    private final Set<String> externally = new LinkedHashSet<>();

    Tracker(Mirroring mirroring, Connection primary) {
        this.mirroring = mirroring;
        this.primary = primary;
        this.repeats = new Repeats(primary, mirroring.dialect());
        this.session = mirroring.session(primary);
    }

    /** The application has chosen another isolation; {@code byText}: perhaps for one transaction only. */
    public void isolationChanged(boolean byText) {
        repeats.isolationChanged(byText);
    }

    /**
     * Tells what the session of the connection is like now.
     *
     * @param holds what a transaction of ours would end or release
     * @param knownSteps the driver knows by how much the numbers of one INSERT's rows differ
     * @param anyText whether its character set has every character; null where it is that of the URL
     */
    public void session(Holds holds, boolean knownSteps, @Nullable Boolean anyText) {
        this.holds = holds;
        this.knownSteps = knownSteps;
        this.anyText = anyText == null ? mirroring.anyText() : anyText;
    }

    /** Runs a statement that may write. */
    public <T> T write(Execution<T> execution) throws SQLException {
        Writing writing = mirroring.plan(execution);
        return writing.suspects().isEmpty() ? planned(execution, writing) : suspected(execution, writing);
    }

    private <T> T suspected(Execution<T> execution, Writing writing) throws SQLException {
        boolean refused = false;
        try {
            return planned(execution, writing);
        } catch (SQLException e) {
            refused = Failure.syntax(e);
            throw e;
        } finally {
            mirroring.judged(writing, refused);
        }
    }

    private <T> T planned(Execution<T> execution, Writing writing) throws SQLException {
        if (writing.external().isEmpty()) {
            return write(execution, writing);
        }
        externally.addAll(writing.external());
        try {
            return write(execution, writing);
        } finally {
            wroteExternally(!execution.transaction());
        }
    }

    /** From now on a read of this instance has to see them; in a transaction this is said once more at its end. */
    private void wroteExternally(boolean ended) {
        if (!externally.isEmpty()) {
            mirroring.wroteExternally(externally);
            if (ended) {
                externally.clear();
            }
        }
    }

    private <T> T write(Execution<T> execution, Writing writing) throws SQLException {
        if (!knownSteps && writing.numbersSeveral()) {
            writing.giveUp("several rows numbered by auto_increment_increment");
        }
        if (!anyText) {
            writing.distrustTexts();
        }
        mayHaveCommitted |= execution.any(Tracker::mayCommit);
        if (execution.commits()) {
            return committing(execution, writing);
        }
        if (writing.isEmpty()) {
            return execution.call().run();
        }
        if (session == null) {
            session = mirroring.session(primary); // rows may have been streaming before
        }
        sync |= execution.any(analysis -> sync(execution.config(), analysis));
        if (execution.transaction()) {
            return inTransaction(execution, writing);
        }
        if (execution.batch() && writing.asks()) {
            // in a transaction a deadlock would undo rows that the application is told are committed
            writing.giveUp("a batch in auto-commit by conditions");
        }
        if (holds != Holds.NOTHING && writing.asks()) {
            writing.giveUp("a condition where locks are held or a transaction may be open");
        }
        return writing.asks() ? shortTransaction(execution, writing) : recordedBefore(execution, writing, primary);
    }

    private <T> T inTransaction(Execution<T> execution, Writing writing) throws SQLException {
        try {
            if (writing.written().lasting()) {
                // not on the connection: with the transaction the record would be gone, and the row would stay
                return recordedBefore(execution, writing, null);
            }
            boolean repeatable = Repeats.possible(execution, writing) && repeats.mark();
            return run(execution, writing, repeatable ? repeats::undone : () -> false);
        } finally {
            // failed statements too: some of their rows may have stayed, and too many keys are safe
            transaction(execution.config()).addAll(writing.written());
        }
    }

    /** Asks, runs, and where rows have come in between that nothing else can tell, takes it back and does so again. */
    private <T> T run(Execution<T> execution, Writing writing, Repeats.Undo undo) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            ask(writing);
            T result = call(execution, writing);
            fenced(writing, execution.beforeCommit());
            if (attempt == Repeats.ATTEMPTS || !missed(execution, writing, result) || !undo.undone()) {
                fenced(
                        writing,
                        () -> writing.after(
                                primary,
                                execution.statement(),
                                execution.counts().of(result)));
                return result;
            }
        }
    }

    private void ask(Writing writing) throws SQLException {
        fenced(writing, () -> {
            try {
                writing.before(primary);
            } catch (SQLException e) {
                writing.forget(); // the statement will not run
                throw e;
            }
        });
    }

    private static <T> T call(Execution<T> execution, Writing writing) throws SQLException {
        try {
            return execution.call().run();
        } catch (Throwable e) {
            if (!nothingApplied(execution, writing, e)) {
                writing.giveUp("a statement that failed in the middle"); // what it did write can no longer be asked for
            }
            throw e;
        }
    }

    private <T> boolean missed(Execution<T> execution, Writing writing, T result) throws SQLException {
        boolean[] missed = new boolean[1];
        if (writing.repeatable()) {
            fenced(writing, () -> missed[0] = writing.missed(execution.counts().of(result)));
        }
        return missed[0];
    }

    /** A fault of ours costs a walk of the tables, and the application nothing. */
    private void fenced(Writing writing, Execution.Action action) throws SQLException {
        try {
            action.run();
        } catch (SQLException e) {
            writing.giveUp("a question that failed");
            throw e;
        } catch (Throwable e) {
            writing.giveUp("a fault of Shunt");
            mirroring.fault("finding the keys of a write", e);
        }
    }

    private WrittenKeys transaction(Config config) {
        WrittenKeys open = transaction;
        if (open == null) {
            open = mirroring.keys(config);
            transaction = open;
        }
        return open;
    }

    /**
     * What the statement may write stays, whatever becomes of the process right after it, so that is recorded before it
     * runs: of rows that only the database can name, the table, until they are known.
     *
     * @param connection where it is recorded, if in the database; null for the file in any case
     */
    private <T> T recordedBefore(Execution<T> execution, Writing writing, @Nullable Connection connection)
            throws SQLException {
        boolean complete = writing.complete();
        Intent before = mirroring.record(writing.beforehand(), session, connection, false);
        Outcome outcome = Outcome.IN_DOUBT;
        boolean succeeded = false;
        try {
            T result = run(execution, writing, () -> false);
            outcome = Outcome.COMMITTED;
            succeeded = true;
            return result;
        } catch (SQLException e) {
            outcome = outcome(execution, writing, e);
            throw e;
        } finally {
            if (succeeded && !complete) {
                known(execution, before, writing.written());
            } else {
                ended(execution, before, outcome);
            }
        }
    }

    /** What the tables stood for is known by row now. */
    private void known(Execution<?> execution, Intent before, WrittenKeys written) {
        Intent exact = mirroring.narrow(before, written);
        try {
            ended(execution, exact, Outcome.COMMITTED);
        } finally {
            if (exact != before) {
                mirroring.settle(before, Outcome.ROLLED_BACK);
            }
        }
    }

    private void ended(Execution<?> execution, Intent intent, Outcome outcome) {
        if (execution.transaction()) {
            release(intent, outcome); // a wait is for its end
        } else {
            settled(execution.config(), intent, outcome, false);
        }
    }

    private static Outcome outcome(Execution<?> execution, Writing writing, SQLException error) {
        if (Failure.of(error) == Failure.CONNECTION_LOST) {
            return Outcome.IN_DOUBT;
        }
        return nothingApplied(execution, writing, error) ? Outcome.ROLLED_BACK : Outcome.COMMITTED;
    }

    /** Of a batch, or of several statements in a text, those before the failed one stay. */
    private static boolean nothingApplied(Execution<?> execution, Writing writing, Throwable error) {
        return !execution.batch()
                && !writing.written().lasting()
                && error instanceof SQLException e
                && Failure.provesNothingApplied(e)
                && !execution.any(analysis -> analysis.write() instanceof Write.Opaque);
    }

    /** Rows that have to be asked for need a transaction around the question and the statement. */
    private <T> T shortTransaction(Execution<T> execution, Writing writing) throws SQLException {
        send(mirroring.dialect().begin());
        T result;
        Intent intent;
        try {
            result = run(execution, writing, Repeats.possible(execution, writing) ? this::begunAgain : () -> false);
            intent = mirroring.record(writing.written(), session, primary, true);
        } catch (Throwable e) {
            endAfterFailure(writing, e);
            throw e;
        }
        Outcome outcome = Outcome.IN_DOUBT;
        try {
            send(mirroring.dialect().commit());
            outcome = Outcome.COMMITTED;
        } finally {
            settled(execution.config(), intent, outcome, true);
        }
        return result;
    }

    /** Nothing but the statement and its question is in the transaction. */
    private boolean begunAgain() throws SQLException {
        send(mirroring.dialect().rollback());
        send(mirroring.dialect().begin());
        return true;
    }

    private void endAfterFailure(Writing writing, Throwable error) {
        try {
            send(mirroring.dialect().rollback());
            release(writing.written(), Outcome.ROLLED_BACK);
        } catch (Throwable e) {
            release(writing.written(), Outcome.IN_DOUBT);
            if (e != error) {
                error.addSuppressed(e);
            }
        } finally {
            sync = false;
        }
    }

    private void send(String sql) throws SQLException {
        try (Statement statement = primary.createStatement()) {
            statement.execute(sql);
        }
    }

    /** DDL and its like: what was open is committed, whatever becomes of the statement itself. */
    private <T> T committing(Execution<T> execution, Writing writing) throws SQLException {
        writing.giveUp("a statement that commits");
        WrittenKeys open = transaction(execution.config());
        open.addAll(writing.written());
        Object[] result = new Object[1];
        boolean certain = execution.items().size() == 1;
        commit(execution.config(), () -> result[0] = execution.call().run(), certain, false);
        execution.items().forEach(item -> mirroring.schemaChanged(item.analysis()));
        @SuppressWarnings("unchecked")
        T answer = (T) result[0];
        return answer;
    }

    /**
     * Runs something that commits what is open, or may.
     *
     * @param certain false if it may also leave the transaction open: then its rows are synced now and at its end
     */
    public void commit(Config config, Execution.Action action, boolean certain) throws SQLException {
        commit(config, action, certain, certain);
    }

    /** @param only false if it may write as well, or may leave the transaction open */
    private void commit(Config config, Execution.Action action, boolean certain, boolean only) throws SQLException {
        boolean ended = false;
        try {
            commitOurs(config, action, certain, only);
            ended = certain;
        } finally {
            wroteExternally(ended);
        }
    }

    private void commitOurs(Config config, Execution.Action action, boolean certain, boolean only) throws SQLException {
        WrittenKeys open = transaction;
        if (open == null || open.isEmpty()) {
            action.run();
            clear(certain);
            return;
        }
        Intent intent = mirroring.record(open, session, primary, only);
        Outcome outcome = Outcome.IN_DOUBT;
        boolean succeeded = false;
        try {
            action.run();
            outcome = Outcome.COMMITTED;
            succeeded = true;
        } catch (SQLException e) {
            // an answer of the server, such as a deadlock, ends the doubt; the rows are synced all the same
            outcome = Failure.of(e) == Failure.CONNECTION_LOST ? Outcome.IN_DOUBT : Outcome.COMMITTED;
            throw e;
        } finally {
            if (succeeded && certain) {
                settled(config, intent, outcome, true);
            } else {
                release(intent, outcome);
            }
        }
        clear(certain);
    }

    /** Hands over without a wait: the application may still hold locks. */
    private void release(Intent intent, Outcome outcome) {
        try {
            mirroring.settle(intent, outcome);
        } finally {
            mirroring.returned(intent);
        }
    }

    private void clear(boolean certain) {
        if (certain) {
            clear();
        }
    }

    /** Runs something that rolls back all that is open. */
    public void rollback(Execution.Action action) throws SQLException {
        boolean mayCommit = mayHaveCommitted;
        Outcome outcome = mayCommit ? Outcome.IN_DOUBT : Outcome.COMMITTED;
        try {
            action.run();
            outcome = mayCommit ? Outcome.COMMITTED : Outcome.ROLLED_BACK;
        } finally {
            release(outcome);
            wroteExternally(true);
        }
    }

    /** Lets go of what is open, when the connection is closed, aborted or lost: it is synced, to be safe. */
    public void closed() {
        release(mayHaveCommitted ? Outcome.IN_DOUBT : Outcome.COMMITTED);
        wroteExternally(true);
    }

    /** Returns true if the open transaction has written to tables in scope. */
    public boolean hasWritten() {
        return transaction != null || !externally.isEmpty();
    }

    private void release(Outcome outcome) {
        WrittenKeys open = transaction;
        clear();
        if (open != null) {
            release(open, outcome);
        }
    }

    /** Hands over what was not recorded before its end: the connection may be of no use any more. */
    private void release(WrittenKeys written, Outcome outcome) {
        if (written.isEmpty() || outcome == Outcome.ROLLED_BACK && !written.lasting()) {
            return;
        }
        Outcome became = outcome == Outcome.ROLLED_BACK ? Outcome.COMMITTED : outcome;
        try {
            release(mirroring.record(written, session, null, false), became);
        } catch (SQLException e) {
            mirroring.fault("recording what a lost transaction wrote", e); // never: nothing was sent
        }
    }

    private void clear() {
        transaction = null;
        sync = false;
        mayHaveCommitted = false;
        waitedInVain = false;
    }

    /** @param ended all that was open on the connection is at its end */
    private void settled(Config config, Intent intent, Outcome outcome, boolean ended) {
        try {
            mirroring.settle(intent, outcome);
            if (sync && outcome == Outcome.COMMITTED) {
                boolean perhaps = holds == Holds.PERHAPS && !ended;
                boolean held = holds == Holds.TABLES || perhaps && waitedInVain;
                waitedInVain = !mirroring.await(config, intent, !held) && perhaps || waitedInVain;
            }
        } finally {
            mirroring.returned(intent);
            sync = false;
        }
    }

    /** A procedure, or what is not understood, may have ended the transaction unseen. */
    private static boolean mayCommit(Analysis analysis) {
        return analysis.verb() == Verb.WRITE && !analysis.commits() && analysis.write() instanceof Write.Opaque;
    }

    /** Returns true if a table of the statement is mirrored in step with the commit. */
    private static boolean sync(Config config, Analysis analysis) {
        Write write = analysis.write();
        if (write != null) {
            for (TableName table : write.tables()) {
                if (config.mirror(table.name()) == Mirror.SYNC) {
                    return true;
                }
            }
        }
        return false;
    }
}
