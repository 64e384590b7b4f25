package dev.shunt.admin.tables;

import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How gently a command works. */
public final class PaceOption {
    private static final int RUNNING = 25;
    private static final Duration LAG = Duration.ofSeconds(2);

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

    @Option(
            names = "--lag-of",
            paramLabel = "URL",
            description = "Wait while this replica, of either side, is later than --max-lag.")
    private @Nullable String lagOf;

    @Option(
            names = "--max-lag",
            paramLabel = "TIME",
            converter = Span.class,
            description = "How late that replica may be. Default: 2s.")
    private @Nullable Duration maxLag;

    @Nullable
    Long maxRate() {
        return maxRate;
    }

    @Nullable
    Integer maxRunning() {
        return maxRunning;
    }

    @Nullable
    Duration maxLag() {
        return maxLag;
    }

    /** Returns what is asked for. */
    public Rates rates() {
        return new Rates(
                maxRate == null ? 0 : maxRate,
                maxRunning == null ? RUNNING : maxRunning,
                maxLag == null ? LAG : maxLag,
                false);
    }

    /** Returns the replica whose lag is asked for, or ends the command if it is none; null where nothing is said. */
    public @Nullable ReplicaLag lag(BothSides sides, Properties login) throws SQLException {
        if (lagOf == null) {
            return null;
        }
        DataSource replica = sides.replica(lagOf, login, 1);
        ReplicaLag lag = new ReplicaLag(replica);
        if (!lag.known()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the database of --lag-of does not say that it is a replica: is it one, and may the login ask"
                            + " (REPLICATION CLIENT, or REPLICA MONITOR on MariaDB)?");
        }
        return lag;
    }
}
