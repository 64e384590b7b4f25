package dev.shunt.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.shunt.admin.demo.DemoShop;
import dev.shunt.it.CommandLine;
import dev.shunt.it.Databases;
import dev.shunt.it.Pair;
import dev.shunt.it.ScaleTables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a shop behind {@code mirror = async} pays for a backfill that is held down; {@code -Dbench.rate=…} rows a second. */
@State(Scope.Thread)
public class Throttled {
    static final String NAME = "throttled";

    private static final List<String> WAYS = List.of("without", "backfill");
    private static final List<String> TABLES = List.of("order_line", "every_type", "tokens");
    private static final String RATE = System.getProperty("bench.rate", "2000");
    private static final long SEED = Long.getLong("bench.seed", 7);

    private static Pair pair;
    private static CommandLine cli;
    private static DemoShop shop;

    /** Whether a backfill runs. */
    @Param("without")
    public String way;

    private @Nullable Process backfill;

    static void measure() throws Exception {
        List<ScaleTables> copied = ScaleTables.ALL.stream()
                .filter(table -> TABLES.contains(table.name()))
                .toList();
        List<String> tables = new ArrayList<>(DemoShop.tables());
        copied.forEach(table -> tables.add(table.create()));
        try (Bed bed = Bed.open(Databases.SERVERS, tables, Map.of("mirror", "async"));
                HikariDataSource shopping = bed.pool();
                Connection source = bed.pair().source()) {
            DemoShop.fill(source);
            pair = bed.pair();
            cli = new CommandLine(bed.directory(), true);
            shop = new DemoShop(shopping, SEED);
            pair.onSource(copied.stream().map(table -> table.fill(Move.ROWS)).toList());
            for (int i = 0; i < 500; i++) {
                shop.trade();
            }
            Turns turns = Latency.of(Throttled.class, "trade", WAYS);
            WAYS.forEach(each -> Latency.line(NAME + " rate=" + RATE, each, WAYS.get(0), turns));
        }
    }

    @Setup
    public void begin() throws IOException {
        if (way.equals("backfill")) {
            backfill = cli.start("backfill", "order_line", "every_type", "tokens", "--restart", "--max-rate", RATE);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .ignoreExceptions() // the table is not there yet
                    .until(() -> copied() > 0);
        }
    }

    private static long copied() throws SQLException {
        try (Connection target = pair.target();
                Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery("SELECT SUM(copied) FROM shunt_backfill")) {
            row.next();
            return row.getLong(1);
        }
    }

    @TearDown
    public void end() throws InterruptedException, SQLException {
        if (backfill != null) {
            if (!backfill.isAlive()) {
                throw new IllegalStateException("the backfill came to its end before the turn did");
            }
            backfill.destroyForcibly().waitFor();
            pair.onTarget(
                    TABLES.stream().map(table -> "TRUNCATE TABLE " + table).toList());
            pair.onTarget(List.of("DELETE FROM shunt_backfill"));
        }
    }

    @Setup(Level.Invocation)
    public void pause() {
        shop.pause();
    }

    @Benchmark
    public void trade() throws SQLException {
        shop.trade();
    }
}
