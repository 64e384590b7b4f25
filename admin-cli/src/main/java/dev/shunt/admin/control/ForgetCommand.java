package dev.shunt.admin.control;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Member;
import dev.shunt.config.Options;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code shunt control forget}. */
@Command(
        name = "forget",
        header = "Takes an instance that is dead for good out of the register.",
        description = {
            "",
            "What was pending in its journal is lost then, if it died unclean: the tables that it mirrored are tainted"
                    + " until they are compared again. Better start it again with its state.dir, where that still exists.",
            "",
            "An instance that lives is refused; it would only register again."
        },
        exitCodeList = {
            "0:forgotten",
            "1:forgotten, and its tables are tainted",
            "2:wrong usage, or there is no such instance",
            "3:not forgotten"
        })
public final class ForgetCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ParentCommand
    private @Nullable ControlCommand parent;

    @Mixin
    private SourceOption source = new SourceOption();

    @Parameters(paramLabel = "ID", description = "The instance, as shunt status names it.")
    private String id = "";

    /** Readies the command to write on {@code terminal}. */
    public ForgetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException {
        FileOption file = Objects.requireNonNull(parent).file();
        try (Connection connection = Registers.connect(source, file)) {
            Fleet fleet = Registers.fleet(connection);
            Member member = fleet.member(id);
            if (member == null) {
                throw new Failure(ExitCode.USAGE, "there is no instance " + id + ": see shunt status");
            }
            Duration lease = source.given()
                    ? Options.LEASE.defaultValue()
                    : file.config().get(Options.LEASE);
            if (member.ageMillis() <= lease.toMillis()) {
                throw new Failure(
                        ExitCode.UNREACHABLE,
                        "instance " + id + " lives: process " + member.self().pid() + " on host "
                                + member.self().host() + ", last heard of "
                                + Quantity.age(Math.max(0, member.ageMillis())) + " ago. Stop it first");
            }
            if (!Fleet.forget(connection, member)) {
                throw new Failure(
                        ExitCode.UNREACHABLE, "instance " + id + " has just come back: nothing was forgotten");
            }
            return told(member, Registers.fleet(connection));
        }
    }

    private int told(Member member, Fleet fleet) {
        String tainted = fleet.taints().stream()
                .filter(taint -> taint.instance().equals(id))
                .map(taint -> taint.taint().table())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        if (member.clean()) {
            terminal.line(
                    "instance " + id + " is forgotten; it had left nothing" + (tainted.isEmpty() ? "" : " pending"));
        } else {
            terminal.line("instance " + id + " is forgotten. It died unclean: writes that were pending in "
                    + member.self().stateDir()
                    + " on host " + member.self().host() + " are lost on the target");
        }
        if (tainted.isEmpty()) {
            return ExitCode.FINE;
        }
        terminal.line("tainted until they are compared again: " + tainted);
        return ExitCode.NEEDS_A_PERSON;
    }
}
