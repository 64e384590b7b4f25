package dev.shunt.admin.tables;

import javax.sql.DataSource;
import picocli.CommandLine.Option;

/** How gently a command works. */
public final class PaceOption {
    @Option(
            names = "--max-rate",
            paramLabel = "ROWS",
            description = "Rows per second at most. Default: as fast as it goes.")
    private long maxRate;

    @Option(
            names = "--max-running",
            paramLabel = "N",
            description = "Wait while the source has more threads running (Threads_running). Default:"
                    + " ${DEFAULT-VALUE}; 0 for no bound.",
            defaultValue = "25")
    private int maxRunning;

    /** Returns the pace that is asked for. */
    public Pace pace(DataSource source, Stop stop) {
        return new Pace(maxRate, maxRunning, source, stop);
    }
}
