package dev.shunt.admin.tables;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.config.Side;
import dev.shunt.rowsync.RowCompare;
import dev.shunt.rowsync.RowSync;
import dev.shunt.rowsync.WholeCopy;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Table;
import dev.shunt.schema.TableSize;
import dev.shunt.session.Endpoint;
import dev.shunt.session.Trouble;
import dev.shunt.verify.TableCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Both databases of a file, connected to as the driver does it for row syncs. Thread-safe. */
public final class BothSides implements AutoCloseable {
    /** A statement on a large range may take a while. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final int LONGEST_PREPARED = 32 * 1024;

    private static final Duration SCHEMA_AGE = Duration.ofMinutes(10);

    private final Config config;
    private final String sourceUrl;
    private final Endpoint source;
    private final Endpoint target;
    private final Catalog primaryTables;
    private final Catalog secondaryTables;
    private final List<Endpoint> replicas = new CopyOnWriteArrayList<>();
    private final Arrivals arrivals;

    private BothSides(Config config, String sourceUrl, Endpoint source, Endpoint target) {
        this.config = config;
        this.sourceUrl = sourceUrl;
        this.source = source;
        this.target = target;
        this.primaryTables = new Catalog(primary(), SCHEMA_AGE, config::where);
        this.secondaryTables = new Catalog(secondary(), SCHEMA_AGE);
        this.arrivals = new Arrivals(source(), config.get(Options.LEASE));
    }

    /**
     * Connects to both, or ends the command saying why not.
     *
     * @param connections the most to each side
     */
    public static BothSides open(FileOption file, SourceOption login, int connections) {
        BothSides sides = unreached(file, login, connections);
        sides.reach("source", sides.source);
        sides.reach("target", sides.target);
        return sides;
    }

