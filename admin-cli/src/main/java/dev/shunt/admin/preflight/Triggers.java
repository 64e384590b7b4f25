package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;

/** Triggers on tables that move. */
final class Triggers implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (TableFacts table : pair.sourceTables()) {
            for (TableFacts.Trigger trigger : table.triggers()) {
                findings.add(Finding.warning(
                                table.name() + ", trigger " + trigger.name(),
                                trigger.when(),
                                "",
                                "What it writes is not known: every write to the table taints all tables, until they are verified.")
                        .fix("Let the application do its work, or leave its tables out of tables in the file."));
            }
        }
        for (Pair.Tables tables : pair.tables()) {
            for (TableFacts.Trigger trigger : tables.target().triggers()) {
                findings.add(Finding.blocker(
                                tables.name() + ", trigger " + trigger.name(),
                                "",
                                trigger.when(),
                                "It acts on rows that are brought as well: what it writes comes twice, or changes them.")
                        .fix("Create it again at the cutover.")
                        .sql(Side.TARGET, "DROP TRIGGER " + pair.target().quote(trigger.name())));
            }
        }
    }
}
