package dev.shunt.admin.metrics;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code shunt metrics}. */
@Command(
        name = "metrics",
        header = "Writes the running instance's numbers as Prometheus reads them.",
        description = {
            "",
            "Asks the application's driver through the socket in state.dir; no port is opened. What each number is stands"
                    + " in docs/metrics.md. The same are in JMX, as dev.shunt:type=Instance,file=\"…\".",
            "",
            "For node_exporter's textfile collector, write to another file and rename it."
        },
        exitCodeList = {"0:written", "2:wrong usage", "3:no instance runs, or there is no file"},
        footer = {
            "",
            "Examples:",
            "  shunt metrics -f /etc/shop/shunt.properties",
            "  shunt metrics > shunt.prom.new && mv shunt.prom.new shunt.prom"
        })
public final class MetricsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    /** Readies the command to write on {@code terminal}. */
    public MetricsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path stateDir = file.stateDir();
        try {
            String text = StatusClient.text(stateDir, "metrics")
                    .orElseThrow(() -> new Failure(
                            ExitCode.UNREACHABLE,
                            "no instance runs on state.dir " + stateDir.toAbsolutePath()
                                    + ": a relative state.dir belongs to the application's working directory"));
            if (text.startsWith("{")) {
                throw new Failure(ExitCode.UNREACHABLE, "the instance could not tell its metrics: " + text);
            }
            terminal.raw(text);
            return ExitCode.FINE;
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }
}
