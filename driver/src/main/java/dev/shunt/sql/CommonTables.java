package dev.shunt.sql;

import java.util.ArrayList;
import java.util.List;

/** The names that WITH defines, and where they hide the tables of the same name. */
final class CommonTables {
    private record Scope(String name, int from, int to) {}

    private final List<Scope> scopes = new ArrayList<>();

    CommonTables(Tokens tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.is(i, "WITH")) {
                boolean recursive = tokens.is(i + 1, "RECURSIVE");
                read(tokens, recursive ? i + 2 : i + 1, recursive, end(tokens, i));
            }
        }
    }

    boolean hide(TableName table, int at) {
        return table.qualifier() == null
                && scopes.stream()
                        .anyMatch(
                                scope -> scope.from < at && at < scope.to && scope.name.equalsIgnoreCase(table.name()));
    }

    private void read(Tokens tokens, int first, boolean recursive, int end) {
        int i = first;
        while (tokens.isIdentifier(i)) {
            int as = tokens.is(i + 1, "(") ? tokens.behind(i + 1) : i + 1;
            if (!tokens.is(as, "AS") || !tokens.is(as + 1, "(")) {
                return;
            }
            int behind = tokens.behind(as + 1);
            scopes.add(new Scope(tokens.get(i).name(), recursive ? i : behind - 1, end));
            if (!tokens.is(behind, ",")) {
                return;
            }
            i = behind + 1;
        }
    }

    private static int end(Tokens tokens, int with) {
        int i = with;
        while (i < tokens.size() && tokens.get(i).depth() >= tokens.get(with).depth()) {
            i++;
        }
        return i;
    }
}
