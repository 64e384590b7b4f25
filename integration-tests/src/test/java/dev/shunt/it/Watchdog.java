package dev.shunt.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Sees to it that a server and its data do not outlive this JVM, even if that is killed. */
final class Watchdog {
    private static final String WATCH = "read -r end || { kill -9 \"$1\"; sleep 1; rm -rf \"$2\"; }";

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /** Watches from now on: its input ends with this JVM. */
    static Watchdog over(Process server, Path data) {
        try {
            return new Watchdog(
                    new ProcessBuilder(List.of("sh", "-c", WATCH, "sh", Long.toString(server.pid()), data.toString()))
                            .redirectErrorStream(true)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops watching: the number of a process that has ended may be another's. */
    void leave() {
        process.destroyForcibly();
    }
}
