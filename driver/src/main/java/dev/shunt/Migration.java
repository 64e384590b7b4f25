package dev.shunt;

import dev.shunt.cluster.Host;
import dev.shunt.cluster.InstanceId;
import dev.shunt.cluster.Register;
import dev.shunt.cluster.Self;
import dev.shunt.config.Config;
import dev.shunt.config.ConfigFile;
import dev.shunt.config.Options;
import dev.shunt.diff.DiffLog;
import dev.shunt.diff.DiffRecords;
import dev.shunt.jdbc.Context;
import dev.shunt.jdbc.Older;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Taint;
import dev.shunt.mirror.External;
import dev.shunt.mirror.Healing;
import dev.shunt.mirror.Mirroring;
import dev.shunt.mirror.Syncer;
import dev.shunt.mirror.Tables;
import dev.shunt.mirror.Verified;
import dev.shunt.mirror.Walker;
import dev.shunt.rowsync.RowSync;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.ConnectProperties;
import dev.shunt.schema.Dialect;
import dev.shunt.session.Breaker;
import dev.shunt.session.Endpoint;
import dev.shunt.session.Fence;
import dev.shunt.session.GrayBudget;
import dev.shunt.shadow.Lag;
import dev.shunt.shadow.ShadowReads;
import dev.shunt.shadow.ShadowSettings;
import dev.shunt.sql.Analysis;
import dev.shunt.verify.TableCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts of an instance that are there once a target is configured, put together. Thread-safe. */
final class Migration implements AutoCloseable {
    private static final Duration SCHEMA_AGE = Duration.ofMinutes(5);
    /** Another instance's writes are known to have arrived after about three of its heartbeats, if they have. */
    private static final int PATIENT_LEASES = 6;

    private static final Duration LAST_SYNCS = Duration.ofSeconds(2);

    /** What a database that hangs may cost the first connection, or the thread that applies new knobs. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Fence fence;
    private final Endpoint source;
    private final Endpoint target;
    private final Breaker breaker;
    private final Journal journal;
    private final Tables tables;
    private final Syncer syncer;
    private final Verified verified;
    private final Walker walker;
    private final DiffLog diffs;
    private final External external;
    private final JournalPage journalPage;
    private final Healing healing;
    private final ShadowReads shadow;
    private final Context.Target parts;
    private final Standing standing;
    private final Register register;
    private volatile boolean begun;
    private final Thread atExit = new Thread(this::exit, "shunt-exit");

    private Migration(
            Supplier<Config> config,
            ShuntUrl login,
            Fence fence,
            Endpoint source,
            Endpoint target,
            Supplier<@Nullable Older> older,
            Runnable reapply,
            Journal journal)
            throws SQLException {
        this.fence = fence;
        this.journal = journal;
        this.source = source;
        this.target = target;
        Config now = config.get();
        Mirroring.Primary primary = primary(login); // what may fail comes before what starts threads
        Self self = self(now);
        this.breaker = breaker(config);
        Catalog primaryTables =
                new Catalog(source.sync(), SCHEMA_AGE, table -> config.get().where(table));
        this.tables = new Tables(source.sync(), primaryTables, fence);
        breaker.onlyWhile(() -> config.get().get(Options.ENABLED));
        Catalog secondaryTables = new Catalog(target.sync(), SCHEMA_AGE);
        RowSync rowSync = new RowSync(source.sync(), primaryTables, target.sync(), secondaryTables);
        TableCheck check = new TableCheck(source.sync(), primaryTables, target.sync(), secondaryTables);
        this.syncer = new Syncer(journal, rowSync, source.sync(), target.sync(), breaker, fence);
        this.verified = new Verified(tables, journal, fence, System::nanoTime);
        this.walker = new Walker(journal, check, rowSync, tables, verified, breaker, fence, () -> config.get()
                .get(Options.MIRROR_RANGE_SHARE));
        this.diffs = new DiffLog(now.get(Options.STATE_DIR).resolve(DiffLog.FILE), () -> config.get()
                .get(Options.DIFF_MAX));
        DiffRecords records = new DiffRecords(
                Long.toString(ProcessHandle.current().pid()),
                () -> config.get().get(Options.DIFF_VALUES),
                InstantSource.system());
        this.external = new External(
                self.id(),
                now,
                tables,
                journal,
                source.direct(),
                target.sync(),
                breaker,
                () -> open(older.get()),
                fence);
        Mirroring mirroring = new Mirroring(primary, tables, journal, breaker, breaker(config), fence, external);
        this.journalPage = new JournalPage(journal, mirroring.ranges(), breaker, records);
        this.healing = new Healing(config, tables, journal, fence);
        this.shadow = new ShadowReads(
                () -> shadowSettings(config.get()),
                source.reads(),
                target.reads(),
                new BreakerGate(breaker),
                lag(mirroring),
                records,
                diffs,
                healing::heal);
        GrayBudget budget = new GrayBudget(config, System::nanoTime);
        Semaphore permits = new Semaphore(Endpoints.grayReads(now));
        this.parts = new Context.Target(mirroring, verified, shadow, target.reads(), permits, breaker, budget);
        Wheres wheres = new Wheres(now.get(Options.STATE_DIR), fence);
        this.standing = new Standing(journal, tables, mirroring, verified, wheres, older, reapply);
        this.register = new Register(
                self,
                standing,
                source.direct(),
                () -> config.get().get(Options.HEARTBEAT),
                () -> lease(config.get()),
                fence);
    }

    private Lag lag(Mirroring mirroring) {
        return new Lag() {
            @Override
            public long here(Analysis statement) {
                return mirroring.lag(statement);
            }

            @Override
            public BooleanSupplier underway(Analysis statement) {
                return mirroring.underway(statement);
            }

            @Override
            public long elsewhere(Analysis statement) {
                return statement.tables().stream()
                        .mapToLong(table -> register.lag(table.name()))
                        .max()
                        .orElse(0);
            }
        };
    }

    private static @Nullable Integer open(@Nullable Older older) {
        return older == null || older.uncertain() > 0 ? null : older.open();
    }

    /** A journal that survives is what makes an instance the same after a restart. */
    private Self self(Config config) throws SQLException {
        String kind = journal.state().kind();
        Path directory = config.get(Options.STATE_DIR).toAbsolutePath().normalize();
        String version = Migration.class.getPackage().getImplementationVersion();
        try {
            return new Self(
                    kind.equals(Self.MEMORY) ? InstanceId.of(directory) : journal.name(),
                    InstanceId.random(),
                    Host.name(),
                    ProcessHandle.current().pid(),
                    version == null ? "unreleased" : version,
                    directory.toString(),
                    kind);
        } catch (IOException e) {
            throw new SQLException("state.dir " + directory + " cannot be used: " + e, "08001", e);
        }
    }

