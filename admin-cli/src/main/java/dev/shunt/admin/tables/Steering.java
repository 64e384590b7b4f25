package dev.shunt.admin.tables;

import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import java.sql.SQLException;
import picocli.CommandLine.Option;

/** What can be asked of a command that runs; the option that ends a pause is the command's own. */
public abstract class Steering {
    @Option(names = "--pause", description = "Have the one that runs begin nothing more; it stays.")
    private boolean pause;

    @Option(names = "--retune", description = "Give it another --max-rate, --max-running or --max-lag.")
    private boolean retune;

    /** Returns true if a pause is to end. */
    protected abstract boolean goesOn();

    /** Does it; returns what to say. {@code goOn} is the command that ends a pause. */
    public String steer(PaceTable table, PaceOption pace, String goOn) throws SQLException {
        if (pause) {
            table.pause(true);
            return "paused within a second; " + goOn + " goes on";
        }
        if (goesOn()) {
            table.pause(false);
            return "goes on within a second";
        }
        if (retune && pace.maxRate() == null && pace.maxRunning() == null && pace.maxLag() == null) {
            throw new Failure(ExitCode.USAGE, "--retune needs --max-rate, --max-running or --max-lag");
        }
        table.retune(pace.maxRate(), pace.maxRunning(), pace.maxLag());
        return "retuned within a second, until it begins anew";
    }
}
