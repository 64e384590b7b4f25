package dev.shunt.admin.knobs;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shunt set}. */
@Command(
        name = "set",
        header = "Turns knobs by editing the file.",
        description = {
            "",
            "Changes lines of the file in place; comments and order stay. The result is checked as a whole before it is"
                    + " written at once, so that the driver never sees a bad or half-written file. Running instances take it"
                    + " within a second.",
            "",
            "The four knobs:",
            "  primary          source",
            "  mirror           off, async, sync, external",
            "  shadow.percent   0 to 100, in steps of 0.01",
            "  gray.percent     0 to 100, in steps of 0.01",
            "",
            "All but primary can be set for one table: table.NAME.gray.percent=10. Every other option of the file can be"
                    + " set as well (docs/options.md). NAME= removes the line, so that the default holds again."
        },
        exitCodeList = {
            "0:the file is changed, or printed",
            "1:the file has an error of its own, which comes first",
            "2:wrong usage, or a value that is not allowed",
            "3:there is no file, or it cannot be changed"
        },
        footer = {
            "",
            "Examples:",
            "  shunt set mirror=async shadow.percent=100",
            "  shunt set gray.percent=0.5 table.orders.gray.percent=0",
            "  shunt set --print gray.percent=50      # show the file as it would be",
        })
public final class SetCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Option(names = "--print", description = "Write the new file to standard output and leave the old one as it is.")
    private boolean print;

    @Parameters(arity = "1..*", paramLabel = "knob=value", description = "What to set.")
    private List<String> assignments = new ArrayList<>();

    /** Readies the command to write on {@code terminal}. */
    public SetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Edit(file, terminal).apply(changes(), print);
    }

    private Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new Failure(ExitCode.USAGE, "'" + assignment + "' is not knob=value, such as gray.percent=0.5");
            }
            String key = assignment.substring(0, equals).trim();
            if (changes.put(key, assignment.substring(equals + 1).trim()) != null) {
                throw new Failure(ExitCode.USAGE, key + " is given twice: give it once");
            }
        }
        return changes;
    }
}
