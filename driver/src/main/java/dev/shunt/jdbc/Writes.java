package dev.shunt.jdbc;

import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.config.Policy;
import dev.shunt.mirror.Execution;
import dev.shunt.mirror.Mirroring;
import dev.shunt.mirror.Tracker;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.TableName;
import dev.shunt.sql.Verb;
import dev.shunt.sql.Write;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;

/** Everything that runs and is no read: hands writes to the tracker of the connection, and follows transactions. */
final class Writes {
    private final ShuntStatement statement;
    private final Transactions transactions;

    Writes(ShuntStatement statement) {
        this.statement = statement;
        this.transactions = statement.connection().transactions();
    }

    <T> T run(List<Execution.Item> items, boolean batch, Execution.Call<T> call, Execution.Counts<T> counts)
            throws SQLException {
        Tracker tracker = transactions.tracker();
        if (!any(items, analysis -> analysis.verb() == Verb.WRITE)) {
            return items.size() == 1 ? transactions.control(items.get(0).analysis(), call) : several(items, call);
        }
        if (tracker == null) {
            return call.run();
        }
        long start = System.nanoTime();
        if (any(items, analysis -> controls(items.size(), analysis))) {
            transactions.mayHaveBegun();
        }
        Config config = transactions.config();
        if (any(items, analysis -> leavesOpen(analysis, config))) {
            transactions.mayHaveLeftOpen();
        }
        Execution<T> execution = new Execution<>(
                config,
                items,
                statement.delegate(),
                transactions.catalog(),
                transactions.open(),
                batch,
                call,
                counts,
                statement::keepWarnings);
        T result;
        try {
            result = tracker.write(execution);
        } catch (SQLException e) {
            transactions.failed(e);
            transactions.wrote(false); // rows before the failed one may have stayed
            throw e;
        }
        transactions.wrote(items.size() == 1 && items.get(0).analysis().commits());
        statement.connection().context().traffic().wrote(System.nanoTime() - start);
        return result;
    }

    private static boolean any(List<Execution.Item> items, Predicate<Analysis> what) {
        for (Execution.Item item : items) {
            if (what.test(item.analysis())) {
                return true;
            }
        }
        return false;
    }

    /** A batch that writes nothing, and yet may open or end a transaction. */
    private <T> T several(List<Execution.Item> items, Execution.Call<T> call) throws SQLException {
        if (any(items, analysis -> controls(items.size(), analysis))) {
            transactions.mayHaveBegun();
        }
        try {
            return call.run();
        } finally {
            transactions.wrote(false); // after the run: what it commits is read then, not before
        }
    }

    /** Stands for a write of which only the tables are known, or not even these, and whose text is the driver's. */
    static Analysis opaque(String what, List<TableName> tables) {
        return opaque(what, what, tables);
    }

    static Analysis opaque(String sql, String what, List<TableName> tables) {
        Write.Reason reason = tables.isEmpty() ? Write.Reason.UNPARSED : Write.Reason.MULTI_TABLE;
        Write write = new Write.Opaque(tables, reason, null);
        return new Analysis(sql, what, Verb.WRITE, false, tables, write, null, null);
    }

    /** Unless the operator says that it does nothing unseen. */
    private static boolean leavesOpen(Analysis analysis, Config config) {
        if (!(analysis.write() instanceof Write.Opaque opaque)) {
            return false;
        }
        return switch (opaque.reason()) {
            case CALL -> config.get(Options.MIRROR_CALL) != Policy.IGNORE;
            case UNPARSED -> config.get(Options.MIRROR_UNPARSED) != Policy.IGNORE;
            default -> false;
        };
    }

    private static boolean controls(int items, Analysis analysis) {
        boolean control =
                switch (analysis.verb()) {
                    case BEGIN, COMMIT, ROLLBACK, SET, LOCK -> items > 1;
                    default -> false;
                };
        boolean xa = analysis.write() instanceof Write.Opaque opaque && opaque.reason() == Write.Reason.XA;
        return control || xa || Mirroring.controlsTransaction(analysis);
    }
}
