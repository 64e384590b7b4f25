package dev.shunt.jdbc;

import dev.shunt.compare.Capture;
import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.config.Side;
import dev.shunt.mirror.Execution;
import dev.shunt.mirror.Mirroring;
import dev.shunt.replay.Bindings;
import dev.shunt.route.Plan;
import dev.shunt.route.ReadFacts;
import dev.shunt.route.Reason;
import dev.shunt.route.Router;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.session.Breaker;
import dev.shunt.shadow.Answer;
import dev.shunt.shadow.RuleBook;
import dev.shunt.shadow.Skip;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One read on its way: where it runs, and who compares it. Nothing here fails the application's read. */
final class Reading {
    private static final int DRAWS = 10_000;

    private final ShuntStatement statement;
    private final ShuntConnection connection;
    private final Context context;
    private final Analysis analysis;
    private final @Nullable Bindings bindings;
    private final String sql;
    private @Nullable Throwable grayFailure;

    Reading(ShuntStatement statement, Execution.Item item, String sql) {
        this.statement = statement;
        this.connection = statement.connection();
        this.context = connection.context();
        this.analysis = item.analysis();
        this.bindings = item.bindings();
        this.sql = sql;
    }

    /** Runs it: on the target if the plan says so and it works there, else by {@code primary}. */
    Reply answer(Execution.Call<ResultSet> primary) throws SQLException {
        Config config = connection.transactions().config();
        Context.Target target = context.target();
        Plan plan = target == null ? null : plan(config, target);
        if (target != null && plan != null && plan.gray()) {
            Reply gray = gray(config, target, plan);
            if (gray != null) {
                return gray;
            }
        }
        long start = System.nanoTime();
        ResultSet rows;
        try {
            rows = primary.run();
        } catch (SQLException e) {
            if (target != null && plan != null && plan.shadow() && Answer.answers(e)) {
                Answer answer = comparable(config, target, config.primary(), System.nanoTime() - start);
                if (answer != null) {
                    target.shadow().submit(answer.with(e));
                }
            }
            throw e;
        }
        long nanos = System.nanoTime() - start;
        if (target != null && grayFailure != null) {
            target.budget().failed(grayFailure); // the primary has not failed it, so it was not the statement
        }
        context.traffic().read(config.primary(), nanos);
        connection.transactions().readOn(config.primary());
        if (target != null) {
            target.budget().primary(analysis.fingerprint(), nanos);
        }
        return target == null || plan == null
                ? new Reply(rows, null, null, null)
                : reply(config, target, plan, rows, null, nanos);
    }

    /** Compares rows that the primary has answered among others, wherever it would have been drawn to. */
    Reply beside(ResultSet rows) throws SQLException {
        Config config = connection.transactions().config();
        Context.Target target = context.target();
        if (target == null || !config.readsMove()) {
            return new Reply(rows, null, null, null);
        }
        Plan plan = drawn(config, target, connection.transactions().open());
        return plan == null ? new Reply(rows, null, null, null) : reply(config, target, plan, rows, null, 0);
    }

    private @Nullable Plan plan(Config config, Context.Target target) throws SQLException {
        if (!config.readsMove()) {
            context.traffic().planned(Plan.OFF);
            return Plan.OFF;
        }
        Transactions transactions = connection.transactions();
        boolean open = transactions.open();
        Plan drawn = drawn(config, target, open);
        if (drawn == null) {
            return null;
        }
        Plan plan = transactions.pinned(drawn, open);
        context.traffic().planned(plan);
        return plan;
    }

    private @Nullable Plan drawn(Config config, Context.Target target, boolean open) throws SQLException {
        try {
            return Router.plan(
                    config,
                    analysis,
                    facts(target, open),
                    ThreadLocalRandom.current().nextInt(DRAWS));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            context.fence().caught("routing a read", e);
            return null;
        }
    }

    private ReadFacts facts(Context.Target target, boolean open) throws SQLException {
        Mirroring mirroring = target.mirroring();
        Set<Key> keys = mirroring.lookedUp(analysis, bindings);
        Transactions transactions = connection.transactions();
        List<TableName> tables = analysis.tables();
        Snapshot snapshot = transactions.snapshot();
        boolean late = snapshot != null && snapshot.late(target, tables);
        boolean verified = snapshot == null || snapshot.verified(target, tables);
        return new ReadFacts(
                open,
                transactions.written(),
                transactions.readOnly(),
                transactions.begunOnTarget(),
                transactions.sessionChanged(),
                tables.stream().allMatch(table -> mirroring.home(table, transactions.catalog())),
                tables.stream().allMatch(table -> mirroring.known(table, transactions.catalog())),
                tables.stream().anyMatch(mirroring::tainted),
                verified && target.verified().all(tables),
                late || tables.stream().anyMatch(table -> mirroring.behind(table, keys)),
                target.budget().exceeded(),
                target.breaker().state() != Breaker.State.CLOSED,
                repeatable(),
                key(keys));
    }

    private boolean repeatable() throws SQLException {
        boolean known = bindings == null ? !(statement instanceof BoundStatement) : bindings.replayable();
        return known && statement.delegate().getResultSetConcurrency() == ResultSet.CONCUR_READ_ONLY;
    }

    private String key(@Nullable Set<Key> keys) {
        if (connection.keyed()) {
            return connection.key();
        }
        String hint = analysis.key();
        if (hint != null) {
            return hint;
        }
        if (keys == null || keys.size() != 1) {
            return connection.key();
        }
        String table = analysis.tables().get(0).name().toLowerCase(Locale.ROOT); // however the statement spells it
        return table + ":" + keys.iterator().next();
    }

