package dev.shunt.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** What calls cost while no knob is in use, over a driver that does nothing. Each way has a JVM of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AtRest {
    static final String NAME = "at_rest";

    private static final List<String> WAYS = List.of("plain", "hand_written", "shunt", "shunt_with_target");

    private static final String SOURCE = Idle.PREFIX + "mem:source;DB_CLOSE_DELAY=-1";
    private static final String TARGET = Idle.PREFIX + "mem:target;DB_CLOSE_DELAY=-1";

    /** How the driver is called. */
    @Param("plain")
    public String way;

    private Connection connection;
    private PreparedStatement statement;

    static void measure() throws RunnerException {
        Options options = new OptionsBuilder()
                .forks(1)
                .warmupIterations(Turns.SHORT ? 2 : 4)
                .measurementIterations(Turns.SHORT ? 1 : 3)
                .warmupTime(TimeValue.milliseconds(Turns.SHORT ? 500 : 1_000))
                .measurementTime(TimeValue.milliseconds(Turns.SHORT ? 500 : 1_000))
                .addProfiler(GCProfiler.class)
                .build();
        for (String method : List.of("query", "update", "prepare")) {
            Turns turns = Turns.run(Turns.SHORT ? 1 : 3, AtRest.class, method, WAYS, options);
            for (String each : WAYS) {
                Turns.line(
                        "%s %s %s ratio=%.2f ns=%.1f bytes=%.0f",
                        NAME,
                        method,
                        each,
                        turns.ratio(each, WAYS.get(0), Turns::score),
                        turns.median(each, Turns::score),
                        turns.median(each, AtRest::bytes));
            }
        }
    }

    private static double bytes(RunResult result) {
        return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    }

    @Setup
    public void open() throws SQLException, IOException {
        DriverManager.registerDriver(new Idle());
        connection = switch (way) {
            case "hand_written" -> HandWritten.around(DriverManager.getConnection(SOURCE));
            case "shunt" -> through(List.of("source.url = " + SOURCE));
            case "shunt_with_target" -> through(List.of("source.url = " + SOURCE, "target.url = " + TARGET));
            default -> DriverManager.getConnection(SOURCE);
        };
        statement = connection.prepareStatement(Idle.SQL);
    }

    private static Connection through(List<String> settings) throws IOException, SQLException {
        Path directory = Files.createDirectories(Path.of("target", "bench", NAME));
        List<String> lines = new ArrayList<>(settings);
        lines.add("state.dir = " + directory.toAbsolutePath());
        Properties properties = new Properties();
        properties.setProperty(
                "shunt.config",
                Files.write(directory.resolve("shunt.properties"), lines).toString());
        return DriverManager.getConnection("jdbc:shunt:" + SOURCE.substring("jdbc:".length()), properties);
    }

    @TearDown
    public void close() throws SQLException {
        connection.close();
    }

    @Benchmark
    public long query() throws SQLException {
        return read(statement);
    }

    @Benchmark
    public int update() throws SQLException {
        return statement.executeUpdate();
    }

    @Benchmark
    public long prepare() throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(Idle.SQL);
        prepared.setLong(1, 42);
        long read = read(prepared);
        prepared.close();
        return read;
    }

    private static long read(PreparedStatement statement) throws SQLException {
        ResultSet rows = statement.executeQuery();
        rows.next();
        long read = rows.getLong(1) + rows.getLong(2) + rows.getLong(3) + rows.getLong(4) + rows.getLong(5);
        rows.close();
        return read;
    }
}
