package dev.shunt.admin.demo;

import dev.shunt.config.ConfigEditor;
import dev.shunt.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The file that steers the driver. The demo has no other way to steer it. */
final class Migration {
    private final Path file;
    private final Path stateDir;

    Migration(Workspace workspace) {
        this.file = workspace.path().resolve("shunt.properties");
        this.stateDir = workspace.path().resolve("state");
    }

    Path file() {
        return file;
    }

    Path stateDir() {
        return stateDir;
    }

    /** Writes the file as it is before anything moves. */
    void create(Databases databases) throws IOException {
        Files.writeString(
                file, """
                # The demo's migration. Every line may be edited while the shop runs.
                source.url     = %s
                target.url     = %s
                target.user    = %s
                state.dir      = %s

                mirror         = off
                shadow.percent = 0
                gray.percent   = 0

                gray.async     = allow
                gray.retry     = 3 s
                shadow.settle  = 300 ms
                # both databases and the shop share one machine: how long a read takes tells nothing
                shadow.slower  = 0
                breaker.probe  = 1 s
                target.timeout = 2 s
                """.formatted(databases.sourceUrl(), databases.targetUrl(), databases.user(), stateDir));
    }

    /** Turns one knob by editing the file, and returns when the running instance has taken it. */
    void turn(Board board, String knob, String value) throws IOException, ConfigException, InterruptedException {
        ConfigEditor.write(file, Map.of(knob, value));
        board.await(
                () -> "the driver takes " + knob + " = " + value + " from the file ("
                        + board.status().text("config.problem", "no problem reported") + ")",
                Duration.ofSeconds(10),
                () -> value.equals(board.status().object("config.knobs").get(knob)));
    }
}
