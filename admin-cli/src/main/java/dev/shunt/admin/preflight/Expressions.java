package dev.shunt.admin.preflight;

import java.util.Locale;

/** Expressions as different products and versions write the same one. */
final class Expressions {
    private Expressions() {}

    /** Returns true if both are the same but for quotes, parentheses, spaces, case, and character sets before a text. */
    static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String expression) {
        return expression
                .toLowerCase(Locale.ROOT)
                .replace("\\'", "'")
                .replaceAll("_utf8mb[34]|_latin1", "")
                .replaceAll("[`\"'()\\s]", "");
    }
}
