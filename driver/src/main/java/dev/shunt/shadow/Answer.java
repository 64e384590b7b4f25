package dev.shunt.shadow;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Failure;
import dev.shunt.compare.Rules;
import dev.shunt.config.Side;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the application was answered, and all that is needed to ask again.
 *
 * @param bindings a snapshot of the parameters; null for a plain statement
 * @param rows what the application read; none where there was a failure
 * @param failure the error that the application was answered instead; null where there was none
 * @param answeredBy the side that answered
 * @param primary the side that was primary then
 * @param nanos how long that took
 * @param keyColumns the primary key of the table read; empty where there is none
 * @param table the table, for people
 * @param rules what counts as the same value
 * @param maxRows at which the application had its driver cut the rows; 0 where it had not
 */
public record Answer(
        Analysis analysis,
        @Nullable Bindings bindings,
        CapturedResult rows,
        @Nullable Failure failure,
        Side answeredBy,
        Side primary,
        long nanos,
        List<String> keyColumns,
        String table,
        Rules rules,
        int maxRows) {
    private static final CapturedResult NO_ROWS = new CapturedResult(List.of(), List.of(), true, false, 0);

    /** One whose rows or failure are still to come. */
    public Answer(
            Analysis analysis,
            @Nullable Bindings bindings,
            Side answeredBy,
            Side primary,
            long nanos,
            List<String> keyColumns,
            String table,
            Rules rules) {
        this(analysis, bindings, NO_ROWS, null, answeredBy, primary, nanos, keyColumns, table, rules, 0);
    }

    /** The same, cut at so many rows. */
    public Answer cut(int most) {
        return new Answer(
                analysis, bindings, rows, failure, answeredBy, primary, nanos, keyColumns, table, rules, most);
    }

    /** The same with the rows that the application has read. */
    public Answer with(CapturedResult read) {
        return new Answer(
                analysis, bindings, read, null, answeredBy, primary, nanos, keyColumns, table, rules, maxRows);
    }

    /** The same with the error that the application was answered. */
    public Answer with(SQLException error) {
        Failure failed = Failure.of(error);
        return new Answer(
                analysis, bindings, NO_ROWS, failed, answeredBy, primary, nanos, keyColumns, table, rules, maxRows);
    }

    /** Returns true if the error is what the database answers to the statement, and tells nothing of how it was reached. */
    public static boolean answers(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return !(error instanceof SQLTransientException // time-outs, deadlocks, empty pools
                || error instanceof SQLNonTransientConnectionException
                || error instanceof SQLRecoverableException
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("70"));
    }
}
