package dev.shunt.admin.status;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.cluster.Fleet;
import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.session.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the register came to.
 *
 * @param fleet null where there is no register, or it cannot be read
 * @param problem why it cannot be read; null where there simply is none
 */
record FleetLook(@Nullable FleetStatus fleet, @Nullable String problem) {
    /** Looks; where the command line names the source, anything but a register ends the command. */
    static FleetLook at(SourceOption source, FileOption file) {
        FleetLook look = source.given() || !source.url(file).isEmpty() ? look(source, file) : new FleetLook(null, null);
        if (source.given() && look.fleet == null) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    look.problem != null
                            ? "the source cannot be asked: " + look.problem
                            : "the source has no register: no instance has had a knob in use (or it may not create"
                                    + " tables there, see shunt control --print-sql)");
        }
        return look;
    }

    private static FleetLook look(SourceOption source, FileOption file) {
        String url = source.url(file);
        if (!url.isEmpty() && !SourceOption.drivable(url)) {
            return new FleetLook(null, SourceOption.noDriver("the source", url));
        }
        try (Connection connection = source.connect(file)) {
            Fleet fleet = Fleet.read(connection);
            return new FleetLook(fleet == null ? null : new FleetStatus(fleet, lease(source, file)), null);
        } catch (SQLException e) {
            return new FleetLook(null, Trouble.text(e) + "; name the login with --user and --password");
        }
    }

    private static Duration lease(SourceOption source, FileOption file) {
        if (source.given()) {
            return Options.LEASE.defaultValue();
        }
        Config config = file.config();
        Duration least = config.get(Options.HEARTBEAT).multipliedBy(3);
        Duration lease = config.get(Options.LEASE);
        return lease.compareTo(least) < 0 ? least : lease;
    }
}
