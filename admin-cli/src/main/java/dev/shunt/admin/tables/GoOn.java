package dev.shunt.admin.tables;

import dev.shunt.config.Secrets;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command that goes on where this one ends. */
public final class GoOn {
    /** What would begin anew, and what nobody may read. */
    private static final Set<String> LEFT_OUT = Set.of("--restart", "--password");

    private GoOn() {}

    /** Returns the command line as it was, without secrets. */
    public static String command(CommandSpec spec) {
        ParseResult parsed = spec.commandLine().getParseResult();
        StringBuilder text = new StringBuilder("shunt ").append(spec.name());
        for (OptionSpec option : parsed == null ? List.<OptionSpec>of() : parsed.matchedOptions()) {
            if (!LEFT_OUT.contains(option.longestName())) {
                text.append(' ').append(option.longestName());
                if (option.arity().max() > 0) {
                    option.stringValues().forEach(value -> text.append(' ').append(quoted(value)));
                }
            }
        }
        if (parsed != null) {
            parsed.matchedPositionals().stream()
                    .flatMap(positional -> positional.stringValues().stream())
                    .distinct()
                    .forEach(table -> text.append(' ').append(quoted(table)));
        }
        return text.toString();
    }

    private static String quoted(String value) {
        String shown = Secrets.masked(value);
        return shown.matches("[\\w./:=@%+,-]+") ? shown : "'" + shown.replace("'", "'\\''") + "'";
    }
}