    /** Names both, or ends the command saying why not; connects to nothing yet. */
    public static BothSides unreached(FileOption file, SourceOption login, int connections) {
        Config config = file.config();
        String url = login.url(file);
        if (url.isEmpty() || !config.hasTarget()) {
            throw new Failure(ExitCode.UNREACHABLE, "the file must name both sides: source.url and target.url");
        }
        FileOption.require(config, key -> !key.equals(Options.SOURCE_URL.name()));
        SourceOption.requireDriver("the source", url);
        SourceOption.requireDriver("the target", config.get(Options.TARGET_URL));
        Properties target = prepared(config.get(Options.TARGET_URL), new Properties());
        put(target, "user", config.get(Options.TARGET_USER));
        put(target, "password", config.get(Options.TARGET_PASSWORD));
        try {
            return new BothSides(
                    config,
                    url,
                    new Endpoint(Side.SOURCE, url, prepared(url, login.login()), connections, 1, ANSWER),
                    new Endpoint(Side.TARGET, config.get(Options.TARGET_URL), target, connections, 1, ANSWER));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    /** The same few statements are run for every range: Connector/J need not take each apart anew. */
    private static Properties prepared(String url, Properties properties) {
        if (url.startsWith("jdbc:mysql:")) {
            properties.setProperty("cachePrepStmts", "true");
            properties.setProperty("prepStmtCacheSqlLimit", String.valueOf(LONGEST_PREPARED));
        }
        return properties;
    }

    private static void put(Properties properties, String name, String value) {
        if (!value.isEmpty()) {
            properties.setProperty(name, value);
        }
    }

    private void reach(String side, Endpoint endpoint) {
        // a pool would try a wrong password for a minute
        try (Connection connection = endpoint.direct().getConnection()) {
            connection.getMetaData();
        } catch (SQLException e) {
            close();
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "the " + side + " cannot be reached at " + endpoint.place() + ": " + Trouble.text(e));
        }
    }

    /** Returns true if new connections to both can be made. */
    public boolean reachable() {
        return reachable(source) && reachable(target);
    }

    private static boolean reachable(Endpoint endpoint) {
        try (Connection connection = endpoint.direct().getConnection()) {
            return connection.isValid((int) ANSWER.toSeconds());
        } catch (SQLException e) {
            return false;
        }
    }

    /** Returns the names of the tables that are asked for, or of all in scope, as the primary has them. */
    public List<String> tables(List<String> asked) throws SQLException {
        List<String> names = names(asked);
        for (String name : names) {
            String where = config.where(name);
            if (!where.isEmpty()) {
                check("table." + name + ".where", where, name);
            }
        }
        return names;
    }

    /** Ends the command if a condition is none that both databases understand; {@code option} says where it is from. */
    public void check(String option, String where, String table) throws SQLException {
        check("primary", primary(), primaryTables.table(table), option, where);
        check("secondary", secondary(), secondaryTables.table(table), option, where);
    }

    private static void check(String side, DataSource database, @Nullable Table table, String option, String where)
            throws SQLException {
        if (table == null) {
            return; // said when it is worked on
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            String from = " FROM " + Dialect.of(connection).quote(table.name());
            statement
                    .executeQuery("SELECT 1" + from + " WHERE (" + where + ") LIMIT 0")
                    .close();
        } catch (SQLException e) {
            if (dev.shunt.schema.Failure.of(e) == dev.shunt.schema.Failure.CONNECTION_LOST) {
                throw e;
            }
            throw new Failure(
                    ExitCode.USAGE,
                    option + " = " + where + " is no condition for table " + table.name() + " on the " + side + ": "
                            + Trouble.text(e));
        }
    }

    /** Returns true if the secondary has that table of the primary; another one of the primary may differ from it in case only. */
    public boolean onSecondary(String name) throws SQLException {
        Table primary = primaryTables.table(name);
        Table secondary = secondaryTables.table(name);
        Table partner = secondary == null ? null : primaryTables.table(secondary.name());
        return partner != null && primary != null && partner.name().equals(primary.name());
    }

    private List<String> names(List<String> asked) throws SQLException {
        List<String> names = new ArrayList<>();
        for (String name : asked) {
            Table table = primaryTables.table(name);
            if (table == null) {
                throw new Failure(ExitCode.USAGE, "there is no table " + name + " on the primary");
            }
            if (!config.inScope(table.name())) {
                throw new Failure(ExitCode.USAGE, "table " + table.name() + " is not in scope: see tables in the file");
            }
            names.add(table.name());
        }
        if (asked.isEmpty()) {
            primaryTables.tables().stream()
                    .map(Table::name)
                    .filter(config::inScope)
                    .forEach(names::add);
        }
        return names;
    }

    /** Returns about how large a table of the primary is. */
    public TableSize size(String table) throws SQLException {
        try (Connection connection = primary().getConnection()) {
            return TableSize.of(connection, table);
        }
    }

    /** Returns a pool of connections to a replica; closed with this. */
    public DataSource replica(String url, Properties login, int connections) {
        Endpoint opened = new Endpoint(Side.SOURCE, url, login, connections, 1, ANSWER);
        replicas.add(opened);
        reach("replica", opened);
        return opened.sync();
    }

    public Config config() {
        return config;
    }

    /** Returns the URL of a side; there may be a password in it. */
    public String url(Side side) {
        return side == Side.SOURCE ? sourceUrl : config.get(Options.TARGET_URL);
    }

    /** Returns how a side is connected to. */
    public Endpoint endpoint(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    /** Returns the pool of connections to the primary. */
    public DataSource primary() {
        return config.primary() == Side.TARGET ? target.sync() : source.sync();
    }

    /** Returns the pool of connections to the secondary. */
    public DataSource secondary() {
        return config.primary() == Side.TARGET ? source.sync() : target.sync();
    }

    /** Returns the pool of connections to the source, where the register is. */
    public DataSource source() {
        return source.sync();
    }

    /** Returns how far the mirror has come. */
    public Arrivals arrivals() {
        return arrivals;
    }

    public Catalog primaryTables() {
        return primaryTables;
    }

    public Catalog secondaryTables() {
        return secondaryTables;
    }

    public TableCheck check() {
        return new TableCheck(primary(), primaryTables, secondary(), secondaryTables);
    }

    public RowCompare rowCompare() {
        return new RowCompare(primary(), primaryTables, secondary(), secondaryTables);
    }

    public WholeCopy wholeCopy() {
        return new WholeCopy(primary(), primaryTables, secondary(), secondaryTables);
    }

    public RowSync rowSync() {
        return new RowSync(primary(), primaryTables, secondary(), secondaryTables);
    }

    @Override
    public void close() {
        source.close();
        target.close();
        replicas.forEach(Endpoint::close);
    }
}
