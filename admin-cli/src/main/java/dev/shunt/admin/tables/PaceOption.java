package dev.shunt.admin.tables;

import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How gently a command works. */
public final class PaceOption {
    private static final int RUNNING = 25;

    @Option(
            names = "--max-rate",
            paramLabel = "ROWS",
            description = "Rows per second at most. Default: as fast as it goes.")
    private @Nullable Long maxRate;

    @Option(
            names = "--max-running",
            paramLabel = "N",
            description = "Wait while the source has more threads running (Threads_running). Default: " + RUNNING
                    + "; 0 for no bound.")
    private @Nullable Integer maxRunning;

    /** Returns the rows per second that are asked for; null where nothing is said. */
    public @Nullable Long maxRate() {
        return maxRate;
    }

    /** Returns how many threads may be running; null where nothing is said. */
    public @Nullable Integer maxRunning() {
        return maxRunning;
    }

    /** Returns what is asked for, with that bound of a replica's lag. */
    public Rates rates(Duration mostLag) {
        return new Rates(maxRate == null ? 0 : maxRate, maxRunning == null ? RUNNING : maxRunning, mostLag, false);
    }

    /** Returns the pace that is asked for. */
    public Pace pace(DataSource source, Stop stop) {
        return new Pace(rates(Duration.ZERO), source, stop);
    }
}
