package dev.shunt.admin.preflight;

import dev.shunt.session.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the login may end connections of its own: one is opened for that, and ended. */
final class Killing implements Check {
    private static final int SECONDS = 5;

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        pair.each(database -> {
            try (Connection victim = database.another();
                    Statement statement = database.own().createStatement()) {
                String id = Row.all(victim, database.mysql() ? "SELECT CONNECTION_ID()" : "SELECT SESSION_ID()")
                        .get(0)
                        .text(0);
                statement.execute(database.mysql() ? "KILL " + id : "CALL ABORT_SESSION(" + id + ")");
                if (victim.isValid(SECONDS)) {
                    throw new SQLException("connection " + id + " was not ended; something may stand between");
                }
            } catch (SQLException e) {
                Finding finding = Finding.of(
                        Severity.WARNING,
                        database.side,
                        "KILL",
                        Trouble.text(e),
                        "An instance that does not answer is fenced by ending its connections, before others may write.");
                findings.add(
                        database.mysql()
                                ? finding.fix("Connect to the server itself, not to a proxy that gives other numbers.")
                                : finding.sql(database.side, "ALTER USER " + database.account() + " ADMIN TRUE"));
            }
        });
    }
}
