package dev.shunt.admin.preflight;

import dev.shunt.admin.schema.Translation;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** Character sets and collations of columns. */
final class ColumnCollations implements Check {
    /** What each holds all characters of, beside itself. */
    private static final Map<String, Set<String>> HOLDS = Map.of(
            "utf8mb3", Set.of("ascii", "latin1", "latin2", "cp1250", "cp1251", "koi8r", "ucs2"),
            "latin1", Set.of("ascii"));

    private static final Set<String> ALL = Set.of("utf8mb4", "utf16", "utf16le", "utf32");

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Columns columns : pair.columns()) {
            ColumnFacts source = columns.source();
            ColumnFacts target = columns.target();
            String from = source.collation();
            String to = target.collation();
            if (from == null || to == null || !pair.mysql() || Translation.same(from, to)) {
                continue;
            }
            String charset = plain(String.valueOf(source.charset()));
            String held = plain(String.valueOf(target.charset()));
            if (!charset.equals(held)
                    && !ALL.contains(held)
                    && !HOLDS.getOrDefault(held, Set.of()).contains(charset)) {
                findings.add(pair.redefined(
                        Finding.blocker(
                                columns.name(),
                                from,
                                to,
                                "Characters that the target's character set lacks are refused or lost."),
                        columns));
                continue;
            }
            boolean unique = columns.tables().target().indexes().stream()
                    .anyMatch(index -> index.unique() && index.has(target.name()));
            findings.add(pair.redefined(
                    unique
                            ? Finding.blocker(
                                    columns.name(),
                                    from,
                                    to,
                                    "It is part of a unique key, and two values that differ on the source may be equal on the target.")
                            : Finding.warning(
                                    columns.name(), from, to, "Texts compare and sort otherwise on the target."),
                    columns));
        }
    }

    private static String plain(String charset) {
        return charset.equals("utf8") ? "utf8mb3" : charset;
    }
}
