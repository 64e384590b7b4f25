package dev.shunt.session;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.shunt.config.Secrets;
import dev.shunt.config.Side;
import dev.shunt.schema.ConnectProperties;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One side, as Shunt connects to it by connections of its own: two bounded pools that open nothing before they are asked
 * and keep nothing that is idle. Thread-safe.
 */
public final class Endpoint implements AutoCloseable {
    /** A statement of a row sync may wait 2 s for a lock, so silence is no sign of death before this. */
    private static final Duration LEAST_ANSWER = Duration.ofSeconds(5);

    private static final Duration IDLE = Duration.ofMinutes(1);

    /** The pool takes no shorter waits. */
    private static final long LEAST_POOL_MILLIS = 250;

    private final String place;
    private final DataSource direct;
    private final HikariDataSource sync;
    private final HikariDataSource reads;
    private volatile @Nullable Dialect dialect;

    /**
     * Creates an endpoint; nothing is opened.
     *
     * @param url of the wrapped driver, without Shunt's prefix
     * @param properties user, password and what else the driver is to be given
     * @param syncConnections the most connections for row syncs
     * @param readConnections the most connections for gray and shadow reads
     * @param timeout the longest wait for a connection from a pool, for one to be opened, and (but not less than 5 s) for
     *     an answer
     * @throws IllegalArgumentException if the URL is one that row sync cannot trust; the message names the fix
     */
    public Endpoint(
            Side side, String url, Properties properties, int syncConnections, int readConnections, Duration timeout) {
        String name = side + ".url";
        check(side, name, url, properties);
        this.place = Secrets.place(url);
        Duration answer = timeout.compareTo(LEAST_ANSWER) < 0 ? LEAST_ANSWER : timeout;
        Properties forSync = ConnectProperties.forSync(url, properties, timeout, answer);
        Properties forReads = ConnectProperties.forReads(url, properties, timeout, answer);
        this.direct = new DriverSource(name, url, forSync, true);
        this.sync = pool(side + "-sync", direct, syncConnections, timeout);
        this.sync.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        this.reads = pool(side + "-reads", new DriverSource(name, url, forReads, false), readConnections, timeout);
    }

    private static void check(Side side, String name, String url, Properties properties) {
        if (!url.startsWith("jdbc:") || url.startsWith("jdbc:shunt:")) {
            throw new IllegalArgumentException(
                    name + " must be the database's own JDBC URL (jdbc:…, not jdbc:shunt:…): " + Secrets.masked(url));
        }
        if (Urls.balanced(url)) {
            throw new IllegalArgumentException(
                    name + " must not be load-balanced, row sync has to meet the writer: name one host");
        }
        // an application may have it on its source; our own connections to that override it
        if (side == Side.TARGET && Urls.reconnects(url, properties.getProperty("autoReconnect", ""))) {
            throw new IllegalArgumentException(
                    name + " must not have autoReconnect, it hides a lost transaction: remove it");
        }
    }

    private static HikariDataSource pool(String name, DataSource source, int connections, Duration timeout) {
        long bound = Math.max(timeout.toMillis(), LEAST_POOL_MILLIS);
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("shunt-" + name);
        pool.setDataSource(source);
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(IDLE.toMillis());
        pool.setConnectionTimeout(bound);
        pool.setValidationTimeout(bound);
        pool.setInitializationFailTimeout(-1);
        pool.setExceptionOverride(new LostConnections());
        return pool;
    }

    /** Returns which database that is, for a message: the URL without parameters and secrets. */
    public String place() {
        return place;
    }

    /** Returns the pool of connections for row syncs: fixed sessions, READ COMMITTED, auto-commit. */
    public DataSource sync() {
        return sync;
    }

    /** Returns a source of connections like those of {@link #sync}, but for their isolation, outside the pool. */
    public DataSource direct() {
        return direct;
    }

    /** Returns the pool of connections as the application would have them, but for bounds on their time. */
    public DataSource reads() {
        return reads;
    }

    /** Returns the dialect of this side; the first call connects. */
    public Dialect dialect() throws SQLException {
        Dialect known = dialect;
        if (known == null) {
            try (Connection connection = sync.getConnection()) {
                known = Dialect.of(connection);
                dialect = known;
            }
        }
        return known;
    }

    /** Closes all connections, also those in use. */
    @Override
    public void close() {
        sync.close();
        reads.close();
    }

    /** The pool by itself knows a lost connection by its SQL state, which H2 does not use. */
    private static final class LostConnections implements SQLExceptionOverride {
        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException error) {
            return Failure.of(error) == Failure.CONNECTION_LOST
                    ? SQLExceptionOverride.Override.MUST_EVICT
                    : SQLExceptionOverride.Override.CONTINUE_EVICT;
        }
    }
}
