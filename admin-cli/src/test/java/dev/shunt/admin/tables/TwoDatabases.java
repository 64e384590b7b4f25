package dev.shunt.admin.tables;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.Shunt;
import dev.shunt.admin.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Two databases in memory, a file that names them, and the command line. */
public final class TwoDatabases implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    public final String source;
    public final String target;
    private final Path directory;
    private final Path file;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    public TwoDatabases(Path directory, String... lines) throws IOException {
        this("jdbc:h2:mem:", directory, lines);
    }

    /** {@code prefix} stands before the names of the databases. */
    public TwoDatabases(String prefix, Path directory, String... lines) throws IOException {
        int number = NUMBER.incrementAndGet();
        source = prefix + "tables_source" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
        target = prefix + "tables_target" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
        this.directory = directory;
        file = Files.writeString(
                directory.resolve("shunt.properties"),
                "source.url = " + source + "\ntarget.url = " + target + "\nstate.dir = " + directory.resolve("state")
                        + "\nheartbeat = 100 ms\nlease = 1 min\ntarget.timeout = 1 min\n" + String.join("\n", lines)
                        + "\n");
    }

    public void both(String... statements) throws SQLException {
        execute(source, statements);
        execute(target, statements);
    }

    public static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public static List<String> rows(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(found.getString(i));
                }
                rows.add(String.join(",", row));
            }
            return rows;
        }
    }

    /** Returns an application's connection, through the driver. */
    public Connection application() throws SQLException {
        return application(file);
    }

    /** Returns the same by a file of its own. */
    public Connection application(Path own) throws SQLException {
        return DriverManager.getConnection("jdbc:shunt:" + source.substring("jdbc:".length()) + ";shunt.config=" + own);
    }

    /** Runs a command on the file; one that writes a report has it beside that. */
    public int shunt(String command, String... arguments) {
        out.reset();
        return shunt(out, command, arguments);
    }

    /** Compares without waiting between two looks, and writes a report. */
    public int verify(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--settle", "0ms", "--report", path("report").toString()));
        return shunt("verify", all.toArray(String[]::new));
    }

    /** Returns the lines of that type in its report. */
    public List<Map<String, Object>> report(String type) throws IOException {
        List<Map<String, Object>> lines = new ArrayList<>();
        Path report = path("report");
        for (String line : Files.exists(report) ? Files.readAllLines(report) : List.<String>of()) {
            if (line.contains("\"type\":\"" + type + "\"")) {
                lines.add(JSON.std.mapFrom(line));
            }
        }
        return lines;
    }

    /** Runs a command on the file that writes elsewhere. */
    public int shunt(OutputStream elsewhere, String command, String... arguments) {
        errors.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(command, "-f", file.toString()));
        all.addAll(List.of(arguments));
        return Shunt.run(
                Terminal.of(elsewhere, "", Map.of()), new PrintWriter(errors, true), all.toArray(String[]::new));
    }

    /** A command that runs beside the test. */
    public record Running(CompletableFuture<Integer> code, ByteArrayOutputStream written) {
        public String out() {
            return written.toString(StandardCharsets.UTF_8);
        }
    }

    /** Runs a command on the file in another thread. */
    public Running start(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "-f", file.toString()));
        all.addAll(List.of(arguments));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        return new Running(
                CompletableFuture.supplyAsync(() -> Shunt.run(
                        Terminal.of(written, "", Map.of()),
                        new PrintWriter(written, true, StandardCharsets.UTF_8),
                        all.toArray(String[]::new))),
                written);
    }

    public Path file() {
        return file;
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String errors() {
        return errors.toString();
    }

    @Override
    public void close() throws SQLException {
        execute(source, "SHUTDOWN");
        execute(target, "SHUTDOWN");
    }
}
