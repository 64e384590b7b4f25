package dev.shunt.admin.knobs;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.config.Config;
import dev.shunt.config.ConfigEditor;
import dev.shunt.config.ConfigException;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes the file and says what that means. */
final class Edit {
    private final FileOption file;
    private final Terminal terminal;

    Edit(FileOption file, Terminal terminal) {
        this.file = file;
        this.terminal = terminal;
    }

    /** Applies the changes, or only prints the result; an empty value removes the line. */
    int apply(Map<String, String> changes, boolean print) {
        Map<String, @Nullable String> edits = new LinkedHashMap<>();
        changes.forEach((key, value) -> edits.put(key, value.isEmpty() ? null : value));
        Path path = file.path();
        String content = file.content();
        try {
            if (print) {
                String edited = ConfigEditor.edit(content, edits);
                Config.parseForOthers(path, edited);
                terminal.raw(edited);
                return ExitCode.FINE;
            }
            ConfigEditor.write(path, edits);
        } catch (ConfigException e) {
            throw new Failure(
                    good(path, content) ? ExitCode.USAGE : ExitCode.NEEDS_A_PERSON,
                    e.getMessage() + "\nNothing was changed.");
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, unchanged(path, e));
        }
        changes.forEach((key, value) -> terminal.line(
                terminal.paint(Style.BOLD, key) + (value.isEmpty() ? " removed: the default holds" : " = " + value)));
        terminal.line(terminal.paint(Style.DIM, path + " is written; " + audience()));
        return ExitCode.FINE;
    }

    private static boolean good(Path path, String content) {
        try {
            Config.parseForOthers(path, content);
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }

    /** The file is replaced as a whole, so that nobody reads half of it. */
    static String unchanged(Path path, IOException e) {
        Path directory = path.toAbsolutePath().getParent();
        String why = e instanceof AccessDeniedException
                ? "the user " + System.getProperty("user.name") + " may not write to " + directory
                : e instanceof FileSystemException system && system.getReason() != null
                        ? system.getReason() + " in " + directory
                        : String.valueOf(e.getMessage());
        return path + " is as it was: " + why
                + ". A new file is written there in the place of the old one: run this as a"
                + " user who may do that, or edit the file itself (shunt set --print shows it)";
    }

    private String audience() {
        try {
            return StatusClient.read(file.stateDir()).isPresent()
                    ? "the running instance takes it within a second (see shunt status)"
                    : "no instance runs on it at the moment";
        } catch (IOException e) {
            return "the running instance could not be asked: " + e.getMessage();
        }
    }
}
