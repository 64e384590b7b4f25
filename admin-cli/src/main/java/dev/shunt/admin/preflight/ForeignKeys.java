package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Foreign keys that differ, cascades, and parents that do not move. */
final class ForeignKeys implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (TableFacts table : pair.sourceTables()) {
            for (TableFacts.ForeignKey key : table.foreignKeys()) {
                if (key.cascades()) {
                    findings.add(Finding.note(
                            table.name() + ", foreign key " + key.name(),
                            shown(key),
                            "",
                            "It cascades: a delete in " + key.parent()
                                    + ", or a change of its key, makes Shunt compare the whole of " + table.name()
                                    + "."));
                }
                if (!pair.config().inScope(key.parent())) {
                    findings.add(Finding.warning(
                                    table.name() + ", foreign key " + key.name(),
                                    shown(key),
                                    "",
                                    key.parent()
                                            + " does not move: after the cutover its rows are missing on the target.")
                            .fix("Add " + key.parent() + " to tables in the file."));
                }
            }
        }
        for (Pair.Tables tables : pair.tables()) {
            onlyIn(tables.target(), tables.source()).forEach(key -> findings.add(extra(pair, tables, key)));
            onlyIn(tables.source(), tables.target()).forEach(key -> findings.add(missing(pair, tables, key)));
        }
    }

    private static List<TableFacts.ForeignKey> onlyIn(TableFacts here, TableFacts there) {
        List<String> others =
                there.foreignKeys().stream().map(ForeignKeys::plain).toList();
        return here.foreignKeys().stream()
                .filter(key -> !others.contains(plain(key)))
                .toList();
    }

    private static Finding extra(Pair pair, Pair.Tables tables, TableFacts.ForeignKey key) {
        boolean checked = !pair.target().mysql();
        return new Finding(
                        checked ? Severity.BLOCKER : Severity.WARNING,
                        tables.name() + ", foreign key " + key.name(),
                        "",
                        shown(key),
                        checked
                                ? "Rows that the source holds are refused by the target."
                                : "Shunt's sessions do not check it; after the cutover rows that the source took are refused.",
                        "",
                        null,
                        List.of())
                .sql(
                        Side.TARGET,
                        "ALTER TABLE " + pair.target().quote(tables.target().name())
                                + (pair.target().mysql() ? " DROP FOREIGN KEY " : " DROP CONSTRAINT ")
                                + pair.target().quote(key.name()));
    }

    private static Finding missing(Pair pair, Pair.Tables tables, TableFacts.ForeignKey key) {
        Database target = pair.target();
        return Finding.warning(
                        tables.name() + ", foreign key " + key.name(),
                        shown(key),
                        "",
                        "After the cutover nothing checks it, and nothing cascades.")
                .sql(
                        Side.TARGET,
                        "ALTER TABLE " + target.quote(tables.target().name()) + " ADD CONSTRAINT "
                                + target.quote(key.name())
                                + " FOREIGN KEY (" + PrimaryKeys.columns(target, key.columns()) + ") REFERENCES "
                                + target.quote(key.parent()) + " (" + PrimaryKeys.columns(target, key.referred())
                                + ") ON DELETE "
                                + key.onDelete() + " ON UPDATE " + key.onUpdate());
    }

    private static String shown(TableFacts.ForeignKey key) {
        String rules = (key.onDelete() + key.onUpdate())
                        .replaceAll("RESTRICT|NO ACTION", "")
                        .isEmpty()
                ? ""
                : " on delete " + key.onDelete() + " on update " + key.onUpdate();
        return "(" + String.join(", ", key.columns()) + ") to " + key.parent() + " ("
                + String.join(", ", key.referred()) + ")" + rules.toLowerCase(Locale.ROOT);
    }

    /** RESTRICT and NO ACTION are the same. */
    private static String plain(TableFacts.ForeignKey key) {
        return List.of(key.columns(), key.parent(), key.referred(), key.onDelete(), key.onUpdate()).stream()
                .map(Object::toString)
                .collect(Collectors.joining(" "))
                .replace("RESTRICT", "NO ACTION")
                .toLowerCase(Locale.ROOT);
    }
}
