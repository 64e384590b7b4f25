package dev.shunt;

import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import dev.shunt.config.ConfigFile;
import dev.shunt.config.Options;
import dev.shunt.config.Secrets;
import dev.shunt.jdbc.Context;
import dev.shunt.metrics.Prometheus;
import dev.shunt.metrics.StatusBean;
import dev.shunt.metrics.StatusServer;
import dev.shunt.session.Fence;
import dev.shunt.session.Trouble;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One running driver with one file. Thread-safe. */
final class Instance implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Instance.class.getName());

    /** A hiccup is over soon; what lasts is tried again ever later, up to the second. */
    private static final long FIRST_RETRY_MILLIS = 100;

    private static final long LAST_RETRY_MILLIS = 5_000;

    private final ConfigFile file;
    private final Fence fence = new Fence();
    private final AtomicBoolean retrying = new AtomicBoolean();
    private final Context context;
    private final StatusServer status;
    private final @Nullable StatusBean bean;
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private volatile @Nullable ShuntUrl source;
    private volatile @Nullable Migration migration;
    private volatile @Nullable String fault;
    private volatile boolean begun;
    private boolean closed;

    private Instance(ConfigFile file) throws IOException {
        this.file = file;
        this.context = new Context(file.current(), fence);
        this.status = status(file.current().get(Options.STATE_DIR));
        this.bean = StatusBean.register(file.path().toString(), this::status);
        file.onChange(this::apply);
    }

    private StatusServer status(Path directory) throws IOException {
        try {
            return new StatusServer(directory, this::status, this::answer);
        } catch (FileSystemException e) {
            String reason = e instanceof AccessDeniedException
                    ? "access is denied to"
                    : e.getReason() == null ? "it cannot be made:" : e.getReason();
            throw new IOException(
                    "state.dir = " + directory + " cannot be used (" + reason + " " + e.getFile()
                            + "): name a directory that this process may create and write to",
                    e);
        }
    }

    static Instance start(Path path) throws ConfigException, IOException {
        ConfigFile file = ConfigFile.open(path);
        try {
            return new Instance(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    Connection connect(ShuntUrl url) throws SQLException {
        check(url);
        Connection primary = url.driver().connect(url.url(), url.properties());
        if (primary == null) {
            throw new SQLException("no JDBC driver accepts " + Secrets.masked(url.url()), "08001");
        }
        try {
            adopt(url);
            return context.wrap(primary);
        } catch (RuntimeException | Error e) {
            primary.close();
            throw e;
        }
    }

    /** One file serves one source: a second would mirror its rows into the same target. */
    private void check(ShuntUrl url) throws SQLException {
        ShuntUrl served = source;
        String asked = ShuntUrl.database(url.url());
        String configured = file.current().get(Options.SOURCE_URL);
        if (!configured.isEmpty() && !ShuntUrl.database(configured).equalsIgnoreCase(asked)) {
            throw refused(asked, "source.url = " + ShuntUrl.database(configured));
        }
        if (served != null && !ShuntUrl.database(served.url()).equalsIgnoreCase(asked)) {
            throw refused(asked, ShuntUrl.database(served.url()) + ", which it already serves");
        }
        if (file.current().hasTarget() && asked.matches("jdbc:[^/]*:(replication|loadbalance).*")) {
            throw new SQLException(
                    asked + " may read from replicas; row sync must read the primary's writer: use a plain URL",
                    "08001");
        }
    }

    private SQLException refused(String asked, String serves) {
        return new SQLException(
                file.path() + " steers " + serves + "; " + asked + " is another source: give it a file of its own",
                "08001");
    }

    /** The first connection tells how Shunt's own connections to the source log in; where that is at fault, a later one. */
    private void adopt(ShuntUrl url) {
        if (fault != null) {
            source = url;
            tryAgain();
        }
        if (!begun) {
            begin(url);
        }
    }

    /** The first connections wait here until what they write can be mirrored. */
    private synchronized void begin(ShuntUrl url) {
        if (!begun) {
            source = url;
            apply(file.current());
            begun = true;
        }
    }

    private synchronized void apply(Config config) {
        if (closed) {
            return;
        }
        try {
            Migration running = config.hasTarget() ? running(config) : migration;
            if (running != null) {
                running.prepare(config);
                if (fault != null && context.target() == null) {
                    running.missed("writes while they could not be mirrored: " + fault);
                }
            }
            context.apply(config, running == null ? null : running.parts());
            if (running != null) {
                running.applied(config, !begun);
            }
            fault = null;
            if (running == null && source != null) {
                Journals.unseen(config, "the file named no target");
            }
        } catch (Throwable e) { // an application that has found the memory full goes on, too
            fence.run("saying why nothing is mirrored", () -> failed(config, e));
        }
    }

    private synchronized void failed(Config config, Throwable error) {
        String before = fault;
        String now = "cannot mirror: " + (error instanceof IOException ? error.getMessage() : Trouble.text(error));
        fault = now;
        tryAgain();
        if (context.target() == null) {
            unseen(config, now);
        }
        if (!now.equals(before)) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "cannot apply " + file.path() + "; it is tried again and again: " + now,
                    error instanceof SQLException ? null : error); // a driver's message may have a password
        }
    }

    /** Once no thread can be made, the next connection tries. */
    private void tryAgain() {
        if (!retrying.compareAndSet(false, true)) {
            return;
        }
        boolean started = fence.run("trying again", () -> {
            Thread thread = new Thread(this::retry, "shunt-retry");
            thread.setDaemon(true);
            thread.start();
        });
        if (!started) {
            retrying.set(false);
        }
    }

    /** The application writes, and nobody looks: that is to be known whatever comes next. */
    private void unseen(Config config, String why) {
        Migration half = migration;
        if (half == null) {
            Journals.unseen(config, why);
        } else {
            half.missed(why);
        }
    }

    /** A pool may not open another connection for hours. */
    private synchronized void retry() {
        try {
            for (long pause = FIRST_RETRY_MILLIS;
                    fault != null && !closed;
                    pause = Math.min(2 * pause, LAST_RETRY_MILLIS)) {
                wait(pause);
                if (fault != null) {
                    apply(file.current());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            retrying.set(false);
        }
    }

    private synchronized @Nullable Migration running(Config config) throws SQLException, IOException {
        ShuntUrl login = source;
        if (migration == null && login != null) {
            migration = Migration.start(config, file, login, fence, context::older, () -> apply(file.current()));
        }
        return migration;
    }

    private @Nullable String problem() {
        String problem = file.problem();
        return problem != null ? problem : fault;
    }

    private @Nullable Object answer(String request) {
        if (request.equals("metrics")) {
            return Prometheus.text(status(), file.path().toString());
        }
        String journal = "journal";
        if (!request.equals(journal) && !request.startsWith(journal + " ")) {
            return null;
        }
        Migration running = migration;
        return running == null
                ? Map.of("pending", 0)
                : running.journalPage()
                        .answer(request.substring(journal.length()).strip());
    }

    private Map<String, Object> status() {
        Config config = context.config();
        Map<String, Object> applied = new LinkedHashMap<>();
        applied.put("file", file.path().toString());
        applied.put("applied", file.applied().toString());
        applied.put("problem", problem());
        applied.putAll(Knobs.shown(config));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("instance", ProcessHandle.current().pid() + "-" + Integer.toHexString(System.identityHashCode(this)));
        shown.put("pid", ProcessHandle.current().pid());
        shown.put("started", started.toString());
        shown.put("config", applied);
        shown.putAll(context.traffic().shown(config.primary()));
        Migration running = migration;
        if (running != null) {
            running.show(config, shown);
        }
        shown.put("faults", fence.counts());
        return shown;
    }

    @Override
    public void close() {
        file.close();
        Migration running;
        synchronized (this) {
            running = migration;
            migration = null;
            closed = true;
            context.apply(file.current(), null);
            notifyAll();
        }
        if (running != null) {
            running.close();
        }
        if (bean != null) {
            bean.close();
        }
        status.close();
    }
}
