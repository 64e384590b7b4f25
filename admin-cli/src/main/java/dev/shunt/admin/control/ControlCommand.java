package dev.shunt.admin.control;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.tables.TargetTables;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.cluster.ControlTables;
import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.config.Side;
import dev.shunt.journal.OutboxTable;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.MarkerTable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code shunt control}. */
@Command(
        name = "control",
        header = "The register: the tables in which instances tell of themselves.",
        description = {
            "",
            "shunt_control, shunt_instance, shunt_taint, shunt_verified and shunt_found are made on the source by the first"
                    + " instance with a knob in use whose login may create tables. Where it may not, let an administrator run what --print-sql"
                    + " prints. Without them everything works, but nobody sees the whole fleet, or that an instance died.",
            "",
            "The instances themselves are shown by shunt status."
        },
        footer = {
            "",
            "Examples:",
            "  shunt control --print-sql | mysql -u root shop",
            "  shunt control --print-sql --side target",
            "  shunt control forget 3fa9c2d1a07b      # it will never come back",
            "  shunt control untaint orders           # copied and compared again"
        },
        subcommands = {ForgetCommand.class, UntaintCommand.class})
public final class ControlCommand implements Callable<Integer> {
    private static final Pattern SCHEMA = Pattern.compile("jdbc:\\w+:[^?;]*//[^/?;]*/([^?;]+).*");

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FileOption file = new FileOption();

    @Mixin
    private SourceOption source = new SourceOption();

    @Option(names = "--print-sql", description = "Print the statements that create the tables, and the rights on them.")
    private boolean printSql;

    @Option(
            names = "--side",
            paramLabel = "SIDE",
            description = "source or target. Default: ${DEFAULT-VALUE}.",
            defaultValue = "source")
    private Side side = Side.SOURCE;

    /** Readies the command to write on {@code terminal}. */
    public ControlCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!printSql) {
            throw new ParameterException(spec.commandLine(), "nothing to do: --print-sql, or a command of its own");
        }
        boolean target = side == Side.TARGET;
        Config config = target ? file.config() : null;
        String url = config != null ? config.get(Options.TARGET_URL) : source.url(file);
        String user = config != null ? config.get(Options.TARGET_USER) : "";
        Dialect dialect = url.startsWith("jdbc:h2:") ? Dialect.H2 : Dialect.MYSQL;
        terminal.line(
                "-- the tables of Shunt's register, on the " + side + "; run it in the schema of the application");
        ControlTables.ddl(dialect).forEach(sql -> terminal.line(sql + ";"));
        if (target) {
            terminal.line("-- for shunt backfill and shunt verify");
            TargetTables.ddl(dialect).forEach(sql -> terminal.line(sql + ";"));
        } else {
            terminal.line("-- for journal = outbox");
            terminal.line(OutboxTable.ddl(dialect) + ";");
            terminal.line("-- for mirror = external; the tool that mirrors has to bring this one too");
            MarkerTable.ddl(dialect).forEach(sql -> terminal.line(sql + ";"));
        }
        terminal.line("-- and the rights of the login that the "
                + (target ? "file names for the target" : "application connects with"));
        ControlTables.grants(
                        schema(url),
                        account(dialect, url, user),
                        target ? TargetTables.NAMES : List.of(OutboxTable.NAME, MarkerTable.NAME))
                .forEach(sql -> terminal.line(sql + ";"));
        if (dialect != Dialect.H2 && !target) {
            terminal.line("-- better, not needed: lets an instance see that no old transaction is open any more");
            terminal.line("-- GRANT PROCESS ON *.* TO " + account(dialect, url, user) + ";");
        }
        return ExitCode.FINE;
    }

    FileOption file() {
        return file;
    }

    private static @Nullable String schema(String url) {
        Matcher path = SCHEMA.matcher(url);
        return path.matches() && !url.startsWith("jdbc:h2:") ? path.group(1) : null;
    }

    private static String account(Dialect dialect, String url, String user) {
        Matcher inUrl = Pattern.compile("(?i)[?&;]user=([^&;]+)").matcher(url);
        String name = !user.isEmpty() ? user : inUrl.find() ? inUrl.group(1) : "<user>";
        return dialect == Dialect.H2 ? name : "'" + name + "'@'%'";
    }
}
