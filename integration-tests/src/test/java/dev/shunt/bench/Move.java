package dev.shunt.bench;

import dev.shunt.it.CommandLine;
import dev.shunt.it.Databases;
import dev.shunt.it.Pair;
import dev.shunt.it.ScaleTables;
import dev.shunt.it.Shunted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A filled schema on one server, an empty one on another, and the command line; {@code -Dbench.rows=…}. */
final class Move implements AutoCloseable {
    static final long ROWS = Long.getLong("bench.rows", Turns.SHORT ? 20_000 : 1_000_000);
    static final int TURNS = Integer.getInteger("bench.turns", Turns.SHORT ? 1 : 3);

    final Pair pair;
    final CommandLine cli;
    final long rows;

    private Move(Pair pair, CommandLine cli) throws SQLException {
        this.pair = pair;
        this.cli = cli;
        long sum = 0;
        for (ScaleTables table : ScaleTables.ALL) {
            sum += number("SELECT COUNT(*) FROM " + table.name());
        }
        this.rows = sum;
    }

    static Move open() throws SQLException, IOException, InterruptedException {
        Pair pair = Databases.SERVERS.open();
        pair.onBoth(ScaleTables.statements());
        pair.onSource(ScaleTables.fills(ROWS));
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "move");
        Shunted.start(pair, directory, Map.of());
        CommandLine cli = new CommandLine(directory, true);
        cli.run("verify", "--help"); // bin/shunt makes its archive of classes once
        return new Move(pair, cli);
    }

    private long number(String sql) throws SQLException {
        try (Connection source = pair.source();
                Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Empties the target. */
    void empty() throws SQLException {
        pair.onTarget(ScaleTables.ALL.stream()
                .map(table -> "TRUNCATE TABLE " + table.name())
                .toList());
    }

    /** Runs a command that must come to that exit code; returns the seconds. */
    double command(int code, String... arguments) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int got = cli.run(arguments);
        if (got != code) {
            throw new IllegalStateException(List.of(arguments) + " ended with " + got + ": " + cli.said());
        }
        return seconds(start);
    }

    double backfill() throws IOException, InterruptedException {
        return command(0, "backfill", "--restart", "--max-running", "0");
    }

    /** {@code code}: 1 where something differs. */
    double verify(int code) throws IOException, InterruptedException {
        return command(
                code,
                "verify",
                "--settle",
                "0ms",
                "--max-running",
                "0",
                "--report",
                Path.of("target", "bench", "report.jsonl").toString());
    }

    static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() throws SQLException {
        pair.close();
    }
}
