package dev.shunt.admin.preflight;

import dev.shunt.admin.terminal.Quantity;
import dev.shunt.config.Options;
import java.sql.SQLException;

/** Tables that move, and are not there. */
final class MissingTables implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (TableFacts table : pair.sourceTables()) {
            if (pair.partner(table) == null) {
                findings.add(Finding.blocker(
                                table.name(),
                                Quantity.amount(table.columns().size(), "column"),
                                "missing",
                                "There is nowhere to bring its rows (or the login may not see the table).")
                        .fix("shunt schema --apply " + table.name()));
            }
        }
        for (String pattern : pair.config().get(Options.TABLES)) {
            boolean plain = !pattern.contains("*") && !pattern.startsWith("!");
            if (plain && pair.source().structure().table(pattern) == null) {
                findings.add(Finding.warning(
                                pattern, "missing", "", "The file names it in tables (or the login may not see it).")
                        .fix("Correct tables in the file."));
            }
        }
    }
}
