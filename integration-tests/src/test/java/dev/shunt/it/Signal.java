package dev.shunt.it;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What a process can be told from outside besides its death. */
enum Signal {
    /** It does nothing any more, until {@link #CONT}. */
    STOP,
    CONT;

    void to(Process process) {
        try {
            new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
