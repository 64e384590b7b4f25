package dev.shunt.it;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * An application under stress: threads that run random transactions on a few hot rows and on fresh ones through one JDBC
 * URL. Deadlocks, lock waits and duplicate keys are its normal life; any other error fails the run. The same seed draws
 * the same transactions for each thread; how they interleave, and so which rows are hot when, is the machine's.
 */
final class StressWorkload {
    private static final int DUPLICATE_KEY = 1062;
    private static final int LOCK_WAIT = 1205;
    private static final int RECORD_CHANGED = 1020;

    private final Settings settings;
    private final LongAdder committed = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /**
     * How to run.
     *
     * @param instances the connection properties of each way to the database; the threads take turns with them
     * @param threads each with a connection of its own at a time
     * @param time how long at least
     * @param least so many transactions at least, however slow the machine
     * @param operations draws what a transaction is made of
     * @param witness sees each transaction, and may forgive errors
     */
    record Settings(
            String url,
            List<Map<String, String>> instances,
            long seed,
            int threads,
            Duration time,
            long least,
            Function<Random, StressOperations.Operation> operations,
            Witness witness) {
        /** With nobody to see it; one of {@code rare} operations is one whose keys cannot be known, none where it is 0. */
        Settings(
                String url,
                List<Map<String, String>> instances,
                long seed,
                int threads,
                Duration time,
                long least,
                int rare) {
            this(
                    url,
                    instances,
                    seed,
                    threads,
                    time,
                    least,
                    random -> StressOperations.draw(random, rare),
                    Witness.NONE);
        }
    }

    /**
     * What happened.
     *
     * @param committed transactions, auto-commit statements included
     * @param refused errors of normal life by SQL state
     */
    record Summary(long seed, long committed, long rolledBack, Map<String, LongAdder> refused) {}

    StressWorkload(Settings settings) {
        this.settings = settings;
    }

    /** Runs to the end of the time. */
    static Summary run(Settings settings) throws InterruptedException, ExecutionException {
        System.out.println("stress: seed " + settings.seed() + ", "
                + settings.time().toSeconds() + " s, from draw " + StressOperations.drawn() + " on");
        Summary summary = new StressWorkload(settings).run();
        System.out.println("stress: " + summary);
        return summary;
    }

    /** Runs to the end of the time, or until it is {@linkplain #stop stopped}. */
    Summary run() throws InterruptedException, ExecutionException {
        runThreads();
        return new Summary(settings.seed(), committed.sum(), rolledBack.sum(), refused);
    }

    /** Lets every thread end with its present transaction. */
    void stop() {
        ended = true;
    }

    private void runThreads() throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(settings.threads());
        List<HikariDataSource> pools = new ArrayList<>();
        try {
            settings.instances().forEach(properties -> pools.add(pool(properties)));
            long deadline = System.nanoTime() + settings.time().toNanos();
            List<Future<?>> threads = new ArrayList<>();
            for (int i = 0; i < settings.threads(); i++) {
                Random random = new Random(settings.seed() * 1_000 + i);
                HikariDataSource pool = pools.get(i % pools.size());
                threads.add(executor.submit(() -> {
                    loop(pool, random, deadline);
                    return null;
                }));
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
        } finally {
            ended = true;
            executor.shutdownNow();
            pools.forEach(HikariDataSource::close);
        }
    }

    private HikariDataSource pool(Map<String, String> properties) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        properties.forEach(config::addDataSourceProperty);
        config.setMaximumPoolSize(settings.threads());
        config.setPoolName("stress");
        config.setConnectionTimeout(TimeUnit.MINUTES.toMillis(5));
        config.setInitializationFailTimeout(-1); // a connection that is killed at once is replaced by another
        return new HikariDataSource(config);
    }

    private void loop(HikariDataSource pool, Random random, long deadline) throws SQLException {
        try {
            while (!ended && !enough(deadline)) {
                settings.witness().opened(null);
                try (Connection connection = pool.getConnection()) {
                    settings.witness().opened(connection);
                    if (random.nextInt(4) == 0) {
                        autoCommit(connection, random);
                    } else {
                        transaction(connection, random);
                    }
                } catch (SQLException e) {
                    failed(e);
                }
            }
        } finally {
            ended = ended || !enough(deadline);
        }
    }

    private boolean enough(long deadline) {
        return System.nanoTime() >= deadline && committed.sum() >= settings.least();
    }

    private void autoCommit(Connection connection, Random random) throws SQLException {
        try {
            settings.operations().apply(random).run(connection, random);
            committed.increment();
        } catch (SQLException e) {
            note(e);
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        connection.setTransactionIsolation(
                random.nextBoolean() ? Connection.TRANSACTION_READ_COMMITTED : Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        Long entry = settings.witness().write(connection);
        boolean sound = true;
        for (int i = random.nextInt(5); i >= 0 && sound; i--) {
            sound = random.nextInt(6) == 0 ? undone(connection, random) : attempt(connection, random);
        }
        if (end(connection, random, sound)) {
            settings.witness().committed(entry);
        }
        connection.setAutoCommit(true);
    }

    /** Runs one operation; false means that the application gives the transaction up. */
    private boolean attempt(Connection connection, Random random) throws SQLException {
        try {
            settings.operations().apply(random).run(connection, random);
            return true;
        } catch (SQLException e) {
            note(e);
            boolean onlyTheStatement = state(e).startsWith("23") || e.getErrorCode() == LOCK_WAIT;
            return onlyTheStatement && random.nextBoolean();
        }
    }

    private boolean undone(Connection connection, Random random) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        boolean sound = attempt(connection, random);
        if (sound && random.nextBoolean()) {
            connection.rollback(savepoint);
        } else if (sound && random.nextBoolean()) {
            connection.releaseSavepoint(savepoint);
        }
        return sound;
    }

    /** Returns true if the application was told that it committed. */
    private boolean end(Connection connection, Random random, boolean sound) throws SQLException {
        if (!sound || random.nextInt(10) == 0) {
            connection.rollback();
            rolledBack.increment();
            return false;
        }
        try {
            switch (random.nextInt(12)) {
                case 0 -> connection.setAutoCommit(true);
                case 1 -> commitAsText(connection);
                default -> connection.commit();
            }
            committed.increment();
            return true;
        } catch (SQLException e) {
            note(e);
            connection.rollback();
            rolledBack.increment();
            return false;
        }
    }

    private static void commitAsText(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
        }
    }

    private static String state(SQLException error) {
        return String.valueOf(error.getSQLState());
    }

    /** H2 2.5 reports the victim of some deadlocks so: that a transaction ROLLING_BACK is not OPEN, or rolls back twice. */
    private static boolean h2LostARace(SQLException error) {
        return String.valueOf(error.getMessage()).contains("ROLLING_BACK");
    }

    private void note(SQLException error) throws SQLException {
        String state = state(error);
        boolean usual = state.startsWith("40")
                || state.startsWith("23")
                || state.equals("HYT00")
                || error.getErrorCode() == DUPLICATE_KEY
                || error.getErrorCode() == LOCK_WAIT
                || error.getErrorCode() == RECORD_CHANGED
                || h2LostARace(error);
        if (!usual) {
            failed(error);
        }
        refused.computeIfAbsent(state, s -> new LongAdder()).increment();
    }

    private void failed(SQLException error) throws SQLException {
        if (!settings.witness().forgives(error)) {
            throw new SQLException(
                    "stress, seed " + settings.seed() + ": " + state(error) + " " + error.getMessage(), error);
        }
    }
}
