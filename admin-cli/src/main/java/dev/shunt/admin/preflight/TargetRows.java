package dev.shunt.admin.preflight;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows that are on the target already. */
final class TargetRows implements Check {
    private static final int SHOWN = 5;

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        List<String> filled = new ArrayList<>();
        for (Pair.Tables tables : pair.tables()) {
            String name = pair.target().quote(tables.target().name());
            if (!Row.all(pair.target().own(), "SELECT 1 FROM " + name + " LIMIT 1")
                    .isEmpty()) {
                filled.add(tables.name());
            }
        }
        if (!filled.isEmpty()) {
            String names = String.join(", ", filled.subList(0, Math.min(SHOWN, filled.size())));
            findings.add(
                    Finding.note(
                            "rows",
                            "",
                            filled.size() <= SHOWN ? names : names + " and " + (filled.size() - SHOWN) + " more",
                            "These tables have rows on the target. What only the target has, shunt backfill leaves and shunt verify shows."));
        }
    }
}
