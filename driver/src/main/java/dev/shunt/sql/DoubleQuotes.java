package dev.shunt.sql;

import dev.shunt.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides what double quotes mean: a string in MySQL, a name in H2 and under ANSI_QUOTES. One that can only be a name
 * makes all of the statement names; without such, its place decides.
 */
final class DoubleQuotes {
    private static final Set<String> BEFORE_TABLE = Set.of("FROM", "JOIN", "UPDATE", "INTO", "TABLE");
    private static final Set<String> AFTER_COLUMN =
            Set.of("=", "<", ">", "<=", ">=", "<>", "!=", "<=>", "IN", "LIKE", "BETWEEN", "IS", "NOT");

    private DoubleQuotes() {}

    static List<Token> resolve(List<Token> tokens) {
        if (tokens.stream().noneMatch(token -> token.kind() == Kind.DOUBLE)) {
            return tokens;
        }
        boolean ansi = false;
        for (int i = 0; i < tokens.size(); i++) {
            ansi |= tokens.get(i).kind() == Kind.DOUBLE && surelyName(tokens, i);
        }
        List<Token> resolved = new ArrayList<>(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.DOUBLE) {
                resolved.set(i, ansi || inColumnPosition(resolved, i) ? token.as(Kind.NAME) : asText(token));
            }
        }
        return resolved;
    }

    private static boolean surelyName(List<Token> tokens, int i) {
        Token token = tokens.get(i);
        if (i > 0 && (tokens.get(i - 1).is(".") || tokens.get(i - 1).isWord(BEFORE_TABLE))) {
            return true;
        }
        return i + 1 < tokens.size()
                && tokens.get(i + 1).is(".")
                && tokens.get(i + 1).start() == token.end();
    }

    private static boolean inColumnPosition(List<Token> tokens, int i) {
        if (i + 1 < tokens.size() && AFTER_COLUMN.stream().anyMatch(tokens.get(i + 1)::is)) {
            return true;
        }
        int open = i - 1;
        while (open > 0 && (tokens.get(open).is(",") || tokens.get(open).isIdentifier())) {
            open--;
        }
        return open > 1
                && tokens.get(open).is("(")
                && tokens.get(open - 1).isIdentifier()
                && insertsInto(tokens, open - 2);
    }

    private static boolean insertsInto(List<Token> tokens, int last) {
        int i = last;
        while (i > 0 && (tokens.get(i).is(".") || tokens.get(i).kind() == Kind.NAME)) {
            i--;
        }
        return tokens.get(i).isWord(Set.of("INTO", "INSERT", "REPLACE", "IGNORE"));
    }

    private static Token asText(Token token) {
        return token.as(token.raw().indexOf('\\') < 0 ? Kind.TEXT : Kind.OPAQUE);
    }
}
