package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import dev.shunt.schema.Dialect;
import java.sql.SQLException;
import java.util.Map;

/** Conditions on rows that one side only has. */
final class CheckConstraints implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Tables tables : pair.tables()) {
            tables.target().checks().forEach((name, condition) -> {
                if (absent(condition, tables.source().checks()) && !json(condition)) {
                    findings.add(Finding.blocker(
                                    tables.name() + ", check " + name,
                                    "",
                                    condition,
                                    "Rows that the source holds are refused by the target.")
                            .sql(Side.TARGET, dropped(pair.target(), tables.target(), name)));
                }
            });
            tables.source().checks().forEach((name, condition) -> {
                if (absent(condition, tables.target().checks()) && !json(condition)) {
                    findings.add(Finding.warning(
                                    tables.name() + ", check " + name,
                                    condition,
                                    "",
                                    "After the cutover the target takes rows that the source refuses.")
                            .sql(
                                    Side.TARGET,
                                    "ALTER TABLE "
                                            + pair.target()
                                                    .quote(tables.target().name()) + " ADD CHECK (" + condition + ")"));
                }
            });
        }
    }

    private static boolean absent(String condition, Map<String, String> others) {
        return others.values().stream().noneMatch(other -> Expressions.same(condition, other));
    }

    /** What MariaDB adds to a column of type JSON. */
    private static boolean json(String condition) {
        return condition.startsWith("json_valid(");
    }

    private static String dropped(Database target, TableFacts table, String name) {
        return "ALTER TABLE " + target.quote(table.name())
                + (target.dialect == Dialect.MYSQL ? " DROP CHECK " : " DROP CONSTRAINT ") + target.quote(name);
    }
}
