package dev.shunt.admin.journal;

import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.admin.status.StatusReport;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code shunt journal retry}. */
@Command(
        name = "retry",
        header = "Lets what failed be tried again now.",
        description = {
            "",
            "A row whose sync failed is tried again after a while that grows with each failure, to some seconds. This"
                    + " ends the wait, once the cause is cured. It is always safe. A target that is left alone (breaker) is"
                    + " tried every breaker.probe all the same."
        },
        exitCodeList = {
            "0:done, whether or not anything was waiting",
            "2:wrong usage, or no such table has anything pending",
            "3:no instance runs, or there is no file"
        },
        footer = {"", "Examples:", "  shunt journal retry", "  shunt journal retry --table orders"})
public final class RetryCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ParentCommand
    private JournalCommand parent;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only rows of this table. Default: all.")
    private @Nullable String table;

    @Option(names = "--json", description = "Write the instance's own JSON object, for scripts.")
    private boolean json;

    /** Readies the command to write on {@code terminal}. */
    public RetryCommand(Terminal terminal) {
        this.terminal = terminal;
        this.parent = new JournalCommand(terminal);
    }

    @Override
    public Integer call() {
        String only = table;
        if (only != null && (only.isBlank() || only.indexOf('\n') >= 0)) {
            throw new Failure(ExitCode.USAGE, "--table wants the name of a table");
        }
        StatusReport page = parent.journal().page(only == null ? "retry" : "retry " + only.strip());
        if (json) {
            terminal.line(LiveJournal.text(page));
            return ExitCode.FINE;
        }
        if (only != null
                && page.object("tables").keySet().stream().noneMatch(name -> name.equalsIgnoreCase(only.strip()))) {
            throw new Failure(
                    ExitCode.USAGE, "table " + only + " has nothing pending: shunt journal lists those that have");
        }
        long retried = page.number("retried");
        terminal.line(
                retried == 0
                        ? "nothing waited for its next try (" + count(page.number("pending")) + " pending)"
                        : count(retried) + " tried again now, of " + count(page.number("pending")) + " pending");
        return ExitCode.FINE;
    }
}
