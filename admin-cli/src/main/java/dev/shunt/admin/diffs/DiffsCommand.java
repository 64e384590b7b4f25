package dev.shunt.admin.diffs;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.diff.DiffReader;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffTail;
import dev.shunt.diff.DiffVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code shunt diffs}. */
@Command(
        name = "diffs",
        header = "Shows the differences that the shadow reads found.",
        description = {
            "",
            "Groups the diff log in state.dir by statement, kind and column. Only differences that stayed after a second"
                    + " look are there. The application need not run; while it does, the log is about a minute behind"
                    + " with the numbers of compared reads, and not with the differences.",
            "",
            "rate: the share of the statement's compared reads that differed. trend: new (in the last 10 minutes),"
                    + " rising, steady, falling, or quiet: it has not been seen for so many compared reads that it"
                    + " would have been, were it as frequent as before. A row that differs and is not read is quiet too.",
            "",
            "Below each group are the id of its newest sample, for shunt diffs show, and the statement."
        },
        footer = {
            "",
            "Examples:",
            "  shunt diffs",
            "  shunt diffs --since 2h --html diffs.html",
            "  shunt diffs show 1jk3c0q2u5vt",
            "  shunt diffs --follow                            # each difference as it comes",
            "  shunt diffs --json | jq 'select(.occurring) | .table'",
            "  shunt diffs --each --json --since 1d | jq -r .repair"
        },
        subcommands = ShowCommand.class)
public final class DiffsCommand implements Callable<Integer> {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})\\s*(s|m|min|h|d)");
    private static final long PAUSE_MILLIS = 500;

    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Option(
            names = "--json",
            description = "Write each group as a line of JSON, for scripts; with --each or --follow each difference.")
    private boolean json;

    @Option(names = "--each", description = "Show each difference on a line instead of groups.")
    private boolean each;

    @Option(
            names = "--follow",
            description =
                    "Show each difference on a line as it comes, until Ctrl-C; with --since those from before too.")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "Only those since then: 30s, 10m, 2h, 1d ago, or a time such as 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write the groups as a page for a browser.")
    private @Nullable Path html;

    private boolean found;

    /** Readies the command to write on {@code terminal}. */
    public DiffsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (html != null && (each || follow)) {
            throw new Failure(ExitCode.USAGE, "--html shows groups: leave --each and --follow away");
        }
        Instant now = Instant.now();
        Instant from = since == null ? Instant.MIN : instant(since, now);
        if (follow) {
            follow(from);
        } else if (each) {
            visit(diff -> show(diff, from));
        } else {
            DiffGroups groups = new DiffGroups(from);
            visit(groups);
            show(groups.all(), now);
            if (html != null) {
                new DiffsPage(now).write(stateDir(), groups.all(), samples(groups.all()), html);
            }
        }
        return found ? ExitCode.NEEDS_A_PERSON : ExitCode.FINE;
    }

    private void show(List<DiffGroup> groups, Instant now) {
        found = !groups.isEmpty();
        if (json) {
            groups.forEach(group -> terminal.line(DiffJson.of(group, now)));
        } else {
            new DiffsView(terminal).groups(groups, now);
        }
    }

    /** Reads them once it is known which are shown: a log may have more than fit into memory. */
    private Map<String, DiffRecord> samples(List<DiffGroup> groups) {
        Set<String> ids = groups.stream()
                .limit(DiffsPage.MOST_SAMPLES)
                .map(group -> String.valueOf(group.sample()))
                .collect(Collectors.toSet());
        Map<String, DiffRecord> samples = new HashMap<>();
        visit(diff -> {
            if (ids.contains(diff.id())) {
                samples.put(diff.id(), diff);
            }
        });
        return samples;
    }

    private void show(DiffRecord diff, Instant from) {
        if (diff.time().isBefore(from)) {
            return;
        }
        found = true;
        if (json) {
            terminal.line(DiffJson.of(diff));
        } else {
            new DiffsView(terminal).line(diff);
        }
    }

    private void follow(Instant from) throws InterruptedException {
        Path stateDir = stateDir();
        try (DiffTail tail = since == null ? DiffTail.atEnd(stateDir) : DiffTail.atStart(stateDir)) {
            while (!terminal.broken()) {
                tail.visit(diff -> show(diff, from));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            throw unreadable(stateDir, e);
        }
    }

    /** Shows {@code visitor} the log that the file's state directory has. */
    void visit(DiffVisitor visitor) {
        Path stateDir = stateDir();
        try {
            DiffReader.visit(stateDir, visitor);
        } catch (IOException e) {
            throw unreadable(stateDir, e);
        }
    }

    private Path stateDir() {
        Path stateDir = file.stateDir();
        if (!Files.isDirectory(stateDir)) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "no instance has run with state.dir = " + stateDir
                            + ": nothing was compared. Check state.dir in the file");
        }
        return stateDir;
    }

    private static Failure unreadable(Path stateDir, IOException e) {
        return new Failure(ExitCode.UNREACHABLE, "the diff log in " + stateDir + " cannot be read: " + e);
    }

    static Instant instant(String when, Instant now) {
        Matcher ago = AGO.matcher(when.trim().toLowerCase(Locale.ROOT));
        if (ago.matches()) {
            String unit = ago.group(2);
            long seconds = unit.equals("s") ? 1 : unit.startsWith("m") ? 60 : unit.equals("h") ? 3_600 : 86_400;
            return now.minus(Duration.ofSeconds(Long.parseLong(ago.group(1)) * seconds));
        }
        try {
            return Instant.parse(when);
        } catch (DateTimeException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--since " + when + " is no time: use 30s, 10m, 2h, 1d, or a time such as 2026-01-31T12:00:00Z");
        }
    }
}
