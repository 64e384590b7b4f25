package dev.shunt.admin.preflight;

import dev.shunt.admin.terminal.Quantity;
import dev.shunt.config.Side;
import java.sql.SQLException;
import java.util.Optional;

/** Numbered columns, and how far both sides have counted. */
final class Identities implements Check {
    /** How far ahead the target is put, since the source goes on. */
    private static final long MARGIN = 1_000;

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Columns columns : pair.columns()) {
            if (columns.source().identity() && !columns.target().identity()) {
                findings.add(pair.redefined(
                        Finding.blocker(
                                columns.name(),
                                "numbered",
                                "not numbered",
                                "After the cutover every INSERT that leaves the number to the database fails."),
                        columns));
            }
        }
        for (Pair.Tables tables : pair.tables()) {
            Optional<ColumnFacts> numbered = tables.target().identity();
            long source = next(tables.source());
            long target = next(tables.target());
            if (numbered.isPresent() && tables.source().identity().isPresent() && target < source) {
                String table =
                        "ALTER TABLE " + pair.target().quote(tables.target().name());
                findings.add(Finding.warning(
                                tables.name() + "." + numbered.get().name(),
                                "next is " + Quantity.count(source),
                                "next is " + Quantity.count(target),
                                "If it is still so at the cutover, the target gives numbers that are taken."
                                        + (pair.target().mysql() ? " The rows that are brought raise it." : ""))
                        .sql(
                                Side.TARGET,
                                table
                                        + (pair.target().mysql()
                                                ? " AUTO_INCREMENT = "
                                                : " ALTER COLUMN "
                                                        + pair.target()
                                                                .quote(numbered.get()
                                                                        .name()) + " RESTART WITH ")
                                        + (source + MARGIN)));
            }
        }
    }

    private static long next(TableFacts table) {
        Long counter = table.counter();
        return counter == null ? 1 : counter;
    }
}
