package dev.shunt.admin.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One database server as a child process that can be killed and started again on the same port. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path log;
    private final String url;
    private final String user;
    private volatile @Nullable Process process;
    private volatile boolean closed;

    /** Readies a server; {@code url} and {@code user} are how it is seen that it answers. */
    ServerProcess(List<String> command, Path log, String url, String user) {
        this.command = List.copyOf(command);
        this.log = log;
        this.url = url;
        this.user = user;
    }

    /** Returns a port that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    synchronized void start() throws IOException {
        if (closed) {
            throw new IOException("the demo is ending");
        }
        List<String> shielded = new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        shielded.addAll(command); // Ctrl-C ends the shop first, and then the servers
        process = new ProcessBuilder(shielded)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Returns when the server answers. */
    void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try (Connection connection = DriverManager.getConnection(url, user, "")) {
                connection.isValid(5);
                return;
            } catch (SQLException e) {
                Process running = process;
                if (running == null || !running.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(
                            "the server behind " + url + " does not answer: " + e.getMessage() + lastWords(), e);
                }
            }
            LockSupport.parkNanos(50_000_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Kills the process with SIGKILL and returns when it is gone. */
    synchronized void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return lines.isEmpty()
                ? ""
                : "; it said: " + String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
