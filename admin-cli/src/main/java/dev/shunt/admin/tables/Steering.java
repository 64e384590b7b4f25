package dev.shunt.admin.backfill;

import dev.shunt.admin.tables.PaceOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be asked of a backfill that runs. */
final class Steering {
    @Option(names = "--pause", description = "Have the backfill that runs begin nothing more; it stays.")
    private boolean pause;

    @Option(names = "--resume", description = "Let it go on.")
    private boolean resume;

    @Option(names = "--retune", description = "Give it another --max-rate, --max-running or --max-lag.")
    private boolean retune;

    /** Does it; returns what to say. */
    String steer(PaceTable table, PaceOption pace, @Nullable Duration maxLag) throws SQLException {
        if (pause) {
            table.pause(true);
            return "paused within a second; shunt backfill --resume goes on";
        }
        if (resume) {
            table.pause(false);
            return "goes on within a second";
        }
        if (retune && pace.maxRate() == null && pace.maxRunning() == null && maxLag == null) {
            throw new Failure(ExitCode.USAGE, "--retune needs --max-rate, --max-running or --max-lag");
        }
        table.retune(pace.maxRate(), pace.maxRunning(), maxLag);
        return "retuned within a second, until a backfill begins anew";
    }
}
