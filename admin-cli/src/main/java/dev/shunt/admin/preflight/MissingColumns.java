package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Columns that one side only has, or that stand in another order. */
final class MissingColumns implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Tables tables : pair.tables()) {
            List<ColumnFacts> missing = tables.source().columns().stream()
                    .filter(column -> tables.target().column(column.name()) == null)
                    .toList();
            List<ColumnFacts> extra = tables.target().columns().stream()
                    .filter(column -> tables.source().column(column.name()) == null)
                    .toList();
            for (ColumnFacts column : missing) {
                findings.add(missing(pair, tables, column));
            }
            extra.forEach(column -> findings.add(extra(pair, tables, column)));
            if (missing.isEmpty() && extra.isEmpty() && !names(tables.source()).equals(names(tables.target()))) {
                findings.add(Finding.warning(
                                tables.name(),
                                String.join(", ", names(tables.source())),
                                String.join(", ", names(tables.target())),
                                "An INSERT that names no columns, and a program that reads SELECT * by number, mean others there.")
                        .fix("Create the table of the target anew: shunt schema --print " + tables.name()));
            }
        }
    }

    private static List<String> names(TableFacts table) {
        return table.columns().stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Finding missing(Pair pair, Pair.Tables tables, ColumnFacts column) throws SQLException {
        Finding finding = Finding.blocker(
                tables.name() + "." + column.name(), column.type(), "missing", "There is nowhere to bring its values.");
        String definition = pair.definition(tables.source(), column);
        return definition == null
                ? finding.fix("Add it to the target.")
                : finding.sql(
                        Side.TARGET,
                        "ALTER TABLE " + pair.target().quote(tables.target().name()) + " ADD COLUMN " + definition
                                + after(pair, tables, column));
    }

    /** Where the source has it, as far as that can be said. */
    private static String after(Pair pair, Pair.Tables tables, ColumnFacts column) {
        List<ColumnFacts> columns = tables.source().columns();
        int place = columns.indexOf(column);
        if (!pair.target().mysql()) {
            ColumnFacts next = place + 1 < columns.size()
                    ? tables.target().column(columns.get(place + 1).name())
                    : null;
            return next == null ? "" : " BEFORE " + pair.target().quote(next.name());
        }
        ColumnFacts before =
                place > 0 ? tables.target().column(columns.get(place - 1).name()) : null;
        return place == 0
                ? " FIRST"
                : before == null ? "" : " AFTER " + pair.target().quote(before.name());
    }

    private static Finding extra(Pair pair, Pair.Tables tables, ColumnFacts column) {
        String object = tables.name() + "." + column.name();
        boolean needed = !column.nullable()
                && column.defaultText() == null
                && !column.identity()
                && !column.generated()
                && !column.extra().contains("default_generated");
        if (!needed) {
            return Finding.note(
                    object, "missing", column.type(), "Rows that are brought get its default; it is not compared.");
        }
        return Finding.blocker(
                        object,
                        "missing",
                        column.type() + " NOT NULL",
                        "A row cannot be brought without a value for it.")
                .sql(
                        Side.TARGET,
                        "ALTER TABLE " + pair.target().quote(tables.target().name())
                                + (pair.target().mysql()
                                        ? " MODIFY COLUMN " + pair.target().quote(column.name()) + " " + column.type()
                                                + " NULL"
                                        : " ALTER COLUMN " + pair.target().quote(column.name()) + " SET NULL"));
    }
}
