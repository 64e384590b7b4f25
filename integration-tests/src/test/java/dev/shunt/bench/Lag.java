package dev.shunt.bench;

import dev.shunt.it.Databases;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** How late the secondary is while the primary is saturated by eight writers; {@code -Dbench.lag.seconds=…}. */
@State(Scope.Thread)
public class Lag {
    static final String NAME = "lag";

    private static final int SECONDS = Integer.getInteger("bench.lag.seconds", Turns.SHORT ? 10 : 60);
    private static final int WRITERS = 8;
    private static final int ROWS = 10_000;
    private static final List<String> TABLES = List.of(
            "CREATE TABLE stock (sku INT NOT NULL PRIMARY KEY, amount INT NOT NULL)",
            "INSERT INTO stock SELECT seq, 0 FROM seq_0_to_" + (ROWS - 1),
            "CREATE TABLE movement (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, sku INT NOT NULL, amount INT NOT NULL)");
    private static final LongAdder COMMITS = new LongAdder();
    private static final LongAdder MISSED = new LongAdder();

    private static Bed bed;

    private final SplittableRandom random = new SplittableRandom();
    private Connection connection;

    static void measure() throws Exception {
        List<Long> lags = Collections.synchronizedList(new ArrayList<>());
        try (Bed opened = Bed.open(Databases.SERVERS, TABLES, Map.of("mirror", "async"))) {
            bed = opened;
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            try {
                ScheduledFuture<?> sampling =
                        clock.scheduleAtFixedRate(() -> sample(lags), 100, 100, TimeUnit.MILLISECONDS);
                new Runner(new OptionsBuilder()
                                .include("^" + Lag.class.getName().replace(".", "\\.") + "\\.commit$")
                                .forks(0)
                                .mode(Mode.Throughput)
                                .threads(WRITERS)
                                .warmupIterations(0)
                                .measurementIterations(1)
                                .measurementTime(TimeValue.seconds(SECONDS))
                                .verbosity(VerboseMode.SILENT)
                                .shouldFailOnError(true)
                                .build())
                        .runSingle();
                if (sampling.isDone()) {
                    sampling.get(); // throws what it failed with
                }
            } finally {
                clock.shutdown();
            }
            long ended = System.nanoTime();
            bed.drain();
            long drained = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended);
            print(lags.stream().sorted().toList(), drained);
        }
    }

    private static void print(List<Long> sorted, long drained) {
        System.out.println(String.format(
                Locale.ROOT,
                "lag: seconds=%d writers=%d samples=%d missed=%d commits=%d p50_ms=%d p99_ms=%d max_ms=%d drained_ms=%d",
                SECONDS,
                WRITERS,
                sorted.size(),
                MISSED.sum(),
                COMMITS.sum(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100),
                sorted.get(sorted.size() - 1),
                drained));
    }

    private static void sample(List<Long> lags) {
        try {
            lags.add(((Number) bed.shunted().status("mirror").get("lag_ms")).longValue());
        } catch (IOException | IllegalStateException e) {
            MISSED.increment(); // the instance was too busy to answer
        }
    }

    @Setup
    public void open() throws SQLException {
        connection = bed.shunted().connect();
        connection.setAutoCommit(false);
    }

    @TearDown
    public void close() throws SQLException {
        connection.close();
    }

    /** Moves stock from one place to another. */
    @Benchmark
    public void commit() throws SQLException {
        int from = random.nextInt(ROWS - 1);
        int to = from + 1 + random.nextInt(ROWS - from - 1);
        try (PreparedStatement update =
                        connection.prepareStatement("UPDATE stock SET amount = amount + ? WHERE sku = ?");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO movement (sku, amount) VALUES (?, ?)")) {
            update(update, -1, from); // always in this order, so that there are no deadlocks
            update(update, 1, to);
            insert.setInt(1, to);
            insert.setInt(2, 1);
            insert.executeUpdate();
        }
        connection.commit();
        COMMITS.increment();
    }

    private static void update(PreparedStatement update, int amount, int sku) throws SQLException {
        update.setInt(1, amount);
        update.setInt(2, sku);
        update.executeUpdate();
    }
}
