package dev.shunt.admin.diffs;

import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.diff.DiffRecord;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code shunt diffs show}. */
@Command(
        name = "show",
        header = "Shows all that is known of one difference.",
        description = {"", "The statement with its parameters, the row, the column, both values and both latencies."},
        footer = {"", "Examples:", "  shunt diffs show 3F9K2", "  shunt diffs show -f shop.properties --json 3F9K2"})
public final class ShowCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ParentCommand
    private DiffsCommand diffs;

    @Parameters(paramLabel = "ID", description = "The id from shunt diffs.")
    private String id = "";

    @Option(names = "--json", description = "Write it as a line of JSON.")
    private boolean json;

    /** Readies the command to write on {@code terminal}. */
    public ShowCommand(Terminal terminal) {
        this.terminal = terminal;
        this.diffs = new DiffsCommand(terminal);
    }

    @Override
    public Integer call() {
        DiffRecord found = diffs.read().stream()
                .filter(diff -> diff.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE, "no difference " + id + " in the diff log: shunt diffs lists the ids"));
        if (json) {
            terminal.line(DiffJson.of(found));
        } else {
            new DiffsView(terminal).one(found);
        }
        return ExitCode.NEEDS_A_PERSON;
    }
}
