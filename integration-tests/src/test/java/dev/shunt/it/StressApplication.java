package dev.shunt.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.function.Function;

/**
 * The main class of an application under stress in a process of its own, see {@link StressProcess}. It says
 * {@code up}, works until it reads {@code stop} and says {@code stopped}; it dies at once when its input ends, and so
 * with the process that started it.
 */
final class StressApplication {
    private StressApplication() {}

    /** Arguments: URL, Shunt's file, the ledger's directory, generation, seed, threads, rare, whether by the clock. */
    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        Map<String, String> properties = Map.of("shunt.config", arguments[1]);
        int generation = Integer.parseInt(arguments[3]);
        long seed = Long.parseLong(arguments[4]);
        int rare = Integer.parseInt(arguments[6]);
        Function<Random, StressOperations.Operation> operations =
                rare < 0 ? StressOperations::drawByNumber : random -> StressOperations.draw(random, rare);
        if (Boolean.parseBoolean(arguments[7])) {
            StressOperations.goByTheClock();
        } else {
            // every second generation begins where the one before it did: on rows that may still be pending
            StressOperations.startAt(generation / 2 * 1_000);
        }
        try (Ledger ledger = new Ledger(Path.of(arguments[2]), generation)) {
            StressWorkload workload = new StressWorkload(new StressWorkload.Settings(
                    url,
                    List.of(properties),
                    seed + generation,
                    Integer.parseInt(arguments[5]),
                    Duration.ofDays(1),
                    0,
                    operations,
                    ledger));
            Thread orders = new Thread(() -> obey(workload), "orders");
            orders.setDaemon(true);
            orders.start();
            connect(url, properties);
            say("up");
            StressWorkload.Summary summary = workload.run();
            System.err.println(summary);
            say("stopped");
            orders.join();
        }
    }

    /** The instance is there, and what the one before it left has been taken over, before the work begins. */
    private static void connect(String url, Map<String, String> properties) throws Exception {
        Properties all = new Properties();
        all.putAll(properties);
        try (Connection connection = DriverManager.getConnection(url, all)) {
            connection.isValid(10);
        }
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }

    private static void obey(StressWorkload workload) {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (orders.readLine() != null) {
                workload.stop();
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(0);
    }
}
