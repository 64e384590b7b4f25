package dev.shunt.admin.journal;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSON.Feature;
import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.status.StatusReport;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Path;

/** The journal of the instance that runs with a file, asked through its socket. */
record LiveJournal(FileOption file) {
    /** Returns the answer to {@code journal} and what stands behind it in the request. */
    StatusReport page(String request) {
        Path stateDir = file.stateDir();
        try {
            StatusReport page = new StatusReport(
                    StatusClient.ask(stateDir, ("journal " + request).strip()).orElseThrow(() -> nobody(stateDir)));
            String error = page.text("error");
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
                "no instance runs on state.dir " + stateDir.toAbsolutePath() + ": only a running one has a journal to"
                        + " show and syncs what is in it. A relative state.dir belongs to the application's working"
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
