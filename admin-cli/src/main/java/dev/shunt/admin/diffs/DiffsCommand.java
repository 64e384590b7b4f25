package dev.shunt.admin.diffs;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.diff.DiffReader;
import dev.shunt.diff.DiffRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            "Groups the diff log in state.dir by statement, kind and column, with counts and the id of a sample. Only"
                    + " differences that stayed after a second look are there; the application need not run."
        },
        footer = {
            "",
            "Examples:",
            "  shunt diffs",
            "  shunt diffs --since 10m",
            "  shunt diffs show 3F9K2",
            "  shunt diffs --json | jq -r .table"
        },
        subcommands = ShowCommand.class)
public final class DiffsCommand implements Callable<Integer> {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})\\s*(s|m|min|h|d)");

    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Option(names = "--json", description = "Write each difference as a line of JSON, for scripts.")
    private boolean json;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "Only those since then: 30s, 10m, 2h, 1d ago, or a time such as 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    /** Readies the command to write on {@code terminal}. */
    public DiffsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Instant from = since == null ? Instant.MIN : instant(since, Instant.now());
        List<DiffRecord> diffs =
                read().stream().filter(diff -> !diff.time().isBefore(from)).toList();
        if (json) {
            diffs.forEach(diff -> terminal.line(DiffJson.of(diff)));
        } else {
            new DiffsView(terminal).groups(diffs);
        }
        return diffs.isEmpty() ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    /** Returns all records of the log that the file's state directory has. */
    List<DiffRecord> read() {
        Path stateDir = file.stateDir();
        if (!Files.isDirectory(stateDir)) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "no instance has run with state.dir = " + stateDir
                            + ": nothing was compared. Check state.dir in the file");
        }
        try {
            return DiffReader.read(stateDir);
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, "the diff log in " + stateDir + " cannot be read: " + e);
        }
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
