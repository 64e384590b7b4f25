package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Indexes that the target lacks. Other checks ask it about unique ones. */
final class Indexes implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Tables tables : pair.tables()) {
            for (TableFacts.Index index : onlyIn(tables.source(), tables.target(), false)) {
                boolean served = tables.target().indexes().stream()
                        .anyMatch(other -> parts(other).size() >= parts(index).size()
                                && parts(other).subList(0, parts(index).size()).equals(parts(index)));
                if (!served) {
                    findings.add(Finding.warning(
                                    tables.name(),
                                    shown(index),
                                    "",
                                    "Reads and writes by it walk the whole table on the target.")
                            .sql(Side.TARGET, created(pair.target(), tables.target(), index)));
                }
            }
        }
    }

    /** Returns the indexes, unique ones or others, that no index of {@code there} of that kind has the parts of. */
    static List<TableFacts.Index> onlyIn(TableFacts here, TableFacts there, boolean unique) {
        return here.indexes().stream()
                .filter(index -> !index.primary() && index.unique() == unique)
                .filter(index -> there.indexes().stream()
                        .noneMatch(other ->
                                other.unique() == unique && parts(other).equals(parts(index))))
                .toList();
    }

    private static List<String> parts(TableFacts.Index index) {
        return index.parts().stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
    }

    static String shown(TableFacts.Index index) {
        return index.name() + " (" + String.join(", ", index.parts()) + ")";
    }

    static String created(Database target, TableFacts table, TableFacts.Index index) {
        return "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + target.quote(index.name()) + " ON "
                + target.quote(table.name()) + " (" + PrimaryKeys.columns(target, index.parts()) + ")";
    }

    static String dropped(Database target, TableFacts table, TableFacts.Index index) {
        return "DROP INDEX " + target.quote(index.name()) + (target.mysql() ? " ON " + target.quote(table.name()) : "");
    }
}
