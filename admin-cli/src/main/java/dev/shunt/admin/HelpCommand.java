package dev.shunt.admin;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shunt help}, also of a command below a command. */
@Command(
        name = "help",
        header = "Shows the help of a command.",
        exitCodeList = {"0:shown", "2:there is no such command"},
        helpCommand = true,
        footer = {"", "Examples:", "  shunt help set", "  shunt help diffs show"})
final class HelpCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Default: all commands, each in a line.")
    private List<String> names = new ArrayList<>();

    @Override
    public void run() {
        CommandLine command = spec.root().commandLine();
        for (String name : names) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                throw new ParameterException(
                        spec.commandLine(), "there is no command " + String.join(" ", names) + ": see shunt help");
            }
            command = next;
        }
        command.usage(spec.commandLine().getOut(), command.getColorScheme());
    }
}
