package dev.shunt.admin.preflight;

import java.sql.SQLException;

/** Columns that a database computes. */
final class GeneratedColumns implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Columns columns : pair.columns()) {
            String source = columns.source().generation();
            String target = columns.target().generation();
            if (source == null && target == null) {
                continue;
            }
            if (source == null) {
                findings.add(
                        Finding.blocker(
                                        columns.name(),
                                        "not generated",
                                        String.valueOf(target),
                                        "The target computes it: what the source holds is not brought.")
                                .fix(
                                        "Give the column of the target the source's definition; on MySQL and MariaDB drop it and add it."));
            } else if (target == null) {
                findings.add(Finding.warning(
                                columns.name(),
                                source,
                                "not generated",
                                "Its values are brought; after the cutover nothing computes it.")
                        .fix("Drop the column of the target, and add it as the source has it."));
            } else if (!Expressions.same(source, target)) {
                findings.add(Finding.blocker(
                                columns.name(), source, target, "The two sides compute it otherwise, and never agree.")
                        .fix("Drop the column of the target, and add it as the source has it."));
            }
        }
    }
}
