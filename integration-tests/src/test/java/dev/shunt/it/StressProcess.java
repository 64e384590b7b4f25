package dev.shunt.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** A {@link StressApplication} as seen by the process that started it; dies with that one. Not thread-safe. */
final class StressProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    private StressProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread listener = new Thread(this::listen, "stress-listener");
        listener.setDaemon(true);
        listener.start();
    }

    /**
     * How to run.
     *
     * @param directory of the ledger and the log
     * @param rare as for {@link StressOperations#draw}; -1 for operations without conflicts of unique indexes
     * @param byTheClock on the same rows as others that run at this moment; else each generation has its own
     */
    record Settings(String url, String file, Path directory, long seed, int threads, int rare, boolean byTheClock) {
        Settings(Shunted shunted, Path directory, long seed, int threads, int rare, boolean byTheClock) {
            this(shunted.url(), shunted.properties().get("shunt.config"), directory, seed, threads, rare, byTheClock);
        }
    }

    /** Starts one; it connects, and works at once. */
    static StressProcess start(Settings settings, int generation) throws IOException {
        Path log = settings.directory().resolve("application.log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StressApplication.class.getName(),
                        settings.url(),
                        settings.file(),
                        settings.directory().toString(),
                        Integer.toString(generation),
                        Long.toString(settings.seed()),
                        Integer.toString(settings.threads()),
                        Integer.toString(settings.rare()),
                        Boolean.toString(settings.byTheClock())))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new StressProcess(process, log);
    }

    /** Returns when it has connected and begins to work. */
    void awaitUp() {
        await("up");
    }

    /** Lets it end its transactions; what is pending goes on being synced. */
    void stop() throws IOException {
        process.outputWriter().write("stop\n");
        process.outputWriter().flush();
        await("stopped");
    }

    /** Returns how it ended, if it has ended by itself. */
    Optional<String> ended() throws IOException {
        return process.isAlive() ? Optional.empty() : Optional.of("the application ended by itself: " + tail());
    }

    /** Returns what each of its threads does now. */
    String stacks() throws IOException {
        Process print = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(print.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Dies at once, by SIGKILL. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void await(String word) {
        Awaitility.await("the application is " + word)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (!process.isAlive() && !said.contains(word)) {
                        throw new IllegalStateException("the application ended before it was " + word + ": " + tail());
                    }
                    return said.contains(word);
                });
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
