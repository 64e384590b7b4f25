package dev.shunt.sql;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the tables that a statement names, from its tokens alone: it works for what no parser accepts, too. */
final class Tables {
    private static final Set<String> SKIPPED =
            Set.of("ONLY", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "IGNORE", "IF", "NOT", "EXISTS", "INTO", "FROM");
    private static final Set<String> LIST_ENDS = Set.of(
            "WHERE",
            "SET",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "SELECT",
            "VALUES",
            "VALUE",
            "WINDOW",
            "WITH");
    private static final Set<String> NO_TABLE = Set.of("DUAL", "LATERAL", "OUTFILE", "DUMPFILE", "ROW");
    /** Functions with a FROM between their arguments. */
    private static final Set<String> FROM_INSIDE = Set.of("EXTRACT", "TRIM", "SUBSTRING", "SUBSTR", "MID", "OVERLAY");

    /** How far back an opening parenthesis is looked for: a table too many does no harm. */
    private static final int FAR = 100;

    private final Tokens tokens;
    private final CommonTables common;
    private final BitSet lists = new BitSet();
    private final Set<TableName> found = new LinkedHashSet<>();
    private boolean expected;
    private boolean mayBeFunction;

    private Tables(Tokens tokens) {
        this.tokens = tokens;
        this.common = new CommonTables(tokens);
    }

    static List<TableName> of(Tokens tokens) {
        Tables tables = new Tables(tokens);
        tables.expected = tokens.isWord(0, Set.of("INSERT", "REPLACE", "TRUNCATE", "DESC", "DESCRIBE"));
        for (int i = tables.expected ? 1 : 0; i < tokens.size(); i++) {
            i = tables.step(i);
        }
        return List.copyOf(tables.found);
    }

    private int step(int i) {
        Token token = tokens.get(i);
        if (token.is(",")) {
            expect(lists.get(token.depth()), lists.get(token.depth()), token.depth());
        } else if (token.is("(")) {
            lists.set(token.depth() + 1, expected && mayBeFunction);
        } else if (token.is(")")) {
            lists.clear(token.depth() + 1);
            expected = false;
        } else if (opens(i)) {
            boolean list = !tokens.is(i, "INTO") && !tokens.is(i, "TABLE");
            expect(true, list, token.depth());
        } else if (token.isWord(LIST_ENDS) || (token.is("FOR") && locks(i))) {
            expect(false, false, token.depth());
        } else if (expected && token.isIdentifier() && !token.isWord(SKIPPED) && !tokens.is(i + 1, "TABLE")) {
            return name(i);
        } else if (!token.isWord(SKIPPED)) {
            expected = false;
        }
        return i;
    }

    private void expect(boolean table, boolean list, int depth) {
        expected = table;
        mayBeFunction = list;
        lists.set(depth, list);
    }

    private boolean opens(int i) {
        return switch (tokens.word(i)) {
            case "FROM" -> !fromInside(i) && !tokens.is(i - 1, "DISTINCT");
            case "JOIN", "STRAIGHT_JOIN" -> lists.get(tokens.get(i).depth()) && !tokens.is(i - 1, "FOR");
            case "UPDATE" -> !tokens.isWord(i - 1, Set.of("FOR", "KEY", "ON"));
            case "INTO" -> true;
            case "TABLE" -> !tokens.is(i + 1, "(");
            case "USING" -> !tokens.is(i + 1, "(") && tokens.isWord(0, Set.of("DELETE", "MERGE"));
            default -> false;
        };
    }

    private boolean fromInside(int i) {
        int open = i;
        while (open > i - FAR
                && open > 0
                && tokens.get(open).depth() >= tokens.get(i).depth()) {
            open--;
        }
        return tokens.is(open, "(") && tokens.isWord(open - 1, FROM_INSIDE);
    }

    private boolean locks(int i) {
        return tokens.isWord(i + 1, Set.of("UPDATE", "SHARE", "NO", "KEY"));
    }

    private int name(int i) {
        Tokens.Named named = tokens.nameAt(i);
        expected = false;
        if (named == null) {
            return i;
        }
        boolean function = mayBeFunction && tokens.is(named.next(), "(");
        if (!function && !tokens.isWord(i, NO_TABLE) && !common.hide(named.table(), i)) {
            found.add(named.table());
        }
        return named.next() - 1;
    }
}
