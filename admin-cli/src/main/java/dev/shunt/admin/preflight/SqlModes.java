package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How both servers read statements and take values. */
final class SqlModes implements Check {
    /** Known to MySQL and MariaDB. */
    private static final Set<String> COMMON = Set.of(
            "REAL_AS_FLOAT",
            "PIPES_AS_CONCAT",
            "ANSI_QUOTES",
            "IGNORE_SPACE",
            "ONLY_FULL_GROUP_BY",
            "NO_UNSIGNED_SUBTRACTION",
            "NO_DIR_IN_CREATE",
            "NO_AUTO_VALUE_ON_ZERO",
            "NO_BACKSLASH_ESCAPES",
            "STRICT_TRANS_TABLES",
            "STRICT_ALL_TABLES",
            "NO_ZERO_IN_DATE",
            "NO_ZERO_DATE",
            "ALLOW_INVALID_DATES",
            "ERROR_FOR_DIVISION_BY_ZERO",
            "HIGH_NOT_PRECEDENCE",
            "NO_ENGINE_SUBSTITUTION",
            "PAD_CHAR_TO_FULL_LENGTH");

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        if (!pair.mysql()) {
            return;
        }
        differing(pair, findings);
        pair.each(database -> {
            Set<String> modes = modes(database.variable("sql_mode"));
            if (modes.contains("ANSI_QUOTES")) {
                findings.add(Finding.of(
                                Severity.WARNING,
                                database.side,
                                "ANSI_QUOTES",
                                "ANSI_QUOTES",
                                "Shunt guesses by its place whether double quotes mean a name or a text.")
                        .fix("Use back quotes and single quotes, and take ANSI_QUOTES out of sql_mode."));
            }
            if (modes.contains("NO_BACKSLASH_ESCAPES")) {
                findings.add(Finding.of(
                                Severity.WARNING,
                                database.side,
                                "NO_BACKSLASH_ESCAPES",
                                "NO_BACKSLASH_ESCAPES",
                                "Shunt is not told of it: a statement with a backslash before a quote in a text is not"
                                        + " understood for certain, and such writes taint their tables.")
                        .fix("Take NO_BACKSLASH_ESCAPES out of sql_mode, or use parameters only."));
            }
        });
    }

    private static void differing(Pair pair, Findings findings) throws SQLException {
        boolean oneProduct = pair.source().dialect == pair.target().dialect;
        Set<String> source = modes(pair.source().variable("sql_mode"));
        Set<String> target = modes(pair.target().variable("sql_mode"));
        if (!oneProduct) {
            source.retainAll(COMMON);
            target.retainAll(COMMON);
        }
        if (source.equals(target)) {
            return;
        }
        Finding finding = Finding.warning(
                "sql_mode",
                minus(source, target),
                minus(target, source),
                "Statements mean something else, or take other values, on the target.");
        Set<String> wanted = modes(pair.source().global("sql_mode"));
        if (!oneProduct) {
            wanted.retainAll(COMMON);
        }
        findings.add(
                wanted.equals(source)
                        ? finding.sql(Side.TARGET, "SET GLOBAL sql_mode = '" + String.join(",", wanted) + "'")
                        : finding.fix("Give target.url sessionVariables=sql_mode='" + String.join(",", source) + "'."));
    }

    private static Set<String> modes(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(mode -> !mode.isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String minus(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest.isEmpty() ? "without" : String.join(",", rest);
    }
}
