package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;

/** Whether tables are kept by an engine that locks rows and takes back what is rolled back. */
final class Engines implements Check {
    private static final String NEEDED = "InnoDB";

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (TableFacts table : pair.sourceTables()) {
            if (!table.engine().equalsIgnoreCase(NEEDED)) {
                findings.add(Finding.warning(
                                table.name(),
                                table.engine(),
                                "",
                                "It takes nothing back on a rollback and locks no rows: rows may be brought before they are settled.")
                        .sql(Side.SOURCE, converted(pair.source(), table)));
            }
        }
        for (Pair.Tables tables : pair.tables()) {
            TableFacts table = tables.target();
            if (!table.engine().equalsIgnoreCase(NEEDED)) {
                findings.add(Finding.blocker(
                                table.name(),
                                tables.source().engine(),
                                table.engine(),
                                "Rows are brought in transactions that lock them, which this engine does not.")
                        .sql(Side.TARGET, converted(pair.target(), table)));
            }
        }
    }

    private static String converted(Database database, TableFacts table) {
        return "ALTER TABLE " + database.quote(table.name()) + " ENGINE = " + NEEDED;
    }
}
