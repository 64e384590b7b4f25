package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Four processes that know nothing of each other write to the same hot rows, and both sides end up equal (P4).
 * {@code -Dprocesses.seconds=600 -Dprocesses.seed=…} run them for longer, or again.
 */
class FourProcessesTest {
    private static final int PROCESSES = 4;
    private static final int THREADS = 3;

    private final Path directory;

    FourProcessesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "sync"})
    void onTheSameHotRowsConvergeToEquality(String mirror) throws Exception {
        long seed = Long.getLong("processes.seed", System.nanoTime() % 1_000_000);
        try (Pair pair = Pair.servers()) {
            pair.onBoth(StressSchema.TABLES);
            pair.onBoth(List.of(Ledger.TABLE));
            run(pair, mirror, seed);
            long committed = 0;
            for (int i = 0; i < PROCESSES; i++) {
                assertEquals(List.of(), Ledger.failures(home(i)), "seed " + seed);
                committed += Ledger.committed(home(i)).size();
            }
            try (Connection source = pair.source();
                    Connection target = pair.target()) {
                Tables.Result result = Tables.differences(source, target);
                System.out.println("processes: " + mirror + ", seed " + seed + ", " + committed + " transactions, "
                        + result.count() + " of " + result.rows() + " rows differ");
                assertEquals(0, result.count(), "seed " + seed + ": " + result);
                assertTrue(result.rows() >= committed, result.rows() + " rows of " + committed + " transactions");
                assertTrue(committed > PROCESSES, "only " + committed + " transactions");
            }
        }
    }

    private void run(Pair pair, String mirror, long seed) throws Exception {
        Map<Shunted, StressProcess> all = new LinkedHashMap<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                Files.createDirectories(home(i));
                Shunted shunted = Shunted.start(pair, home(i), Map.of("mirror", mirror));
                StressProcess.Settings settings = new StressProcess.Settings(shunted, home(i), seed, THREADS, 0, true);
                all.put(shunted, StressProcess.start(settings, i));
            }
            all.values().forEach(StressProcess::awaitUp);
            Troubles.wait(Duration.ofSeconds(Long.getLong("processes.seconds", 8)));
            for (int i = 0; i < PROCESSES; i++) {
                Path home = home(i);
                Awaitility.await("some transactions")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> Ledger.committed(home).size() > 1);
            }
            for (StressProcess process : all.values()) {
                process.stop();
            }
            for (Shunted shunted : new ArrayList<>(all.keySet())) {
                shunted.awaitDrained(Duration.ofMinutes(3));
            }
        } finally {
            all.values().forEach(StressProcess::close);
        }
    }

    private Path home(int process) {
        return directory.resolve("process" + process);
    }
}
