package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.Shunt;
import dev.shunt.metrics.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything is moved while eight threads write: copied, with kills in between, compared, damaged, found, repaired. Each
 * command is a process of its own with little memory. {@code mvn verify -Pscale -Dscale.rows=2000000} runs only this;
 * {@code -Dscale.kills=10} says how often the copy is killed, {@code -Dscale.seed=…} rolls the same dice again.
 */
class ScaleRun {
    private static final long ROWS = Long.getLong("scale.rows", 20_000);
    private static final int KILLS = Integer.getInteger("scale.kills", 2);
    private static final long SEED = Long.getLong("scale.seed", System.nanoTime());
    private static final int DAMAGED = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @TempDir
    Path directory;

    @Test
    void allOfItIsMovedUnderWritesAndDamageIsFoundAndHealed() throws Exception {
        System.out.println("scale: seed " + SEED);
        try (Pair pair = Pair.servers()) {
            pair.onBoth(ScaleTables.statements());
            try (Connection source = pair.source();
                    var statement = source.createStatement()) {
                statement.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'");
                for (ScaleTables table : ScaleTables.ALL) {
                    statement.execute(table.fill(ROWS));
                }
            }
            try (Shunted shunted = Shunted.start(pair, directory, Map.of("mirror", "async"))) {
                run(pair, shunted);
            }
        }
    }

    private void run(Pair pair, Shunted shunted) throws Exception {
        double copying;
        try (ScaleWriters writers = new ScaleWriters(shunted, ROWS, SEED).start(8)) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> writers.writes() > 100);
            kill(new Random(SEED));
            long start = System.nanoTime();
            assertEquals(0, shunt("backfill", "--json", "--max-running", "0"), this::said);
            copying = seconds(start);
            assertTrue(said().contains("\"tainted\":null"), this::said);
            assertEquals(0, verify(), this::said);
            assertEquals(0, number("differing"), this::said);
        }
        shunted.awaitDrained(PATIENCE);
        ScaleDamage damage;
        try (Connection target = pair.target()) {
            damage = new ScaleDamage(target);
            int share = (DAMAGED + ScaleTables.ALL.size() - 1) / ScaleTables.ALL.size();
            for (ScaleTables table : ScaleTables.ALL) {
                damage.damage(table, Math.min(share, DAMAGED - damage.done().size()), SEED);
            }
        }
        assertEquals(DAMAGED, damage.done().size());
        long start = System.nanoTime();
        assertEquals(1, verify(), this::said);
        double comparing = seconds(start);
        long rows = number("rows");
        Set<String> found = found();
        assertEquals(damage.done(), found);
        assertEquals(0, shunt("repair", "--from", report(), "--yes"), this::said);
        assertEquals(0, verify(), this::said);
        System.out.printf(
                "scale: rows=%d backfill_rows_s=%.0f verify_rows_s=%.0f damaged=%d found=%d repaired=%d"
                        + " differing_rows=%d%n",
                rows, rows / copying, rows / comparing, DAMAGED, found.size(), DAMAGED, number("differing"));
    }

    /** Kills the copy at random moments. */
    private void kill(Random random) throws IOException, InterruptedException {
        for (int i = 0; i < KILLS; i++) {
            Process process =
                    start("backfill", "--max-running", "0", "--max-rate", Long.toString(Math.max(500, ROWS / 10)));
            process.waitFor(random.nextInt(2_000, 6_000), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private int verify() throws IOException, InterruptedException {
        return shunt("verify", "--json", "--max-running", "0", "--report", report());
    }

    private String report() {
        return directory.resolve("report.jsonl").toString();
    }

    private Set<String> found() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of(report()))) {
            Map<String, Object> json = Json.object(line);
            if ("difference".equals(json.get("type"))) {
                found.add(
                        json.get("table") + " " + json.get("key") + " " + json.get("kind") + " " + json.get("columns"));
            }
        }
        return found;
    }

    private int shunt(String... arguments) throws IOException, InterruptedException {
        return start(arguments).waitFor();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Shunt.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-f", directory.resolve("shunt.properties").toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private long number(String name) throws IOException {
        return ((Number) Json.object(said().strip()).get(name)).longValue();
    }
}
