package dev.shunt.admin.status;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSON.Feature;
import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.Config;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code shunt status}. */
@Command(
        name = "status",
        header = "Shows how the running instance is, and the whole fleet.",
        description = {
            "",
            "Reads the register in the source, where every instance tells of itself: who lives, with which knobs, how"
                    + " many transactions are still open that began under older ones, what is pending, what is tainted.",
            "",
            "Also asks the application's driver through the socket in state.dir: the knobs it has taken, reads and"
                    + " writes by side, the gray share asked for and reached and why reads stayed on the primary, rows"
                    + " synced and pending for each table, compared reads and differences, the breaker, latencies.",
            "",
            "What needs a person comes first, with its fix."
        },
        footer = {
            "",
            "Examples:",
            "  shunt status -f /etc/shop/shunt.properties",
            "  shunt status --watch",
            "  shunt status --url jdbc:mysql://old-db/shop --user shop --password",
            "  shunt status --json | jq .mirror.pending"
        })
public final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Mixin
    private SourceOption source = new SourceOption();

    @Option(
            names = "--json",
            description = "Write the instance's own JSON object, for scripts; the fleet is in it under that name.")
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
        FleetLook fleet = FleetLook.at(source, file);
        StatusReport report = source.given() ? null : ask(fleet);
        FleetAttention all = fleet.attention();
        List<String> attention = new ArrayList<>(report == null ? List.of() : Attention.in(report, all));
        if (all != null) {
            attention.addAll(all.in(
                    report == null ? Map.of() : Attention.tainted(report),
                    report == null || StatusView.unverified(report)));
        }
        if (json) {
            terminal.line(text(merged(report, fleet)));
        } else {
            List<String> lines = lines(report, fleet, attention);
            if (watch && terminal.redraws()) {
                terminal.raw("\u001b[H\u001b[2J");
            }
            lines.forEach(terminal::line);
        }
        FleetStatus others = fleet.fleet();
        boolean nobody = report == null && others != null && others.isEmpty();
        return !attention.isEmpty() ? ExitCode.NEEDS_A_PERSON : nobody ? ExitCode.UNREACHABLE : ExitCode.FINE;
    }

    private static Map<String, Object> merged(@Nullable StatusReport report, FleetLook fleet) {
        Map<String, Object> merged = new LinkedHashMap<>(report == null ? Map.of() : report.json());
        FleetStatus all = fleet.fleet();
        if (all != null) {
            merged.put("fleet", all.json());
        } else if (fleet.problem() != null) {
            merged.put("fleet_problem", fleet.problem());
        }
        return merged;
    }

    private List<String> lines(@Nullable StatusReport report, FleetLook fleet, List<String> attention) {
        List<String> lines = new ArrayList<>();
        if (report == null) {
            attention.forEach(problem -> lines.addAll(terminal.marked(problem)));
        } else {
            lines.addAll(new StatusView(report, terminal).lines(attention));
        }
        FleetStatus all = fleet.fleet();
        if (all != null) {
            lines.add(terminal.paint(Style.CYAN, "fleet"));
            all.lines(terminal).forEach(line -> lines.add("  " + line));
        } else if (fleet.problem() != null) {
            lines.addAll(StatusView.section(terminal, "fleet", "not seen: " + fleet.problem()));
        }
        return lines;
    }

    /** Returns null where no instance runs here, but the fleet can be shown. */
    private @Nullable StatusReport ask(FleetLook fleet) {
        Path stateDir = file.stateDir();
        try {
            Optional<Map<String, Object>> answer = StatusClient.read(stateDir);
            if (answer.isEmpty() && fleet.fleet() == null) {
                throw nobody(stateDir, fleet);
            }
            return answer.map(StatusReport::new).orElse(null);
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private Failure nobody(Path stateDir, FleetLook fleet) {
        Config config = file.config(); // a broken file is told first
        return new Failure(
                ExitCode.UNREACHABLE,
                "no instance runs on state.dir " + stateDir.toAbsolutePath() + " (from " + config.file()
                        + "): start the application with jdbc:shunt:… in its URL and this file. A relative state.dir"
                        + " belongs to the application's working directory: run shunt there, or make it absolute."
                        + (fleet.problem() == null ? "" : " And the fleet is not seen: " + fleet.problem()));
    }

    private static String text(Map<String, Object> json) {
        try {
            return JSON.std.with(Feature.WRITE_NULL_PROPERTIES).asString(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
