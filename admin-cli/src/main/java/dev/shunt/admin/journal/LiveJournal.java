package dev.shunt.admin.journal;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSON.Feature;
import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.status.StatusReport;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Options;
import dev.shunt.journal.Leftover;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The journal of the instance that runs with a file, asked through its socket. */
record LiveJournal(FileOption file) {
    /** Returns the answer to {@code journal} and what stands behind it in the request. */
    StatusReport page(String request) {
        Path stateDir = file.stateDir();
        return ask(stateDir, request).orElseThrow(() -> nobody(stateDir));
    }

    /** Returns everything; where no instance runs, what the last one has left in its files. */
    StatusReport everything() {
        Path stateDir = file.stateDir();
        return ask(stateDir, "").orElseGet(() -> left(stateDir));
    }

    private StatusReport left(Path stateDir) {
        Path directory = stateDir.resolve("journal");
        if (!Files.isDirectory(directory)) {
            throw nobody(stateDir);
        }
        boolean full = file.config().get(Options.DIFF_VALUES) == DiffValues.FULL;
        try {
            return DeadJournal.page(Leftover.read(directory), full);
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, "the journal in " + directory + " cannot be read: " + e);
        }
    }

    private static Optional<StatusReport> ask(Path stateDir, String request) {
        try {
            Optional<StatusReport> page =
                    StatusClient.ask(stateDir, ("journal " + request).strip()).map(StatusReport::new);
            String error = page.isPresent() ? page.get().text("error") : null;
            if (error != null) {
                throw new Failure(ExitCode.UNREACHABLE, "the instance could not tell its journal: " + error);
            }
            return page;
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private Failure nobody(Path stateDir) {
        file.config(); // a broken file is told first
        return new Failure(
                ExitCode.UNREACHABLE,
                "no instance runs on state.dir " + stateDir.toAbsolutePath() + ": only a running one syncs what is"
                        + " pending. A relative state.dir belongs to the application's working"
                        + " directory: run shunt there, or make it absolute.");
    }

    static String text(StatusReport page) {
        try {
            return JSON.std.with(Feature.WRITE_NULL_PROPERTIES).asString(page.json());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
