package dev.shunt.admin.verify;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.GoOn;
import dev.shunt.admin.tables.Pace;
import dev.shunt.admin.tables.PaceOption;
import dev.shunt.admin.tables.PaceTable;
import dev.shunt.admin.tables.Progress;
import dev.shunt.admin.tables.Rates;
import dev.shunt.admin.tables.ReplicaLag;
import dev.shunt.admin.tables.Span;
import dev.shunt.admin.tables.Stop;
import dev.shunt.admin.tables.Taints;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.admin.verify.VerifyView.Outcome;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Options;
import dev.shunt.session.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shunt verify}. */
@Command(
        name = "verify",
        header = "Compares whole tables of both sides, while the application writes.",
        description = {
            "",
            "Counts and checksums are made inside both databases at the same time, chunk by chunk; a chunk that differs"
                    + " is halved until the rows and columns are known. A row that differs is looked at again after"
                    + " --settle, and is a difference only if it stays the same one.",
            "",
            "Writes nothing to the tables. A table that is equal as a whole loses the taints that were marked before"
                    + " this began. Every difference goes to the report, which is the checkpoint as well."
        },
        exitCodeList = {
            "0:all was compared, and is equal",
            "1:something differs, could not be compared, is unsettled, or was not reached",
            "2:wrong usage; a report or page that cannot be read or written; a $${env:…} in the file that is not set"
                    + " here",
            "3:a database cannot be reached, or no more; there is no file"
        },
        footer = {
            "",
            "Examples:",
            "  shunt verify",
            "  shunt verify orders payment --max-rate 20000",
            "  shunt verify --since 2h --column update_time --every 10m",
            "  shunt verify --checks totals.properties --json",
            "  shunt verify --pause                              # the one that runs, from anywhere; then --unpause",
            "  shunt verify --html verify.html"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final String RESUMED = "a run that was resumed is no proof for them; verify once more in one go";

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

    @Option(names = "--json", description = "Write one JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            converter = Span.class,
            description = "Wait before a row that differs is looked at again. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1s")
    private Duration settle = Duration.ofSeconds(1);

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Span.class,
            description =
                    "How long a row that differs may wait for writes of its table that are still pending. Default:"
                            + " ${DEFAULT-VALUE}.",
            defaultValue = "60s")
    private Duration patience = Duration.ofMinutes(1);

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Tables at a time. Default: ${DEFAULT-VALUE}.",
            defaultValue = "2")
    private int parallel;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Span.class,
            description = "Only rows as recent as that, by an indexed time column that is kept in UTC.")
    private @Nullable Duration since;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "The column of --since. Default: update_time, updated_at, …")
    private @Nullable String column;

    @Option(names = "--sample", paramLabel = "SHARE", description = "Only that share of the chunks, at random: 1%%.")
    private String sample = "100%";

    @Option(names = "--where", paramLabel = "SQL", description = "Only rows that meet this condition, on both sides.")
    private String where = "";

    @Option(
            names = "--checks",
            paramLabel = "FILE",
            description = "Also run these queries (name = SELECT …) on both sides and compare their rows.")
    private @Nullable Path checks;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = Span.class,
            description = "Begin again that long after the last end, until Ctrl-C or --until-clean.")
    private @Nullable Duration every;

    @Option(names = "--until-clean", paramLabel = "N", description = "Begin again until N passes in a row were clean.")
    private int untilClean;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where differences and checkpoint go. Default: ${DEFAULT-VALUE}.",
            defaultValue = "shunt-verify.jsonl")
    private Path report = Path.of("shunt-verify.jsonl");

    @Option(names = "--html", paramLabel = "FILE", description = "Also write what it came to as a page for a browser.")
    private @Nullable Path html;

    @Option(names = "--resume", description = "Go on where the report ends.")
    private boolean resume;

    @ArgGroup(exclusive = true)
    private @Nullable VerifySteering steering;

    /** Readies the command to write on {@code terminal}. */
    public VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException, IOException, InterruptedException {
        if (parallel < 1) {
            throw new Failure(ExitCode.USAGE, "--parallel must be 1 or more");
        }
        if (resume && !Files.isRegularFile(report)) {
            throw new Failure(ExitCode.USAGE, "there is no report " + report + " to go on with");
        }
        double share = share(sample);
        Since recent = since == null ? null : new Since(since, column);
        try (Stop stop = new Stop();
                BothSides sides = BothSides.open(file, source, 3 * parallel + 3)) {
            if (steering != null) {
                PaceTable table = new PaceTable(sides.secondary(), spec.name());
                terminal.line(steering.steer(table, paceOption, VerifySteering.GO_ON));
                return ExitCode.FINE;
            }
            List<String> names = sides.tables(tables);
            Verification verification = new Verification(
                    sides,
                    new Verification.Manner(parallel, new Suspects.Waits(settle, patience), share, recent, where),
                    stop);
            UnaryOperator<Rates> retuned = retuned(sides);
            ReplicaLag lag = paceOption.lag(sides, source.login());
            Paced paced = progress -> new Pace(
                    paceOption.rates(), sides.primary(), lag, retuned, VerifySteering.GO_ON, progress::held, stop);
            Passes passes = new Passes(every, untilClean, settle, stop);
            boolean clean = passes.run(() -> {
                boolean fine = survived(passes, () -> pass(sides, names, verification, paced, stop));
                resume = false;
                return fine;
            });
            return clean ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
        }
    }

    /** A database that was away for longer than it is waited for may be back at the next pass. */
    private boolean survived(Passes passes, Passes.Pass pass) throws SQLException, IOException, InterruptedException {
        try {
            return pass.run();
        } catch (SQLException e) {
            if (!passes.many()) {
                throw e;
            }
            spec.commandLine()
                    .getErr()
                    .println("shunt: this pass came to no end, the next one begins anew: " + Trouble.text(e));
            return false;
        }
    }

    private interface Paced {
        Pace with(Progress progress);
    }

    /** A login that may only read compares all the same, and cannot be steered. */
    private UnaryOperator<Rates> retuned(BothSides sides) {
        try {
            PaceTable table = new PaceTable(sides.secondary(), spec.name());
            table.begin();
            return table::now;
        } catch (SQLException e) {
            return asked -> asked;
        }
    }

    private boolean pass(BothSides sides, List<String> names, Verification verification, Paced paced, Stop stop)
            throws SQLException, IOException, InterruptedException {
        Taints taints = new Taints(sides.source(), sides.primaryTables());
        Rogues rogues = Rogues.read(sides.source());
        boolean values = sides.config().get(Options.DIFF_VALUES) == DiffValues.FULL;
        try (Report lines = opened(values, taints.clock())) {
            Set<String> marked = taints.marked(names);
            String kept = marked.isEmpty() ? null : resume ? RESUMED : taints.awaitOlder(stop);
            Map<String, Long> sizes = verification.sizes(names);
            long total = sizes.values().stream().mapToLong(Long::longValue).sum();
            List<Tally> tallies;
            try (Progress progress = new Progress(terminal, json, total)) {
                tallies = verification.run(sizes, rogues, lines, progress, paced.with(progress));
            }
            rogues.tell(tallies, !resume, lines.began());
            Map<String, @Nullable String> compared =
                    checks == null ? Map.of() : Checks.read(checks).run(sides, values, stop, settle.toNanos());
            Set<String> cleared = marked.isEmpty() || kept != null ? Set.of() : clear(taints, tallies, lines.began());
            if (!resume && kept == null) {
                taints.verified(
                        tallies.stream().filter(Tally::clean).collect(Collectors.toMap(t -> t.table, t -> t.rows)),
                        lines.began());
            }
            Outcome outcome = new Outcome(tallies, compared, cleared, kept, sampled(), stop.requested(), report);
            VerifyView view = new VerifyView(outcome, terminal);
            if (json) {
                view.json();
            } else {
                view.print(goOn());
            }
            if (html != null) {
                new VerifyPage(outcome, values).write(html);
            }
            return outcome.clean();
        }
    }

    private Report opened(boolean values, long now) {
        try {
            return resume ? Report.resume(report, values, only()) : Report.begin(report, values, now, only());
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the report " + report.toAbsolutePath() + " cannot be written (" + Trouble.text(e)
                            + "): name a file in a directory that is there and yours with --report");
        }
    }

    private Set<String> clear(Taints taints, List<Tally> tallies, long began) throws SQLException {
        List<String> equal =
                tallies.stream().filter(Tally::clean).map(tally -> tally.table).toList();
        return taints.clear(equal, tables.isEmpty() && equal.size() == tallies.size(), began);
    }

    private String goOn() {
        return GoOn.command(spec)
                + (spec.commandLine().getParseResult().hasMatchedOption("--resume") ? "" : " --resume");
    }

    /** Which rows are compared, as options. */
    private String only() {
        return (since == null
                        ? ""
                        : "--since "
                                + (since.toSecondsPart() == 0 ? since.toMinutes() + "m " : since.toSeconds() + "s "))
                + (column == null ? "" : "--column " + column + " ")
                + (where.isEmpty() ? "" : "--where '" + where.replace("'", "'\\''") + "' ")
                + (sample.equals("100%") ? "" : "--sample " + sample + " ");
    }

    /** Returns the share in percent; "" for all. */
    private String sampled() {
        return share(sample) < 1 ? sample.replace("%", "").strip() : "";
    }

    private static double share(String text) {
        try {
            double share = Double.parseDouble(text.replace("%", "").strip()) / 100;
            if (share > 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Failure(ExitCode.USAGE, "--sample " + text + " is no share: use 1% or 0.5%");
    }
}
