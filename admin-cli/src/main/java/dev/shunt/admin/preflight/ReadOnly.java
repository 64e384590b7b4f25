package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;

/** Whether a server refuses writes. */
final class ReadOnly implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        pair.each(database -> {
            String readOnly = database.global("read_only");
            if (readOnly.equals("ON") || readOnly.equals("1") || database.own().isReadOnly()) {
                findings.add(Finding.of(
                                Severity.BLOCKER,
                                database.side,
                                "read_only",
                                "ON",
                                database.side == Side.TARGET
                                        ? "The target refuses writes: nothing can be mirrored."
                                        : "The source refuses writes. It may be a replica: Shunt must read the server that is written to.")
                        .sql(database.side, "SET GLOBAL read_only = OFF"));
            }
        });
    }
}
