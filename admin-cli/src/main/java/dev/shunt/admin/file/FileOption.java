package dev.shunt.admin.file;

import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import dev.shunt.config.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The option {@code -f} of every command. */
public final class FileOption {
    private static final Predicate<String> STATE_DIR = Pattern.compile(
                    "^\\s*" + Pattern.quote(Options.STATE_DIR.name()) + "\\b")
            .asPredicate();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The file that steers the driver. Default: system property shunt.config, environment variable"
                    + " SHUNT_CONFIG, ./shunt.properties.")
    private @Nullable Path file;

    /** Returns the file; it need not be valid. */
    public Path path() {
        Path path = file == null ? byDefault(System::getProperty, System::getenv) : file;
        if (!Files.isRegularFile(path)) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "no file " + path.toAbsolutePath()
                            + ": name the application's file with -f FILE, or set SHUNT_CONFIG");
        }
        return path;
    }

    /** Returns what the file says now. */
    public Config config() {
        Path path = path();
        try {
            return Config.parseForOthers(path, content(path));
        } catch (ConfigException e) {
            throw new Failure(ExitCode.NEEDS_A_PERSON, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the state directory that the file names, also where anything else in it is wrong. */
    public Path stateDir() {
        Path path = path();
        String line = content(path).lines().filter(STATE_DIR).collect(Collectors.joining("\n"));
        try {
            return Config.parseForOthers(path, line.isEmpty() ? "enabled = true" : line)
                    .get(Options.STATE_DIR);
        } catch (ConfigException e) {
            return config().get(Options.STATE_DIR);
        }
    }

    private static String content(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, "the file cannot be read: " + e);
        }
    }

    private static Path byDefault(
            UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> environment) {
        String named = property.apply("shunt.config");
        if (named == null) {
            named = environment.apply("SHUNT_CONFIG");
        }
        return Path.of(named == null ? "shunt.properties" : named);
    }
}
