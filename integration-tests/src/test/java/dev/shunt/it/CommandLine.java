package dev.shunt.it;

import dev.shunt.admin.Shunt;
import dev.shunt.admin.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command {@code shunt} on the file of a directory, in this JVM, or each time in a process of its own with little
 * memory. Not thread-safe.
 */
public final class CommandLine {
    /** {@code bin/shunt}, where it is built already; "" for the classes of this JVM. */
    private static final String SCRIPT = System.getProperty("shunt.it.cli", "");

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path directory;
    private final boolean apart;
    private final String heap;
    private String said = "";
    private long peakKilobytes;

    /** @param apart in processes of its own */
    public CommandLine(Path directory, boolean apart) {
        this(directory, apart, "128m");
    }

    /** @param heap of each process, as a JVM reads it */
    CommandLine(Path directory, boolean apart, String heap) {
        this.directory = directory;
        this.apart = apart;
        this.heap = heap;
    }

    /** Runs a command to its end; returns its exit code. */
    public int run(String... arguments) throws IOException, InterruptedException {
        if (apart) {
            Process process = start(arguments);
            awaitEnd(process, Duration.ofDays(1));
            said = Files.readString(output());
            return process.exitValue();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = Shunt.run(
                Terminal.of(out, "", Map.of()),
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                all(arguments).toArray(String[]::new));
        said = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    /** Starts a process of its own in any case, for one who kills it. */
    public Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(SCRIPT.isEmpty() ? java() : List.of(SCRIPT));
        command.addAll(all(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
    }

    private List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // as bin/shunt
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                Shunt.class.getName());
    }

    private List<String> all(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-f", directory.resolve("shunt.properties").toString()));
        return all;
    }

    private Path output() {
        return directory.resolve("said");
    }

    /** Waits for the end of a process, at most that long, and watches its memory. */
    void awaitEnd(Process process, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (process.waitFor(Math.min(LOOK_NANOS, left), TimeUnit.NANOSECONDS)) {
                return;
            }
            watch(process);
        }
    }

    private void watch(Process process) {
        try {
            Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
            peakKilobytes = Math.max(peakKilobytes, peak.find() ? Long.parseLong(peak.group(1)) : 0);
        } catch (IOException e) {
            // it has just ended, or the system does not tell
        }
    }

    /** Returns what the last command has written. */
    public String said() {
        return said;
    }

    /** Returns the most memory that any command had, as the system sees it; 0 where it does not tell. */
    public long peakMegabytes() {
        return peakKilobytes / 1024;
    }
}
