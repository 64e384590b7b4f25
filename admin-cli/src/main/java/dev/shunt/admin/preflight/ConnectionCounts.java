package dev.shunt.admin.preflight;

import dev.shunt.config.Options;
import dev.shunt.config.Side;
import java.sql.SQLException;
import java.util.List;

/** Whether the servers let in the connections that an instance opens. */
final class ConnectionCounts implements Check {
    private static final String NAME = "max_connections";

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        int pool = pair.config().get(Options.TARGET_POOL_MAX);
        pair.each(database -> {
            if (!database.mysql()) {
                return;
            }
            int needed = database.side == Side.SOURCE ? pool + 1 : pool;
            long most = Long.parseLong(database.global(NAME));
            List<Row> status = database.asked("SHOW GLOBAL STATUS LIKE 'Threads_connected'");
            long used = status.isEmpty() ? 0 : status.get(0).number(1);
            if (most - used < needed) {
                findings.add(Finding.of(
                                Severity.WARNING,
                                database.side,
                                NAME,
                                used + " of " + most + " in use",
                                "An instance with target.pool.max = " + pool + " opens up to " + needed
                                        + " connections of its own to the " + database.side + ".")
                        .sql(database.side, "SET GLOBAL " + NAME + " = " + (most + needed)));
            }
        });
    }
}
