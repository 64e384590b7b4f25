package dev.shunt.sql;

import dev.shunt.sql.Token.Kind;
import java.util.Set;

/**
 * What the functions and variables in a text make of it.
 *
 * @param session it reads or changes the session, or calls something that is not known
 * @param unstable it differs from itself
 */
record Calls(boolean session, boolean unstable) {
    private static final Set<String> SEQUENCE = Set.of("NEXT", "PREVIOUS", "CURRENT");

    static Calls of(Tokens tokens) {
        boolean session = tokens.has(Kind.VARIABLE);
        boolean unstable = false;
        for (int i = 0; i < tokens.size(); i++) {
            if (!tokens.isIdentifier(i) || tokens.is(i - 1, "AS")) {
                continue;
            }
            boolean qualified = tokens.is(i - 1, ".");
            if (tokens.is(i + 1, "(")) {
                boolean volatileCall = !qualified && tokens.isWord(i, Functions.VOLATILE);
                unstable |= volatileCall;
                session |= !volatileCall && !harmless(tokens, i, qualified);
            } else if (!qualified) {
                unstable |= tokens.isWord(i, Functions.VOLATILE_WORDS);
                session |= tokens.isWord(i, SEQUENCE) && tokens.is(i + 1, "VALUE");
            }
            session |= tokens.isWord(i, Functions.SESSION_WORDS);
        }
        return new Calls(session, unstable);
    }

    private static boolean harmless(Tokens tokens, int i, boolean qualified) {
        return !qualified
                && (tokens.isWord(i, Functions.PURE) || tokens.isWord(i, Functions.SYNTAX) || namesColumns(tokens, i));
    }

    /** The columns of a common table: {@code WITH x (a, b) AS (…)}. */
    private static boolean namesColumns(Tokens tokens, int i) {
        int as = tokens.behind(i + 1);
        return tokens.is(as, "AS") && tokens.is(as + 1, "(");
    }
}
