package dev.shunt.it;

import dev.shunt.ShuntDataSource;
import dev.shunt.diff.DiffReader;
import dev.shunt.diff.DiffRecord;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** A pair of databases behind Shunt: the file, the URL that an application would use, and the status. */
public final class Shunted implements AutoCloseable {
    private final Path file;
    private final Path state;
    private final String url;
    private final Map<String, String> settings = new LinkedHashMap<>();

    private Shunted(Pair pair, Path directory) {
        file = directory.resolve("shunt.properties");
        state = directory.resolve("state");
        url = "jdbc:shunt:" + pair.sourceUrl().substring("jdbc:".length());
        settings.put("source.url", pair.sourceUrl());
        settings.put("target.url", pair.targetUrl());
        settings.put("state.dir", state.toString());
        // a machine may stand still for some seconds, which is no fault of anybody's
        settings.put("lease", "1 min");
        settings.put("target.timeout", "30 s");
        settings.put("shadow.timeout", "30 s");
    }

    /** Writes the file of the pair with these settings besides; they may replace {@code target.url}. */
    public static Shunted start(Pair pair, Path directory, Map<String, String> settings) throws IOException {
        Shunted shunted = new Shunted(pair, directory);
        shunted.set(settings);
        return shunted;
    }

    /** Edits the file as an operator's editor does: another file is moved over it. */
    public void set(Map<String, String> changes) throws IOException {
        settings.putAll(changes);
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        Path fresh = Files.writeString(file.resolveSibling("shunt.properties.new"), text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The application's URL; it needs {@link #properties()}. */
    public String url() {
        return url;
    }

    /** The properties of its connections. */
    public Map<String, String> properties() {
        return Map.of("shunt.config", file.toString());
    }

    /** Where the instance keeps its state. */
    Path state() {
        return state;
    }

    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(properties());
        return DriverManager.getConnection(url, properties);
    }

    /** The whole status; the instance may have begun just now. */
    Map<String, Object> status() throws IOException {
        return Awaitility.await("an instance runs on " + state)
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .until(() -> StatusClient.read(state), Optional::isPresent)
                .orElseThrow();
    }

    /** The part of the status with that name; the instance runs from its first connection on. */
    public Map<String, Object> status(String part) throws IOException {
        return part(status(), part);
    }

    /** Returns what the status says of the mirroring of one table, its name in any case; empty where it says nothing. */
    Map<String, Object> table(String name) throws IOException {
        Map<String, Object> tables = part(status("mirror"), "tables");
        return tables.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(found -> part(tables, found))
                .orElse(Map.of());
    }

    /** What the diff log holds. */
    List<DiffRecord> diffs() throws IOException {
        return DiffReader.read(state);
    }

    /** Waits until nothing is pending; a tainted table fails at once, as it would never be equal by itself. */
    public void awaitDrained(Duration limit) {
        await(limit, true);
    }

    /** Waits until nothing is pending, tainted or not. */
    void awaitNothingPending(Duration limit) {
        await(limit, false);
    }

    private void await(Duration limit, boolean sound) {
        Awaitility.await("the mirror has nothing pending")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    long left = ((Number) status("journal").get("left")).longValue();
                    Map<String, Object> mirror = status("mirror"); // later: what is taken over is in one of them
                    if (sound && !tainted().isEmpty()) {
                        throw new AssertionError("tainted: " + tainted());
                    }
                    return left + ((Number) mirror.get("pending")).longValue() == 0;
                });
    }

    /** The tables that are tainted, each with its reason; {@code *} for all. */
    Map<String, String> tainted() throws IOException {
        Map<String, String> tainted = new TreeMap<>();
        Map<String, Object> tables = part(status("mirror"), "tables");
        for (String table : tables.keySet()) {
            if (part(tables, table).get("tainted_by") instanceof String reason) {
                tainted.put(table, reason);
            }
        }
        return tainted;
    }

    /** Stops the instance. */
    @Override
    public void close() {
        try (ShuntDataSource instance = new ShuntDataSource()) {
            instance.setUrl(url);
            instance.setConfig(file.toString());
        }
    }

    /** The part of that name, empty where there is none. */
    static Map<String, Object> part(Map<String, Object> all, String name) {
        Map<String, Object> part = new LinkedHashMap<>();
        if (all.get(name) instanceof Map<?, ?> found) {
            found.forEach((key, value) -> part.put(key.toString(), value));
        }
        return part;
    }
}
