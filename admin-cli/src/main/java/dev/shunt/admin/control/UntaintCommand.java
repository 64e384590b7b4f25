package dev.shunt.admin.control;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.cluster.Fleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code shunt control untaint}. */
@Command(
        name = "untaint",
        header = "Takes the mark off tables that you have copied and compared again.",
        description = {
            "",
            "A tainted table may lack rows on the target, or have old ones, and nobody can list them. Take the mark off"
                    + " only once you know that both sides are equal: from then on reads of it may be gray again, if the"
                    + " whole table has been compared since (a walk does that) or gray.unverified = allow."
                    + " Instances with a knob in use follow within a heartbeat.",
        })
public final class UntaintCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ParentCommand
    private @Nullable ControlCommand parent;

    @Mixin
    private SourceOption source = new SourceOption();

    @Parameters(paramLabel = "TABLE", arity = "1..*", description = "As shunt status names it; * for the mark on all.")
    private List<String> tables = new ArrayList<>();

    /** Readies the command to write on {@code terminal}. */
    public UntaintCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException {
        FileOption file = Objects.requireNonNull(parent).file();
        try (Connection connection = Registers.connect(source, file)) {
            Fleet fleet = Registers.fleet(connection);
            for (String table : tables) {
                if (fleet.taints().stream()
                        .noneMatch(taint -> taint.taint().table().equals(table))) {
                    throw new Failure(ExitCode.USAGE, "table " + table + " is not tainted: see shunt status");
                }
            }
            for (String table : tables) {
                int marks = Fleet.untaint(connection, table);
                terminal.line("table " + table + ": " + Quantity.amount(marks, "mark") + " taken off");
            }
            return ExitCode.FINE;
        }
    }
}
