package dev.shunt.admin.status;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Verifications;
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
 * @param attention what in it needs a person; null likewise
 * @param problem why it cannot be read; null where there simply is none
 */
record FleetLook(
        @Nullable FleetStatus fleet,
        @Nullable FleetAttention attention,
        @Nullable String problem) {
    private static FleetLook none(@Nullable String problem) {
        return new FleetLook(null, null, problem);
    }

    /** Looks; where the command line names the source, anything but a register ends the command. */
    static FleetLook at(SourceOption source, FileOption file) {
        FleetLook look = look(source, file);
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
        String url;
        try {
            url = source.url(file);
        } catch (Failure e) {
            return none(e.getMessage());
        }
        if (url.isEmpty() && !source.given()) {
            return none(null);
        }
        if (!SourceOption.drivable(url)) {
            return none(SourceOption.noDriver("the source", url));
        }
        try (Connection connection = source.connect(file)) {
            Fleet fleet = Fleet.read(connection);
            if (fleet == null) {
                return none(null);
            }
            FleetStatus status = new FleetStatus(fleet, lease(source, file));
            return new FleetLook(status, new FleetAttention(status, new Verifications(connection).voided()), null);
        } catch (SQLException e) {
            return none(Trouble.text(e) + "; name the login with --user and --password");
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
