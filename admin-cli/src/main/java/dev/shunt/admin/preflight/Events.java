package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;

/** Statements that a server runs by the clock. */
final class Events implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        pair.each(database -> {
            if (!database.mysql()) {
                return;
            }
            boolean running = database.global("event_scheduler").equals("ON");
            for (Row event : database.asked("SELECT EVENT_NAME FROM INFORMATION_SCHEMA.EVENTS"
                    + " WHERE EVENT_SCHEMA = SCHEMA() AND STATUS = 'ENABLED' ORDER BY 1")) {
                boolean source = database.side == Side.SOURCE;
                Finding finding = Finding.of(
                        running ? Severity.WARNING : Severity.NOTE,
                        database.side,
                        "event " + event.text(0),
                        running ? "enabled" : "enabled, the scheduler is off",
                        source
                                ? "What it writes does not go through Shunt, and is not brought."
                                : "It writes to the target by itself, beside what is brought.");
                findings.add(
                        source
                                ? finding.fix("Let the application do its work.")
                                : finding.fix("Enable it at the cutover.")
                                        .sql(Side.TARGET, "ALTER EVENT " + database.quote(event.text(0)) + " DISABLE"));
            }
        });
    }
}
