package dev.shunt.admin.journal;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.status.StatusReport;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code shunt journal}. */
@Command(
        name = "journal",
        header = "Shows what is still to be brought to the other side, and why it is not there yet.",
        description = {
            "",
            "Every committed write is in the journal until its rows are synced. This lists them: by table, and row by row"
                    + " (at most 1,000; keys as diff.values shows them), with age, tries, last error, next try and the"
                    + " transaction that wrote them.",
            "",
            "Why a row is pending: it waits for a worker; it is being synced; its sync fails and is tried again, later and"
                    + " later; the transaction that wrote it was cut off and may still be open on the source; or the target"
                    + " is down (breaker) and all rows wait until it is back. Where a write's rows are not known, the whole"
                    + " table is pending.",
            "",
            "Where no instance runs, it shows what the last one has left in state.dir: the next start syncs that.",
            "",
            "Nothing here needs a person but what fails: cure the error named, then shunt journal retry, or wait."
        },
        exitCodeList = {
            "0:nothing is pending, or all of it is on its way",
            "1:something needs a person: a sync that fails, a tainted table, a target that is left alone, rows left by"
                    + " an instance that is gone",
            "2:wrong usage",
            "3:no instance runs, or there is no file"
        },
        footer = {
            "",
            "Examples:",
            "  shunt journal",
            "  shunt journal --json | jq '.tables'",
            "  shunt journal retry --table orders     # do not wait for the next try",
            "  shunt journal drain --timeout 60s      # wait until nothing is pending"
        },
        subcommands = {RetryCommand.class, DrainCommand.class})
public final class JournalCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Option(names = "--json", description = "Write the instance's own JSON object, for scripts.")
    private boolean json;

    /** Readies the command to write on {@code terminal}. */
    public JournalCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        StatusReport page = journal().everything();
        if (json) {
            terminal.line(LiveJournal.text(page));
        } else {
            new JournalView(page, terminal).print();
        }
        return JournalView.troubles(page).isEmpty() ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    LiveJournal journal() {
        return new LiveJournal(file);
    }
}
