package dev.shunt.sql;

import dev.shunt.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes the braces of JDBC escapes away: <code>{ts '…'}</code>, <code>{fn …}</code>, <code>{call …}</code>. */
final class Escapes {
    private static final Set<String> LITERALS = Set.of("TS", "D", "T");
    private static final Set<String> DROPPED = Set.of("FN", "OJ");
    private static final Set<String> KEPT = Set.of("ESCAPE", "CALL");

    private final List<Token> tokens;
    private final List<Token> resolved;
    private int opened = -1;
    private boolean unknown;

    Escapes(List<Token> tokens) {
        this.tokens = tokens;
        if (tokens.stream().noneMatch(token -> token.is("{") || token.is("}"))) {
            resolved = tokens;
            return;
        }
        resolved = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); ) {
            i = tokens.get(i).is("{") ? open(i) : keep(i);
        }
    }

    List<Token> resolved() {
        return resolved;
    }

    boolean unknown() {
        return unknown;
    }

    private int open(int i) {
        int start = opened < 0 ? tokens.get(i).start() : opened;
        if (i + 3 < tokens.size()
                && tokens.get(i + 1).isWord(LITERALS)
                && tokens.get(i + 2).raw().endsWith("'")
                && tokens.get(i + 3).is("}")) {
            resolved.add(tokens.get(i + 2)
                    .as(Kind.OPAQUE)
                    .spanning(start, tokens.get(i + 3).end()));
            opened = -1;
            return i + 4;
        }
        opened = start;
        if (i + 1 < tokens.size() && tokens.get(i + 1).isWord(DROPPED)) {
            return i + 2;
        }
        unknown |= i + 1 >= tokens.size()
                || !(tokens.get(i + 1).isWord(KEPT) || tokens.get(i + 1).kind() == Kind.PARAM);
        return i + 1;
    }

    private int keep(int i) {
        Token token = tokens.get(i);
        int last = resolved.size() - 1;
        if (!token.is("}")) {
            resolved.add(opened < 0 ? token : token.spanning(opened, token.end()));
            opened = -1;
        } else if (last >= 0) {
            resolved.set(last, resolved.get(last).spanning(resolved.get(last).start(), token.end()));
        } else {
            unknown = true;
        }
        return i + 1;
    }
}
