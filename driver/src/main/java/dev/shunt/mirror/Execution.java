package dev.shunt.mirror;

import dev.shunt.config.Config;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a writing statement, as the wrapped statement hands it over.
 *
 * @param config the knobs of its transaction
 * @param items what is executed: one element, or one for each row or statement of a batch
 * @param statement the driver's own statement, where generated keys are read after the run
 * @param catalog the database that names without a qualifier refer to; null for the connection's own
 * @param transaction true if the application has a transaction open
 * @param batch true if rows before a failed one stay
 * @param call runs it on the primary
 * @param counts the rows affected, in the order of {@code items}; a negative number where unknown
 * @param beforeCommit called after the run and before anything else is sent on the connection
 */
public record Execution<T>(
        Config config,
        List<Item> items,
        Statement statement,
        @Nullable String catalog,
        boolean transaction,
        boolean batch,
        Call<T> call,
        Counts<T> counts,
        Action beforeCommit) {
    /**
     * One statement with its parameters.
     *
     * @param bindings null for a statement without parameters, or where they were not kept
     */
    public record Item(Analysis analysis, @Nullable Bindings bindings) {}

    /** What a database parses as a whole before it runs any of it, and that has no other text run. */
    private static final Pattern ONE_STATEMENT = Pattern.compile(
            "(?!.*\\b(?:call|exec|execute|runscript|begin|declare)\\b)[^;]*;?\\s*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Returns true if an error of syntax proves that nothing of it has run. */
    boolean refusable() {
        return !batch
                && !commits()
                && items.size() == 1
                && ONE_STATEMENT.matcher(items.get(0).analysis().sql()).matches();
    }

    boolean commits() {
        return any(Analysis::commits);
    }

    /** Returns true if that holds for any of the items. */
    boolean any(Predicate<Analysis> what) {
        for (Item item : items) {
            if (what.test(item.analysis())) {
                return true;
            }
        }
        return false;
    }

    /** Runs on the primary. */
    @FunctionalInterface
    public interface Call<T> {
        T run() throws SQLException;
    }

    /** Tells the counts from the result. */
    @FunctionalInterface
    public interface Counts<T> {
        long[] of(T result) throws SQLException;
    }

    /** Runs on the primary and returns nothing. */
    @FunctionalInterface
    public interface Action {
        void run() throws SQLException;
    }
}
