package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.metrics.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything is moved while eight threads write: copied, killed at random instants and copied on, compared, damaged, found,
 * repaired. {@code mvn verify -Pscale -Dscale.rows=2000000} runs only this, with each command in a process of its own
 * with little memory; {@code -Dscale.kills=10} says how often a copy is killed, {@code -Dscale.damaged=1000} how many rows
 * are damaged, {@code -Dscale.rest=20} how many milliseconds a writer rests between two writes, {@code -Dscale.seed=…} rolls the
 * same dice again.
 */
class ScaleTest {
    private static final boolean LONG = Boolean.getBoolean("scale.long");
    private static final long ROWS = Long.getLong("scale.rows", 3_000);
    private static final int KILLS = Integer.getInteger("scale.kills", 1);
    private static final int DAMAGED = Integer.getInteger("scale.damaged", 100);
    private static final Duration REST = Duration.ofMillis(Long.getLong("scale.rest", LONG ? 20 : 0));
    private static final long SEED = Long.getLong("scale.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final Map<String, String> SETTINGS =
            LONG ? Map.of("mirror", "async") : Map.of("mirror", "async", "heartbeat", "100 ms");

    private static final String SETTLE = LONG ? "1s" : "200ms";

    /** What a JVM takes to begin with the work. */
    private static final int START_MILLIS = 1_000;

    private static final int MOST_MEGABYTES = 256;

    private static final Pattern WRITTEN = Pattern.compile("([\\d,]+) rows? written");

    @TempDir
    Path directory;

    private CommandLine cli;

    @Test
    void allOfItIsMovedUnderWritesAndDamageIsFoundAndHealed() throws Exception {
        System.out.println("scale: seed " + SEED);
        cli = new CommandLine(directory, LONG);
        try (Pair pair = Pair.servers()) {
            pair.onBoth(ScaleTables.statements());
            pair.onSource(ScaleTables.fills(ROWS));
            try (Shunted shunted = Shunted.start(pair, directory, SETTINGS)) {
                run(pair, shunted);
            }
        }
    }

    private void run(Pair pair, Shunted shunted) throws Exception {
        long copying;
        long writes;
        try (ScaleWriters writers = new ScaleWriters(shunted, ROWS, REST, SEED).start(8)) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> writers.writes() > 100);
            if (LONG) {
                copying = backfill();
                verifyClean();
                for (ScaleTables table : ScaleTables.ALL) {
                    pair.onTarget(Set.of("TRUNCATE TABLE " + table.name()));
                }
                pair.onTarget(Set.of("DELETE FROM shunt_backfill"));
                kill(new Random(SEED), TimeUnit.NANOSECONDS.toMillis(copying));
                backfill();
            } else {
                kill(new Random(SEED), START_MILLIS);
                copying = backfill();
            }
            verifyClean();
            writes = writers.writes();
        }
        shunted.awaitDrained(PATIENCE);
        Set<String> damage = damage(pair);
        long start = System.nanoTime();
        assertEquals(1, verify(), this::report);
        long comparing = System.nanoTime() - start;
        Set<String> found = differences();
        assertEquals(damage, found);
        long rows = number("rows");
        assertEquals(0, cli.run("repair", "--from", file(), "--yes"), cli::said);
        long repaired = repaired();
        verifyClean();
        assertTrue(cli.peakMegabytes() < MOST_MEGABYTES, () -> cli.peakMegabytes() + " MB");
        System.out.printf("scale: kills=%d writes=%d command_peak_mb=%d%n", KILLS, writes, cli.peakMegabytes());
        System.out.printf(
                "scale: rows=%d backfill_rows_s=%.0f verify_rows_s=%.0f damaged=%d found=%d repaired=%d"
                        + " differing_rows=%d%n",
                rows,
                rows * 1e9 / copying,
                rows * 1e9 / comparing,
                damage.size(),
                found.size(),
                repaired,
                number("differing"));
    }

    /** Copies what is left to be copied; returns the nanoseconds. */
    private long backfill() throws IOException, InterruptedException {
        long start = System.nanoTime();
        assertEquals(0, cli.run("backfill", "--json", "--max-running", "0"), cli::said);
        assertTrue(cli.said().contains("\"tainted\":null"), cli::said);
        return System.nanoTime() - start;
    }

    /** Kills copies at random instants of the time that one took before; each goes on where the last was. */
    private void kill(Random random, long millis) throws IOException, InterruptedException {
        for (int i = 0; i < KILLS; i++) {
            Process process = cli.start("backfill", "--max-running", "0");
            long share = Math.max(1, millis / KILLS);
            cli.awaitEnd(process, Duration.ofMillis(START_MILLIS + random.nextLong(2 * share)));
            process.destroyForcibly().waitFor();
        }
    }

    private Set<String> damage(Pair pair) throws SQLException {
        try (Connection target = pair.target()) {
            ScaleDamage damage = new ScaleDamage(target);
            int share = (DAMAGED + ScaleTables.ALL.size() - 1) / ScaleTables.ALL.size();
            for (ScaleTables table : ScaleTables.ALL) {
                damage.damage(table, Math.min(share, DAMAGED - damage.done().size()), SEED);
            }
            assertEquals(DAMAGED, damage.done().size());
            return damage.done();
        }
    }

    private void verifyClean() throws IOException, InterruptedException {
        assertEquals(0, verify(), this::report);
        assertEquals(0, number("differing"), this::report);
    }

    private int verify() throws IOException, InterruptedException {
        return cli.run(
                "verify", "--json", "--max-running", "0", "--wait", "10m", "--settle", SETTLE, "--report", file());
    }

    private String file() {
        return directory.resolve("report.jsonl").toString();
    }

    /** What the last verification has said and found. */
    private String report() {
        try {
            return cli.said() + String.join("\n", differences());
        } catch (IOException e) {
            return cli.said() + e;
        }
    }

    private Set<String> differences() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of(file()))) {
            Map<String, Object> json = Json.object(line);
            if ("difference".equals(json.get("type"))) {
                found.add(
                        json.get("table") + " " + json.get("key") + " " + json.get("kind") + " " + json.get("columns"));
            }
        }
        return found;
    }

    private long repaired() {
        Matcher written = WRITTEN.matcher(cli.said());
        assertTrue(written.find(), cli::said);
        return Long.parseLong(written.group(1).replace(",", ""));
    }

    private long number(String name) throws IOException {
        return ((Number) Json.object(cli.said().strip()).get(name)).longValue();
    }
}
