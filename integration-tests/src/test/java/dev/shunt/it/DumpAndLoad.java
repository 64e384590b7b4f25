package dev.shunt.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What everybody would use while the application stands still: {@code mariadb-dump | mariadb}. */
public final class DumpAndLoad {
    private DumpAndLoad() {}

    /** Copies all tables of the pair's source to its target, replacing those there; both must be our own servers. */
    public static void run(Pair pair) throws IOException, InterruptedException {
        List<Process> line = ProcessBuilder.startPipeline(List.of(
                client(Servers.embeddedSource(), "mariadb-dump", schema(pair.sourceUrl()), "--single-transaction"),
                client(Servers.embeddedTarget(), "mariadb", schema(pair.targetUrl()))));
        for (Process process : line) {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("dumping or loading ended with " + process.exitValue());
            }
        }
    }

    private static ProcessBuilder client(MariaDbServer server, String name, String schema, String... options) {
        Path bin = MariaDbServer.binaries();
        List<String> command = new ArrayList<>(List.of(
                bin.resolve(name).toString(),
                "--no-defaults",
                "--protocol=tcp",
                "--host=127.0.0.1",
                "--port=" + server.port(),
                "--user=shop",
                "--password=shop",
                "--skip-ssl"));
        command.addAll(List.of(options));
        command.add(schema);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static String schema(String url) {
        String path = url.substring(url.indexOf('/', url.indexOf("//") + 2) + 1);
        return path.substring(0, path.indexOf('?'));
    }
}
