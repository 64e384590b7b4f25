package dev.shunt.admin.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Two H2 servers in MySQL mode, on files. */
final class H2Databases implements Databases {
    // a committed transaction is on disk (WRITE_DELAY=0): the target is going to be killed
    static final String OPTIONS =
            ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;LOCK_TIMEOUT=10000;WRITE_DELAY=0";

    private final String sourceUrl;
    private final String targetUrl;
    private final ServerProcess source;
    private final ServerProcess target;

    H2Databases(Workspace workspace) throws IOException {
        int sourcePort = ServerProcess.freePort();
        int targetPort = ServerProcess.freePort();
        sourceUrl = url(sourcePort);
        targetUrl = url(targetPort);
        source = server(workspace, "source", sourcePort);
        target = server(workspace, "target", targetPort);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        source.start();
        target.start();
        source.awaitAnswer();
        target.awaitAnswer();
    }

    @Override
    public String product() {
        return "H2 database in MySQL mode";
    }

    @Override
    public String sourceUrl() {
        return sourceUrl;
    }

    @Override
    public String targetUrl() {
        return targetUrl;
    }

    @Override
    public String user() {
        return "sa";
    }

    @Override
    public String shopUrl(String file) {
        return "jdbc:shunt:" + sourceUrl.substring("jdbc:".length()) + ";shunt.config=" + file;
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

    private static String url(int port) {
        return "jdbc:h2:tcp://localhost:" + port + "/./shop" + OPTIONS;
    }

    private static ServerProcess server(Workspace workspace, String name, int port) throws IOException {
        Path directory = Files.createDirectory(workspace.path().resolve(name));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                classPath(),
                H2Server.class.getName(),
                Integer.toString(port),
                directory.toString());
        return new ServerProcess(command, workspace.path().resolve(name + ".log"), url(port), "sa");
    }

    private static String classPath() {
        String path = System.getProperty("java.class.path");
        return path.isEmpty() ? new File(".").getPath() : path;
    }
}
