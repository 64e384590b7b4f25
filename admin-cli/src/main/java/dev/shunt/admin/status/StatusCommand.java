package dev.shunt.admin.status;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSON.Feature;
import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.Config;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code shunt status}. */
@Command(
        name = "status",
        header = "Shows how the running instance is.",
        description = {
            "",
            "Asks the application's driver through the socket in state.dir: the knobs it has taken, reads and writes by"
                    + " side, the gray share asked for and reached and why reads stayed on the primary, rows synced and"
                    + " pending for each table, compared reads and differences, the breaker, latencies.",
            "",
            "What needs a person comes first, with its fix."
        },
        footer = {
            "",
            "Examples:",
            "  shunt status -f /etc/shop/shunt.properties",
            "  shunt status --watch",
            "  shunt status --json | jq .mirror.pending"
        })
public final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Option(names = "--json", description = "Write the instance's own JSON object, for scripts.")
    private boolean json;

    @Option(names = "--watch", description = "Show it again every second, until Ctrl-C.")
    private boolean watch;

    /** Readies the command to write on {@code terminal}. */
    public StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        int code = show();
        while (watch) {
            TimeUnit.SECONDS.sleep(1);
            code = show();
        }
        return code;
    }

    private int show() {
        StatusReport report = ask();
        List<String> attention = Attention.in(report);
        if (json) {
            terminal.line(text(report.json()));
        } else {
            List<String> lines = new StatusView(report, terminal).lines(attention);
            if (watch && terminal.redraws()) {
                terminal.raw("\u001b[H\u001b[2J");
            }
            lines.forEach(terminal::line);
        }
        return attention.isEmpty() ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    private StatusReport ask() {
        Path stateDir = file.stateDir();
        try {
            return new StatusReport(StatusClient.read(stateDir).orElseThrow(() -> nobody(stateDir)));
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private Failure nobody(Path stateDir) {
        Config config = file.config(); // a broken file is told first
        return new Failure(
                ExitCode.UNREACHABLE,
                "no instance runs on state.dir " + stateDir.toAbsolutePath() + " (from " + config.file()
                        + "): start the application with jdbc:shunt:… in its URL and this file. A relative state.dir"
                        + " belongs to the application's working directory: run shunt there, or make it absolute.");
    }

    private static String text(Map<String, Object> json) {
        try {
            return JSON.std.with(Feature.WRITE_NULL_PROPERTIES).asString(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
