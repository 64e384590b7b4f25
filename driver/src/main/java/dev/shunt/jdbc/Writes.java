package dev.shunt.jdbc;

import dev.shunt.mirror.Execution;
import dev.shunt.mirror.Mirroring;
import dev.shunt.mirror.Tracker;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Verb;
import dev.shunt.sql.Write;
import java.sql.SQLException;
import java.util.List;

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
        boolean writes = items.stream().anyMatch(item -> item.analysis().verb() == Verb.WRITE);
        if (!writes) {
            return items.size() == 1 ? transactions.control(items.get(0).analysis(), call) : call.run();
        }
        if (tracker == null) {
            return call.run();
        }
        long start = System.nanoTime();
        T result = tracker.write(new Execution<>(
                transactions.config(),
                items,
                statement.delegate(),
                transactions.catalog(),
                transactions.open(),
                batch,
                call,
                counts,
                statement::keepWarnings));
        if (items.stream().anyMatch(item -> Mirroring.controlsTransaction(item.analysis()))) {
            transactions.mayHaveBegun();
        }
        statement.connection().context().traffic().wrote(System.nanoTime() - start);
        return result;
    }

    /** A row inserted, updated or deleted through an updatable result: its tables are walked. */
    void throughResult(Execution.Action action) throws SQLException {
        Analysis read = statement.lastRead();
        if (read == null) {
            action.run();
            return;
        }
        Write write = new Write.Opaque(read.tables(), Write.Reason.MULTI_TABLE, null);
        Analysis analysis =
                new Analysis(read.sql(), read.fingerprint(), Verb.WRITE, false, read.tables(), write, null, null);
        Execution.Call<Boolean> call = () -> {
            action.run();
            return true;
        };
        run(List.of(new Execution.Item(analysis, null)), false, call, done -> ShuntStatement.one(-1));
    }
}
