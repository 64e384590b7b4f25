package dev.shunt.admin.control;

import dev.shunt.admin.file.FileOption;
import dev.shunt.admin.file.SourceOption;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.cluster.Fleet;
import dev.shunt.config.Secrets;
import dev.shunt.session.Trouble;
import java.sql.Connection;
import java.sql.SQLException;

/** Opens the register of the source, or ends the command saying why not. */
final class Registers {
    private Registers() {}

    static Connection connect(SourceOption source, FileOption file) {
        try {
            return source.connect(file);
        } catch (SQLException e) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "the source cannot be reached at " + Secrets.place(source.url(file)) + ": " + Trouble.text(e)
                            + " (see also --url, --user and --password)");
        }
    }

    static Fleet fleet(Connection connection) throws SQLException {
        Fleet fleet = Fleet.read(connection);
        if (fleet == null) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "the source has no register: no instance has had a knob in use, or none may create tables there"
                            + " (see shunt control --print-sql)");
        }
        return fleet;
    }
}
