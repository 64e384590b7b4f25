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
import java.nio.file.Files;
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
        try {
            if (print) {
                String edited = ConfigEditor.edit(Files.readString(path), edits);
                Config.parseForOthers(path, edited);
                terminal.raw(edited);
                return ExitCode.FINE;
            }
            ConfigEditor.write(path, edits);
        } catch (ConfigException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage() + "\nNothing was changed.");
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, path + " could not be changed: " + e);
        }
        changes.forEach((key, value) -> terminal.line(
                terminal.paint(Style.BOLD, key) + (value.isEmpty() ? " removed: the default holds" : " = " + value)));
        terminal.line(terminal.paint(Style.DIM, path + " is written; " + audience()));
        return ExitCode.FINE;
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
