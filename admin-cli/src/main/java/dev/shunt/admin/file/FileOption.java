package dev.shunt.admin.file;

import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import dev.shunt.config.FileText;
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
            description = "The file that steers the driver, shunt.properties here unless the system property"
                    + " shunt.config or the environment variable SHUNT_CONFIG names another.")
    private @Nullable Path file;

    /** Returns the file; it need not be valid. */
    public Path path() {
        Path path = file == null ? byDefault(System::getProperty, System::getenv) : file;
        if (!Files.exists(path)) {
            throw unusable("no file " + path.toAbsolutePath());
        }
        if (Files.isDirectory(path)) {
            throw unusable(path.toAbsolutePath() + " is a directory, not a file");
        }
        return path;
    }

    private static Failure unusable(String why) {
        return new Failure(
                ExitCode.UNREACHABLE, why + ": name the application's file with -f FILE, or set SHUNT_CONFIG");
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
            Config config = Config.parseForOthers(path, line.isEmpty() ? "enabled = true" : line);
            require(config, Options.STATE_DIR.name()::equals);
            return config.get(Options.STATE_DIR);
        } catch (ConfigException e) {
            return config().get(Options.STATE_DIR);
        }
    }

    /** Returns its text, or ends the command saying why it cannot be read. */
    public String content() {
        return content(path());
    }

    private static String content(Path path) {
        try {
            return FileText.read(path);
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, path.toAbsolutePath() + ": " + e.getMessage());
        }
    }

    /** Ends the command if the value of such a key cannot be looked up by this process: with the default it would go wrong later. */
    public static void require(Config config, Predicate<String> keys) {
        config.missing().forEach((key, missing) -> {
            if (keys.test(key)) {
                throw new Failure(
                        ExitCode.USAGE,
                        config.file().toAbsolutePath() + ": " + key + ": " + missing
                                + ". This command looks it up for itself: give it in this shell what the application has,"
                                + " or run it where that runs");
            }
        });
    }

    private static Path byDefault(
            UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> environment) {
        String named = property.apply("shunt.config");
        if (named == null || named.isBlank()) {
            named = environment.apply("SHUNT_CONFIG");
        }
        return Path.of(named == null || named.isBlank() ? "shunt.properties" : named.strip());
    }
}
