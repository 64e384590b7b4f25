package dev.shunt.admin.preflight;

import java.sql.SQLException;

/** What an INSERT that leaves a column out stores, and what an UPDATE sets by itself. */
final class Defaults implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Columns columns : pair.columns()) {
            ColumnFacts source = columns.source();
            ColumnFacts target = columns.target();
            if (source.generated() || target.generated() || source.identity() || target.identity()) {
                continue;
            }
            String here = shown(source);
            String there = shown(target);
            if (!Expressions.same(here, there)) {
                findings.add(pair.redefined(
                        Finding.warning(
                                columns.name(),
                                here.isEmpty() ? "no default" : here,
                                there.isEmpty() ? "no default" : there,
                                "After the cutover rows that name no value get another one."),
                        columns));
            }
        }
    }

    private static String shown(ColumnFacts column) {
        String value = column.defaultText();
        String onUpdate = column.extra()
                .replaceAll("default_generated|invisible|stored|virtual", "")
                .strip();
        boolean none = value == null || value.equalsIgnoreCase("NULL");
        return ((none ? "" : "default " + value) + " " + onUpdate).strip();
    }
}
