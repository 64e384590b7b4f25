package dev.shunt.admin.preflight;

import java.sql.SQLException;

/** Whether NULL is allowed on one side only. */
final class Nullability implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Columns columns : pair.columns()) {
            if (columns.source().nullable() && !columns.target().nullable()) {
                findings.add(pair.redefined(
                        Finding.blocker(
                                columns.name(), "NULL", "NOT NULL", "A row with NULL is refused by the target."),
                        columns));
            } else if (!columns.source().nullable() && columns.target().nullable()) {
                findings.add(pair.redefined(
                        Finding.warning(
                                columns.name(),
                                "NOT NULL",
                                "NULL",
                                "After the cutover the target takes NULL, which the source refused."),
                        columns));
            }
        }
    }
}
