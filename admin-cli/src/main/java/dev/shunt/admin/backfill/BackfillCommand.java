package dev.shunt.admin.backfill;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.ChunkSize;
import dev.shunt.admin.tables.GoOn;
import dev.shunt.admin.tables.Pace;
import dev.shunt.admin.tables.PaceOption;
import dev.shunt.admin.tables.PaceTable;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.ReplicaLag;
import dev.shunt.admin.tables.Retries;
import dev.shunt.admin.tables.ShownKeys;
import dev.shunt.admin.tables.Span;
import dev.shunt.admin.tables.Stop;
import dev.shunt.admin.tables.Taints;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.cluster.Fleet;
import dev.shunt.config.Options;
import dev.shunt.rowsync.RangeCopy;
import dev.shunt.schema.Table;
import dev.shunt.schema.TableSize;
import dev.shunt.session.Trouble;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shunt backfill}. */
@Command(
        name = "backfill",
        header = "Copies the rows from before to the target, while the application writes.",
        description = {
            "",
            "Begins when every instance mirrors the tables, and no transaction is open that began before. Copies"
                    + " ranges of the primary key, several at a time; each is locked on the target, read, written, and"
                    + " read again: no row is lost, none that was deleted comes back, and newer ones win. Rows that only"
                    + " the target has are left alone.",
            "",
            "A table without a primary key is copied as a whole, while its writers wait for a lock.",
            "",
            "How far it is stands in the table shunt_backfill of the target: after Ctrl-C, or a kill, the same command"
                    + " goes on. Run shunt verify afterwards."
        },
        exitCodeList = {
            "0:all is copied",
            "1:not begun, not finished, or some rows are refused",
            "2:wrong usage",
            "3:a database cannot be reached, or there is no file"
        },
        footer = {
            "",
            "Examples:",
            "  shunt backfill",
            "  shunt backfill orders payment --max-rate 20000 --parallel 2",
            "  shunt backfill orders --where \"created >= '2026-01-01'\" --limit 10000    # try a part first",
            "  shunt backfill --read-from jdbc:mysql://replica:3306/shop",
            "  shunt backfill --pause                            # the one that runs, from anywhere; then --resume",
            "  shunt backfill --retune --max-rate 5000"
        })
public final class BackfillCommand implements Callable<Integer> {
    private static final int FIRST = 500;
    private static final int MOST = 10_000;
    private static final long CHUNK_BYTES = 1024 * 1024;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FileOption file = new FileOption();

    @Mixin
    private SourceOption source = new SourceOption();

