package dev.shunt.mirror;

import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import dev.shunt.journal.Batch;
import dev.shunt.journal.FaultyStore;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Walk;
import dev.shunt.rowsync.Sessions;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Dialect;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import dev.shunt.sql.SqlAnalyzer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connection whose writes are followed, and what they leave to be synced. */
abstract class TrackerBed {
    private static final String SETTINGS = "source.url=jdbc:h2:mem:a\ntarget.url=jdbc:h2:mem:b\nmirror=async\n";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final JdbcDataSource source = new JdbcDataSource();
    final SqlAnalyzer analyzer = new SqlAnalyzer();
    final FaultyStore store = new FaultyStore();
    final Journal journal = new Journal(System::nanoTime, () -> Instant.EPOCH, 1_000, store);
    final Config config = Config.parse(Path.of("shunt.properties"), SETTINGS);
    final Fence fence = new Fence();
    final Breaker breaker = breaker();
    Connection connection;
    Tables tables;
    Mirroring mirroring;
    Tracker tracker;

    TrackerBed() throws Exception {}

    @BeforeEach
    void open() throws SQLException {
        source.setURL("jdbc:h2:mem:tracker" + NUMBER.incrementAndGet() + ";MODE=MySQL;DB_CLOSE_DELAY=-1");
        connection = source.getConnection();
        sql("CREATE TABLE t(id INT PRIMARY KEY, grp INT, v INT CHECK (v < 100))");
        sql("CREATE INDEX t_grp ON t(grp)");
        sql("CREATE TABLE made(id INT AUTO_INCREMENT PRIMARY KEY, v INT UNIQUE)");
        sql("CREATE TABLE parent(id INT PRIMARY KEY)");
        sql("CREATE TABLE child(id INT PRIMARY KEY, p INT REFERENCES parent(id) ON DELETE CASCADE)");
        sql("INSERT INTO t VALUES (1, 1, 1), (2, 1, 1), (3, 2, 1)");
        sql("CREATE TABLE kept(id INT PRIMARY KEY, grp INT, v INT CHECK (v < 100))");
        sql("CREATE INDEX kept_grp ON kept(grp)");
        tables = new Tables(
                source,
                new Catalog(new Sessions(source::getConnection).instead(TrackerBed::kept), Duration.ofHours(1)),
                fence);
        tables.load();
        Mirroring.Primary primary =
                new Mirroring.Primary(Dialect.H2, Dialect.H2.skipLocked(), Set.of(), true, true, true);
        mirroring = new Mirroring(primary, tables, journal, breaker, breaker(), fence);
        tracker = mirroring.track(connection);
    }

    /** The question for the tables, which H2 answers as if one of them had no transactions. */
    private static String kept(String sql) {
        return sql.replace("'InnoDB', 0 ", "CASE TABLE_NAME WHEN 'KEPT' THEN 'MyISAM' ELSE 'InnoDB' END, 0 ");
    }

    @AfterEach
    void close() throws SQLException {
        tables.close();
        other("SHUTDOWN");
    }

    static Execution.Call<Integer> lost() {
        return () -> {
            throw new SQLNonTransientConnectionException("the connection is gone", "08S01");
        };
    }

    Execution.Item item(String sql) {
        return new Execution.Item(analyzer.analyze(sql), null);
    }

    void write(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            run(sql, false, statement, () -> statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS));
        }
    }

    void writeInTransaction(String sql) throws SQLException {
        write(sql, true, () -> sql(sql));
    }

    void write(String sql, boolean transaction, Execution.Call<Integer> call) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            run(sql, transaction, statement, call);
        }
    }

    void run(String sql, boolean transaction, Statement statement, Execution.Call<Integer> call) throws SQLException {
        tracker.write(new Execution<>(
                config,
                List.of(item(sql)),
                statement,
                null,
                transaction,
                false,
                call,
                count -> new long[] {count},
                () -> {}));
    }

    /** An execution in auto-commit, with more settings. */
    Execution<Integer> execution(String settings, String sql, Statement statement) throws ConfigException {
        return new Execution<>(
                Config.parse(Path.of("shunt.properties"), SETTINGS + settings),
                List.of(item(sql)),
                statement,
                null,
                false,
                false,
                () -> sql(sql),
                count -> new long[] {count},
                () -> {});
    }

    int sql(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    void other(String sql) throws SQLException {
        try (Connection other = source.getConnection();
                Statement statement = other.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** What a sync would take now; takes it. */
    Set<String> pending() throws InterruptedException {
        Set<String> pending = new TreeSet<>();
        List<Batch> batches = new ArrayList<>();
        for (Batch batch = journal.queue().take(10, 0);
                batch != null;
                batch = journal.queue().take(10, 0)) {
            batches.add(batch);
            String table = batch.table();
            batch.keys().forEach(key -> pending.add(table + " " + key));
        }
        batches.forEach(batch -> journal.queue().done(batch, List.of(), ""));
        for (Walk walk = journal.queue().takeWalk(0);
                walk != null;
                walk = journal.queue().takeWalk(0)) {
            pending.add("walk " + walk.table());
            journal.queue().walked(walk, 0);
        }
        return pending;
    }

    private static Breaker breaker() {
        return new Breaker(() -> 5, () -> Duration.ofSeconds(5));
    }
}
