package dev.shunt.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.h2.tools.Server;

/**
 * An H2 server in a process of its own, with one database in files that survives the process; it dies with the one that
 * started it. Not thread-safe.
 */
final class H2Process implements Sufferer, AutoCloseable {
    private final Path directory;
    private final int port = Ports.free();
    private Process process;

    private H2Process(Path directory) {
        this.directory = directory;
        this.process = launch();
        awaitUp();
    }

    /** Starts a server whose files are in {@code directory}. */
    static H2Process start(Path directory) {
        return new H2Process(directory);
    }

    /** Arguments: port, directory. */
    public static void main(String[] arguments) throws SQLException, IOException {
        Server.createTcpServer("-tcpPort", arguments[0], "-baseDir", arguments[1], "-ifNotExists", "-tcpDaemon")
                .start();
        System.in.transferTo(OutputStream.nullOutputStream()); // until the parent is gone
        Runtime.getRuntime().halt(0);
    }

    /** The URL of its database, which commits to the files: a kill takes back nothing. */
    String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/./it;MODE=MySQL;WRITE_DELAY=0;USER=sa;PASSWORD=sa";
    }

    @Override
    public void kill() {
        try {
            if (!process.destroyForcibly().waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("H2 does not end, process " + process.pid());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void restart() {
        process = launch();
        awaitUp();
    }

    @Override
    public void pause() {
        Signal.STOP.to(process);
    }

    @Override
    public void resume() {
        Signal.CONT.to(process);
    }

    @Override
    public void close() {
        kill();
    }

    private Process launch() {
        try {
            return new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            H2Process.class.getName(),
                            Integer.toString(port),
                            directory.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("server.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitUp() {
        Awaitility.await("H2 at port " + port)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    try (Connection connection = DriverManager.getConnection(url())) {
                        return connection.isValid(60);
                    }
                });
    }
}