    /** Runs it on the target; null where that did not work before the first row. */
    private @Nullable Reply gray(Config config, Context.Target target, Plan plan) throws SQLException {
        GrayConnection gray = null;
        try {
            gray = connect(target);
            if (gray == null) {
                context.traffic().stayed(Reason.POOL);
                return null;
            }
            long start = System.nanoTime();
            ResultSet rows = query(gray.connection());
            boolean streamed = rows.getStatement().getFetchSize() < 0;
            boolean row = streamed && rows.next(); // its first row may be an error, which the primary then answers
            long nanos = System.nanoTime() - start;
            target.breaker().succeeded();
            target.budget().target(analysis.fingerprint(), nanos);
            context.traffic().read(Side.TARGET, nanos);
            connection.transactions().readOn(Side.TARGET);
            Reply reply = reply(config, target, plan, rows, gray, nanos);
            if (streamed) {
                reply.begun(row);
            }
            return reply;
        } catch (SQLException | RuntimeException | LinkageError | StackOverflowError e) {
            statement.twin().runs(null);
            if (statement.twin().cancelled() && e instanceof SQLException cancelled) {
                if (gray != null && gray.snapshot() == null) {
                    gray.release();
                }
                throw cancelled;
            }
            context.traffic().fellBack();
            grayFailure = e;
            context.fence().caught("a gray read", e);
            connection.transactions().unpin();
            if (gray == null || e instanceof SQLException failure && Failure.of(failure) == Failure.CONNECTION_LOST) {
                target.breaker().failed(e);
            }
            if (gray != null) {
                gray.release();
            }
            return null;
        }
    }

    private @Nullable GrayConnection connect(Context.Target target) throws SQLException {
        Transactions transactions = connection.transactions();
        GrayConnection pinned = transactions.gray();
        if (pinned != null) {
            return pinned;
        }
        boolean open = transactions.open();
        if (!target.permits().tryAcquire()) {
            return null;
        }
        Connection connected;
        try {
            connected = target.reads().getConnection();
        } catch (SQLException | RuntimeException | Error e) {
            target.permits().release();
            throw e;
        }
        GrayConnection gray = new GrayConnection(connected, target.permits(), open ? Snapshot.now(target) : null);
        transactions.lend(gray);
        if (open) {
            pin(gray, transactions);
        }
        return gray;
    }

    private static void pin(GrayConnection gray, Transactions transactions) throws SQLException {
        try {
            gray.connection().setReadOnly(true);
            gray.connection().setTransactionIsolation(transactions.snapshotIsolation());
            gray.connection().setAutoCommit(false);
            transactions.pin(gray);
        } catch (SQLException | RuntimeException | Error e) {
            gray.release();
            throw e;
        }
    }

    private ResultSet query(Connection target) throws SQLException {
        Statement like = statement.delegate();
        if (bindings == null) {
            Statement plain = target.createStatement(like.getResultSetType(), ResultSet.CONCUR_READ_ONLY);
            limits(plain, like);
            statement.twin().runs(plain);
            return plain.executeQuery(sql);
        }
        PreparedStatement prepared = target.prepareStatement(sql, like.getResultSetType(), ResultSet.CONCUR_READ_ONLY);
        limits(prepared, like);
        bindings.apply(prepared);
        statement.twin().runs(prepared);
        return prepared.executeQuery();
    }

    private void limits(Statement to, Statement from) throws SQLException {
        to.setQueryTimeout(statement.queryTimeout());
        to.setFetchSize(from.getFetchSize());
        to.setMaxRows(from.getMaxRows());
        to.setMaxFieldSize(from.getMaxFieldSize());
    }

    private Reply reply(
            Config config,
            Context.Target target,
            Plan plan,
            ResultSet rows,
            @Nullable GrayConnection gray,
            long nanos) {
        Side side = gray == null ? config.primary() : Side.TARGET;
        Answer answer = plan.shadow() ? comparable(config, target, side, nanos) : null;
        return answer == null
                ? new Reply(rows, gray, null, null)
                : new Reply(
                        rows,
                        gray,
                        new Capture(config.get(Options.SHADOW_ROWS), answer.rules()),
                        read -> context.fence()
                                .run("comparing a read", () -> target.shadow().submit(answer.with(read.get()))));
    }

    /** Returns what the answer is to be compared with; null, and counted, where it cannot be. */
    private @Nullable Answer comparable(Config config, Context.Target target, Side side, long nanos) {
        try {
            if (!repeatable()) {
                target.shadow().skip(Skip.NOT_REPEATABLE);
                return null;
            }
            if (target.breaker().state() != Breaker.State.CLOSED
                    || target.shadow().full()) {
                target.shadow().drop(); // before its rows are kept for nothing
                return null;
            }
            return new Answer(
                            analysis,
                            bindings == null ? null : bindings.snapshot(),
                            side,
                            config.primary(),
                            nanos,
                            target.mirroring().keyColumns(analysis),
                            analysis.tables().get(0).name(),
                            RuleBook.of(config, analysis.tables()))
                    .cut(statement.delegate().getMaxRows());
        } catch (SQLException | RuntimeException | LinkageError | StackOverflowError e) {
            context.fence().caught("comparing a read", e);
            return null;
        }
    }
}
