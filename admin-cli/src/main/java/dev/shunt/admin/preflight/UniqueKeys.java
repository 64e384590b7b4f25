package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;

/** Unique keys that one side only has. */
final class UniqueKeys implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Tables tables : pair.tables()) {
            Indexes.onlyIn(tables.target(), tables.source(), true)
                    .forEach(index -> findings.add(Finding.blocker(
                                    tables.name(),
                                    "",
                                    Indexes.shown(index),
                                    "Rows that the source holds are refused by the target.")
                            .sql(Side.TARGET, Indexes.dropped(pair.target(), tables.target(), index))));
            Indexes.onlyIn(tables.source(), tables.target(), true)
                    .forEach(index -> findings.add(Finding.warning(
                                    tables.name(),
                                    Indexes.shown(index),
                                    "",
                                    "After the cutover the target takes values twice, and the source, as its mirror, refuses them.")
                            .sql(Side.TARGET, Indexes.created(pair.target(), tables.target(), index))));
        }
    }
}
