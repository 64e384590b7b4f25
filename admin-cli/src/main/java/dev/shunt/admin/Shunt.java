package dev.shunt.admin;

import static dev.shunt.schema.Failure.CONNECTION_LOST;

import dev.shunt.admin.backfill.BackfillCommand;
import dev.shunt.admin.control.ControlCommand;
import dev.shunt.admin.demo.DemoCommand;
import dev.shunt.admin.diffs.DiffsCommand;
import dev.shunt.admin.journal.JournalCommand;
import dev.shunt.admin.knobs.OffCommand;
import dev.shunt.admin.knobs.SetCommand;
import dev.shunt.admin.metrics.MetricsCommand;
import dev.shunt.admin.preflight.PreflightCommand;
import dev.shunt.admin.repair.RepairCommand;
import dev.shunt.admin.schema.SchemaCommand;
import dev.shunt.admin.status.StatusCommand;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.admin.verify.VerifyCommand;
import dev.shunt.session.Trouble;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.logging.LogManager;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code shunt}. */
@Command(
        name = "shunt",
        header = "Moves a live application from one database to another.",
        description = {
            "",
            "The application uses the driver: jdbc:mysql://… becomes jdbc:shunt:mysql://…, and one file decides the"
                    + " rest. These commands edit that file and show what the running driver makes of it."
        },
        commandListHeading = "%nCommands:%n",
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nWhat:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is well",
            "1:something needs a person: a problem in the file, a tainted table, differences, …",
            "2:wrong usage, a value that is not allowed, or none for what the file looks up ($${env:…})",
            "3:no instance runs, a database cannot be reached, or there is no file"
        },
        footer = {"", "Begin with: shunt demo"},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT)
public final class Shunt implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            PreflightCommand.class,
            SchemaCommand.class,
            StatusCommand.class,
            SetCommand.class,
            OffCommand.class,
            DiffsCommand.class,
            JournalCommand.class,
            BackfillCommand.class,
            VerifyCommand.class,
            RepairCommand.class,
            ControlCommand.class,
            MetricsCommand.class,
            HelpCommand.class);

    /** Names of types are for programmers. */
    private static final Pattern NO_NUMBER = Pattern.compile("is not an? (int|long)$");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        LogManager.getLogManager().reset(); // errors are for a person here; the driver's log would break the screen
        System.exit(run(Terminal.standard(), new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments));
    }

    /** Runs one command; returns its exit code. */
    public static int run(Terminal terminal, PrintWriter errors, String... arguments) {
        boolean colour = !terminal.paint(Style.BOLD, "x").equals("x");
        PrintWriter out = terminal.writer();
        CommandLine shunt = new CommandLine(new Shunt(), new Commands(terminal));
        wanted(arguments).forEach(shunt::addSubcommand);
        int code = shunt.setColorScheme(Help.defaultColorScheme(colour ? Help.Ansi.ON : Help.Ansi.OFF))
                .setOut(out)
                .setErr(errors)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, ignored) -> wrongUsage(e))
                .setExecutionExceptionHandler((e, command, ignored) -> failed(e, command))
                .execute(arguments);
        out.flush();
        errors.flush();
        return code;
    }

    /** Returns the one that is named, for it takes a while to make each ready; else all of them. */
    private static List<Class<?>> wanted(String... arguments) {
        String name = arguments.length == 0 ? "" : arguments[0];
        return COMMANDS.stream()
                .filter(command ->
                        name.equals(command.getAnnotation(Command.class).name()) && command != HelpCommand.class)
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command");
    }

    private static int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter errors = command.getErr();
        errors.println("shunt: "
                + NO_NUMBER.matcher(String.valueOf(e.getMessage())).replaceFirst("is no whole number, like 5000"));
        String name = command.getCommandSpec().qualifiedName();
        if (UnmatchedArgumentException.printSuggestions(e, errors)) {
            errors.println("See: shunt help");
        } else if (command.getParent() == null) {
            command.usage(errors, command.getColorScheme());
        } else {
            // the whole of it would push the error off the screen
            errors.println("See: " + name.replaceFirst("^shunt", "shunt help"));
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception e, CommandLine command) {
        if (e instanceof Failure failure) {
            command.getErr().println("shunt: " + failure.getMessage());
            return failure.exitCode();
        }
        if (e instanceof SQLException error && dev.shunt.schema.Failure.of(error) == CONNECTION_LOST) {
            command.getErr()
                    .println("shunt: a database cannot be reached any more: " + Trouble.text(error)
                            + ". The same command begins again when it is back");
            return ExitCode.UNREACHABLE;
        }
        command.getErr().println("shunt: this should not happen: " + Trouble.text(e));
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