    /** A heartbeat or two may be late. */
    private static Duration lease(Config config) {
        Duration least = config.get(Options.HEARTBEAT).multipliedBy(3);
        Duration lease = config.get(Options.LEASE);
        return lease.compareTo(least) < 0 ? least : lease;
    }

    /** Puts the parts together; needs the source, not the target. */
    static Migration start(
            Config config,
            ConfigFile file,
            ShuntUrl login,
            Fence fence,
            Supplier<@Nullable Older> older,
            Runnable reapply)
            throws SQLException, IOException {
        Endpoint source = Endpoints.source(config, login);
        try {
            Journal journal = Journals.open(config, source);
            try {
                return start(config, file, login, fence, source, journal, older, reapply);
            } catch (SQLException | RuntimeException | Error e) {
                journal.close();
                throw e;
            }
        } catch (SQLException | IOException | RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    private static Migration start(
            Config config,
            ConfigFile file,
            ShuntUrl login,
            Fence fence,
            Endpoint source,
            Journal journal,
            Supplier<@Nullable Older> older,
            Runnable reapply)
            throws SQLException {
        Endpoint target = Endpoints.target(config);
        try {
            Migration migration = new Migration(file::current, login, fence, source, target, older, reapply, journal);
            migration.run(config.get(Options.MIRROR_WORKERS));
            return migration;
        } catch (SQLException | RuntimeException | Error e) {
            target.close();
            throw e;
        }
    }

    private void run(int workers) {
        try {
            syncer.start(workers);
            walker.start();
            register.start();
            external.start();
            hook();
        } catch (RuntimeException | Error e) {
            stop(); // without the journal, which goes next, none of them would wait for anything
            throw e;
        }
    }

    private void hook() {
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the exit is under way already: what it does not finish is in the journal
        }
    }

    /** Ends all threads. */
    private void stop() {
        register.close();
        external.close();
        syncer.close();
        walker.close();
        tables.close();
        shadow.close();
        diffs.close();
    }

    private static Breaker breaker(Supplier<Config> config) {
        return new Breaker(() -> config.get().get(Options.BREAKER_FAILURES), () -> config.get()
                .get(Options.BREAKER_PROBE));
    }

    private static ShadowSettings shadowSettings(Config config) {
        return new ShadowSettings(
                config.get(Options.SHADOW_WORKERS),
                config.get(Options.SHADOW_QUEUE),
                config.get(Options.SHADOW_TIMEOUT),
                config.get(Options.SHADOW_SETTLE),
                config.get(Options.SHADOW_RECHECKS),
                lease(config).multipliedBy(PATIENT_LEASES),
                config.get(Options.SHADOW_ROWS),
                config.get(Options.SHADOW_SLOWER));
    }

    private Mirroring.Primary primary(ShuntUrl login) throws SQLException {
        try (Connection connection = source.sync().getConnection()) {
            Dialect dialect = Dialect.of(connection);
            Set<String> homes = new HashSet<>();
            add(homes, connection.getCatalog());
            add(homes, connection.getSchema());
            String all = (login.url() + login.properties()).toLowerCase(Locale.ROOT);
            boolean exactCounts = !all.contains("useaffectedrows=true");
            String skipLocked = dialect.skipsLocked(connection.getMetaData()) ? dialect.skipLocked() : "";
            // such a driver goes on with another session where it has lost one
            boolean oneSession =
                    !all.replace("_", "").contains("autoreconnect=true") && !all.matches("[^/]*//[^/?]*[,(].*");
            boolean anyText = ConnectProperties.anyText(login.url(), login.properties());
            return new Mirroring.Primary(dialect, skipLocked, Set.copyOf(homes), exactCounts, oneSession, anyText);
        }
    }

    private static void add(Set<String> homes, @Nullable String name) {
        if (name != null) {
            homes.add(name.toLowerCase(Locale.ROOT));
        }
    }

    Context.Target parts() {
        return parts;
    }

    /** Makes ready for new knobs: what a write must know is read before a write can ask for it. */
    void prepare(Config config) throws SQLException {
        look();
        if ((!config.atRest() || journal.begun()) && !tables.loaded()) {
            tables.load();
        }
        external.prepare(config);
        standing.prepare(config);
        Set<String> mirrored = standing.mirrored(config);
        if (!mirrored.isEmpty() && !told(mirrored)) {
            fence.count("mirroring began before the register knew");
            unheard(mirrored);
        }
    }

    private boolean told(Set<String> mirrored) {
        try {
            return register.mirrors(mirrored, PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What this instance writes and does not mirror matters once any other mirrors. */
    private void look() {
        try {
            if (!journal.begun()) {
                register.look(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        begun = journal.begun();
    }

    /** What an instance writes that does not know of the mirroring is seen by nobody. */
    private void unheard(Set<String> mirrored) {
        for (String instance : register.unheard()) {
            mirrored.forEach(table -> journal.taint(
                    table,
                    "mirroring began before instance " + instance
                            + " knew of it, which may have written meanwhile; verify it"));
        }
    }

    /**
     * Says that these knobs are in use now.
     *
     * @param first nothing was written through this process before them
     */
    void applied(Config config, boolean first) {
        standing.use(config, begun, first);
        external.applied(config);
    }

    /** Taints everything, since writes may have been missed. */
    void missed(String why) {
        journal.taint(Taint.EVERY_TABLE, why);
    }

    void show(Config config, Map<String, Object> status) {
        new StatusPage(config, status)
                .show(journal, parts.mirroring().ranges(), syncer, walker, shadow, diffs, healing, breaker);
        StatusPage.gray(status, parts.budget().state());
        status.put("verified", StatusPage.verified(standing.verifications(), verified.names()));
        if (external.active()) {
            StatusPage.external(status, external);
        }
        status.put("register", StatusPage.register(register.state()));
    }

    /** Returns the page of what is pending. */
    JournalPage journalPage() {
        return journalPage;
    }

    /** What is pending gets a last chance. */
    private void drain() {
        long deadline = System.nanoTime() + LAST_SYNCS.toNanos();
        try {
            while (journal.pending() && System.nanoTime() < deadline && breaker.state() == Breaker.State.CLOSED) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> left() {
        return journal.accounts().stream()
                .filter(account -> account.pending() > 0 || account.walk())
                .map(account -> "table " + account.table() + ": "
                        + (account.walk() ? "the whole table was" : rows(account.pending()))
                        + " still to be synced at the exit; the journal keeps that, and the next start goes on with it")
                .toList();
    }

    private static String rows(long number) {
        return number == 1 ? "1 row was" : number + " rows were";
    }

    /** Says it on standard error: a log may have ended in an exit hook of its own. */
    private void exit() {
        drain();
        journal.flush();
        List<String> left = left();
        register.leave();
        diffs.close();
        left.forEach(line -> System.err.println("shunt: " + line));
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the exit is under way and ends everything
        }
        drain();
        journal.flush();
        List<String> left = left();
        stop();
        left.forEach(line -> System.getLogger("dev.shunt").log(System.Logger.Level.WARNING, line));
        journal.close();
        source.close();
        target.close();
    }
}
