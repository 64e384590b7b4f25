package dev.shunt.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.shunt.it.Databases;
import dev.shunt.it.Pair;
import dev.shunt.it.Shunted;
import dev.shunt.it.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pair of databases of their own and an instance of Shunt over them, with one connection of an application. */
final class Bed implements AutoCloseable {
    private final Pair pair;
    private final @Nullable TcpProxy proxy;
    private final Shunted shunted;
    private final Connection connection;
    private final Path directory;

    private Bed(Pair pair, @Nullable TcpProxy proxy, Iterable<String> tables, Map<String, String> settings)
            throws SQLException, IOException {
        this.pair = pair;
        this.proxy = proxy;
        pair.onBoth(tables);
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "bed");
        shunted = Shunted.start(pair, directory, settings);
        connection = shunted.connect();
    }

    /**
     * @param tables the statements that make the tables on both sides
     * @param settings of the file, besides the databases
     */
    static Bed open(Databases kind, Iterable<String> tables, Map<String, String> settings)
            throws SQLException, IOException {
        return new Bed(kind.open(), null, tables, settings);
    }

    /** On two servers, the target behind a proxy; {@code down}: it refuses from before the instance starts. */
    static Bed behindProxy(Iterable<String> tables, Map<String, String> settings, boolean down)
            throws SQLException, IOException {
        Pair pair = Databases.SERVERS.open();
        TcpProxy proxy = TcpProxy.before(pair.targetUrl());
        if (down) {
            proxy.refuse();
        }
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("target.url", proxy.url());
        return new Bed(pair, proxy, tables, all);
    }

    /** The databases themselves. */
    Pair pair() {
        return pair;
    }

    Shunted shunted() {
        return shunted;
    }

    /** A pool of the application's, with which the demo's shop trades. */
    HikariDataSource pool() {
        return pool(shunted.url(), shunted.properties());
    }

    static HikariDataSource pool(String url, Map<String, String> properties) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(2);
        properties.forEach(config::addDataSourceProperty);
        return new HikariDataSource(config);
    }

    /** Where its file is. */
    Path directory() {
        return directory;
    }

    /** The application's. */
    Connection connection() {
        return connection;
    }

    /** Waits until nothing is pending, so that no work of one way is left for the next. */
    void drain() {
        shunted.awaitDrained(Duration.ofMinutes(2));
    }

    /** What stands before the target. */
    TcpProxy proxy() {
        return Objects.requireNonNull(proxy);
    }

    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        shunted.close();
        if (proxy != null) {
            proxy.close();
        }
        pair.close();
    }
}