    @Mixin
    private PaceOption paceOption = new PaceOption();

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Default: all in scope.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Ranges at a time. Default: ${DEFAULT-VALUE}.",
            defaultValue = "4")
    private int parallel;

    @Option(names = "--where", paramLabel = "SQL", description = "Only rows of the source that meet this condition.")
    private String where = "";

    @Option(names = "--limit", paramLabel = "N", description = "About so many rows of each table, to try it.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--read-from",
            paramLabel = "URL",
            description = "Read from this replica first; the primary is read again for what was copied.")
    private @Nullable String readFrom;

    @Option(
            names = "--max-keyless",
            paramLabel = "ROWS",
            description = "The largest table without a primary key that is copied. Default: ${DEFAULT-VALUE}.",
            defaultValue = "100000")
    private long maxKeyless;

    @Option(
            names = "--max-lock",
            paramLabel = "TIME",
            converter = Span.class,
            description = "How long the writers of such a table may wait. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10s")
    private Duration maxLock = Duration.ofSeconds(10);

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Span.class,
            description = "How long to wait for transactions from before mirroring. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60s")
    private Duration patience = Duration.ofMinutes(1);

    @Option(
            names = "--before-mirroring",
            description =
                    "Copy although not everything is mirrored yet: the tables are tainted until they are verified.")
    private boolean beforeMirroring;

    @Option(names = "--restart", description = "Begin from the start, whatever was copied before.")
    private boolean restart;

    /** Tables that were tainted before this run. */
    private Set<String> tainted = Set.of();

    @ArgGroup(exclusive = true)
    private @Nullable BackfillSteering steering;

    @Option(names = "--json", description = "Write one JSON object and nothing else.")
    private boolean json;

    /** Readies the command to write on {@code terminal}. */
    public BackfillCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException, IOException, InterruptedException {
        if (parallel < 1 || limit < 1) {
            throw new Failure(ExitCode.USAGE, "--parallel and --limit must be 1 or more");
        }
        try (Stop stop = new Stop();
                BothSides sides = BothSides.open(file, source, 2 * parallel + 3)) {
            if (steering != null) {
                PaceTable table = new PaceTable(sides.secondary(), spec.name());
                terminal.line(steering.steer(table, paceOption, BackfillSteering.GO_ON));
                return ExitCode.FINE;
            }
            List<String> all = sides.tables(tables);
            List<String> keyless = new ArrayList<>();
            List<String> keyed = new ArrayList<>();
            for (String name : all) {
                Table table = sides.primaryTables().table(name);
                (table != null && table.keyed() ? keyed : keyless).add(name);
                if (!where.isEmpty()) {
                    sides.check("--where", where, name);
                }
            }
            tainted = new Taints(sides.source(), sides.primaryTables()).tainted(all);
            String obstacle = awaitReady(sides, all, stop);
            if (obstacle != null) {
                taint(sides, all);
            }
            long began = System.nanoTime();
            List<TableCopy> copies = new ArrayList<>();
            List<KeylessCopy.Result> whole = new ArrayList<>();
            copy(sides, keyed, copies, keyless, whole, stop);
            BackfillView view =
                    new BackfillView(terminal, copies, whole, obstacle, stop.requested(), System.nanoTime() - began);
            if (json) {
                view.json();
            } else {
                view.print(GoOn.command(spec));
            }
            return view.fine() ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
        }
    }

    /** Returns null where what is copied will stay right, or else why its tables have to be tainted. */
    private @Nullable String awaitReady(BothSides sides, List<String> names, Stop stop) throws SQLException {
        Duration least = sides.config().get(Options.HEARTBEAT).multipliedBy(3);
        Duration lease = sides.config().get(Options.LEASE);
        Readiness readiness = new Readiness(sides.source(), lease.compareTo(least) < 0 ? least : lease);
        long end = System.nanoTime() + patience.toNanos();
        Readiness.State state = readiness.look(names);
        while (state.passing() && !beforeMirroring && System.nanoTime() < end && !stop.requested()) {
            stop.pause(POLL_NANOS);
            state = readiness.look(names);
        }
        if (state.obstacle() != null && !state.nobody() && !beforeMirroring) {
            throw new Failure(
                    ExitCode.NEEDS_A_PERSON,
                    "not begun: " + state.obstacle()
                            + ". With --before-mirroring it begins all the same, and the tables"
                            + " are tainted until they are verified");
        }
        return state.obstacle();
    }

    private static void taint(BothSides sides, List<String> names) {
        try (Connection connection = sides.source().getConnection()) {
            for (String name : names) {
                Fleet.taint(connection, "backfill", name, "copied before all of it was mirrored; verify the table");
            }
        } catch (SQLException e) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "not begun: the tables cannot be marked as tainted in the register (shunt control --print-sql): "
                            + Trouble.text(e));
        }
    }

    private void copy(
            BothSides sides,
            List<String> keyed,
            List<TableCopy> copies,
            List<String> keyless,
            List<KeylessCopy.Result> whole,
            Stop stop)
            throws SQLException, InterruptedException {
        Map<String, TableSize> sizes = new LinkedHashMap<>();
        for (String name : keyed) {
            sizes.put(name, sides.size(name));
        }
        long total = sizes.values().stream().mapToLong(TableSize::rows).sum();
        Checkpoint checkpoint = new Checkpoint(sides.secondary());
        DataSource replica = readFrom == null ? null : sides.replica(readFrom, source.login(), parallel + 1);
        RangeCopy copy = new RangeCopy(
                sides.primary(), sides.primaryTables(), sides.secondary(), sides.secondaryTables(), replica, where);
        try (Progress progress = new Progress(terminal, json, total)) {
            Pace pace = pace(sides, replica, progress, stop);
            for (Map.Entry<String, TableSize> entry : sizes.entrySet()) {
                copies.add(begin(sides, entry.getKey(), entry.getValue(), copy, checkpoint, progress));
            }
            Retries retries = new Retries(stop, progress::line);
            new Copying(copies, parents(sides, keyed), copy, sides, pace, retries, stop).run(parallel);
            KeylessCopy.Manner manner = new KeylessCopy.Manner(maxKeyless, maxLock, restart);
            KeylessCopy keylessCopy = new KeylessCopy(sides, checkpoint, manner, stop);
            for (String name : keyless) {
                if (stop.requested()) {
                    return;
                }
                pace.take(0);
                boolean part = !where.isEmpty() || limit < Long.MAX_VALUE;
                KeylessCopy.Result result = part ? KeylessCopy.part(name) : keylessCopy.copy(name);
                whole.add(result);
                progress.line(name + ": " + result.word()
                        + (result.before() && tainted.contains(name) ? ", which it needs: it is tainted" : ""));
            }
        }
    }

    private static Parents parents(BothSides sides, List<String> tables) throws SQLException {
        try (Connection target = sides.secondary().getConnection()) {
            return Parents.of(target, tables);
        }
    }

    private TableCopy begin(
            BothSides sides, String name, TableSize size, RangeCopy copy, Checkpoint checkpoint, Progress progress)
            throws SQLException {
        ShownKeys keys = ShownKeys.of(sides.config());
        String narrowed = sides.config().where(name);
        String only =
                narrowed.isEmpty() || where.isEmpty() ? narrowed + where : "(" + narrowed + ") AND (" + where + ")";
        Checkpoint.Place before = restart ? Checkpoint.Place.START : checkpoint.of(name, only);
        Checkpoint.Place from = before == null ? Checkpoint.Place.START : before;
        Progress.Bar bar = progress.begin(name, size.rows(), from.rows());
        if (before == null) {
            progress.line(name + ": begins from the start, what was copied before was by another condition");
        } else if (from.done()) {
            bar.end(
                    tainted.contains(name)
                            ? "was copied before, but is tainted: shunt verify and shunt repair bring it up to date, or"
                                    + " --restart copies it again"
                            : "was copied before; --restart copies it again");
        } else if (from.reached() != null) {
            progress.line(name + ": goes on behind key " + keys.of(from.reached())
                    + (from.refused() == 0 ? "" : "; refused before: " + Quantity.amount(from.refused(), "row")));
        }
        return new TableCopy(name, keys, copy, checkpoint, only, size(size), limit, bar, from);
    }

    private Pace pace(BothSides sides, @Nullable DataSource replica, Progress progress, Stop stop) throws SQLException {
        PaceTable retuned = new PaceTable(sides.secondary(), spec.name());
        retuned.begin();
        ReplicaLag lag = paceOption.lag(sides, source.login());
        if (lag == null && replica != null) {
            lag = new ReplicaLag(replica);
            if (!lag.known()) {
                progress.line(
                        "the database of --read-from does not say that it is a replica, so --max-lag is not heeded");
                lag = null;
            }
        }
        return new Pace(
                paceOption.rates(), sides.primary(), lag, retuned::now, BackfillSteering.GO_ON, progress::held, stop);
    }

    /** Bounded by what a range of such rows weighs: all of its rows are in memory at a time, for each thread. */
    private static ChunkSize size(TableSize table) {
        int most = (int) Math.max(1, Math.min(MOST, CHUNK_BYTES / Math.max(1, table.rowBytes())));
        return new ChunkSize(Math.min(FIRST, most), most);
    }
}
