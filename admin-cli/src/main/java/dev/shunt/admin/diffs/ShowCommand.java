package dev.shunt.admin.diffs;

import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.diff.DiffReads;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffVisitor;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code shunt diffs show}. */
@Command(
        name = "show",
        header = "Shows all that is known of one difference.",
        description = {
            "",
            "The statement with its parameters, both latencies, the row of both sides with the cells that differ marked by"
                    + " * and in red, how often it was seen, and the command that heals it."
        },
        footer = {
            "",
            "Examples:",
            "  shunt diffs show 1jk3c0q2u5vt",
            "  shunt diffs show -f shop.properties --json 1jk3c0q2u5vt"
        })
public final class ShowCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ParentCommand
    private DiffsCommand diffs;

    @Parameters(paramLabel = "ID", description = "The id from shunt diffs.")
    private String id = "";

    @Option(names = "--json", description = "Write it as a line of JSON.")
    private boolean json;

    private @Nullable DiffRecord found;

    /** Readies the command to write on {@code terminal}. */
    public ShowCommand(Terminal terminal) {
        this.terminal = terminal;
        this.diffs = new DiffsCommand(terminal);
    }

    @Override
    public Integer call() {
        DiffGroups groups = new DiffGroups(Instant.MIN);
        diffs.visit(new DiffVisitor() {
            @Override
            public void diff(DiffRecord diff) {
                groups.diff(diff);
                found = diff.id().equalsIgnoreCase(id) ? diff : found;
            }

            @Override
            public void reads(DiffReads reads) {
                groups.reads(reads);
            }
        });
        DiffRecord one = found;
        DiffGroup group = one == null ? null : groups.of(one);
        if (one == null || group == null) {
            throw new Failure(ExitCode.USAGE, "no difference " + id + " in the diff log: shunt diffs lists the ids");
        }
        if (json) {
            terminal.line(DiffJson.of(one));
        } else {
            new DiffsView(terminal).one(one, group, Instant.now());
        }
        return ExitCode.NEEDS_A_PERSON;
    }
}
