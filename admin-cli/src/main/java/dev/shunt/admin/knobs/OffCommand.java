package dev.shunt.admin.knobs;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.Options;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code shunt off}. */
@Command(
        name = "off",
        header = "Puts all knobs at rest.",
        description = {
            "",
            "Sets mirror = off, shadow.percent = 0 and gray.percent = 0, for all tables that have settings of their own as"
                    + " well. From then on every statement goes straight to the source.",
            "",
            "What is written from then on is not mirrored: the target falls behind and has to be brought up to date before"
                    + " it is of use again. To stop only reads from the target, use shunt set gray.percent=0."
        },
        exitCodeList = {
            "0:the file is changed, or printed",
            "1:the file has an error of its own, which comes first",
            "2:wrong usage, or a value that is not allowed",
            "3:there is no file, or it cannot be changed"
        },
        footer = {"", "Examples:", "  shunt off", "  shunt off -f /etc/shop/shunt.properties"})
public final class OffCommand implements Callable<Integer> {
    private static final Map<String, String> AT_REST =
            Map.of(Options.MIRROR.name(), "off", Options.SHADOW_PERCENT.name(), "0", Options.GRAY_PERCENT.name(), "0");

    private final Terminal terminal;

    @Mixin
    private FileOption file = new FileOption();

    @Option(names = "--print", description = "Write the new file to standard output and leave the old one as it is.")
    private boolean print;

    /** Readies the command to write on {@code terminal}. */
    public OffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String knob : List.of(Options.GRAY_PERCENT.name(), Options.SHADOW_PERCENT.name(), Options.MIRROR.name())) {
            changes.put(knob, AT_REST.get(knob));
        }
        for (String key : file.config().shown().keySet()) {
            AT_REST.forEach((knob, rest) -> {
                if (key.startsWith("table.") && key.endsWith("." + knob)) {
                    changes.put(key, rest);
                }
            });
        }
        return new Edit(file, terminal).apply(changes, print);
    }
}
