package dev.shunt.admin.preflight;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.Side;
import dev.shunt.session.Trouble;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shunt preflight}. */
@Command(
        name = "preflight",
        header = "Checks beforehand what would make a migration fail later.",
        description = {
            "",
            "Connects to both sides and looks at rights, versions, settings, clocks, and at every table that moves: its"
                    + " columns, types, keys, counters, triggers and size. Each finding says what both sides have, why it"
                    + " matters, and the fix. Nothing is changed on either side; one connection of its own is ended, to see"
                    + " that it can be.",
            "",
            "Run it with the application's login, since the rights that are looked at are those of the login. What cannot"
                    + " be checked for want of a right is a finding, too. All checks: docs/preflight.md."
        },
        exitCodeList = {
            "0:no blocker",
            "1:at least one blocker",
            "2:wrong usage",
            "3:there is no file, or it names no target"
        },
        footer = {"", "Examples:", "  shunt preflight", "  shunt preflight orders payment", "  shunt preflight --json"})
public final class PreflightCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Mixin
    private SourceOption source = new SourceOption();

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Default: all in scope.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--json", description = "Write one JSON object and nothing else.")
    private boolean json;

    /** Readies the command to write on {@code terminal}. */
    public PreflightCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        Findings findings = new Findings();
        try (BothSides sides = BothSides.unreached(file, source, 3);
                Opened from = open(sides, Side.SOURCE, findings);
                Opened to = open(sides, Side.TARGET, findings)) {
            if (from.database != null && to.database != null) {
                Pair pair = new Pair(sides.config(), from.database, to.database, sides.tables(tables));
                Checks.ALL.forEach((name, check) -> findings.run(name, check, pair));
            }
        }
        PreflightView view = new PreflightView(findings, terminal);
        if (json) {
            view.json();
        } else {
            view.print();
        }
        return findings.count(Severity.BLOCKER) == 0 ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    /** A side, if it can be reached. */
    private record Opened(@Nullable Database database) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            if (database != null) {
                database.close();
            }
        }
    }

    private static Opened open(BothSides sides, Side side, Findings findings) {
        try {
            return new Opened(Database.open(side, sides.url(side), sides.endpoint(side)));
        } catch (SQLException e) {
            findings.unreachable(side, Trouble.text(e));
            return new Opened(null);
        }
    }
}
