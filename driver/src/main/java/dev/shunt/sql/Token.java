package dev.shunt.sql;

import java.util.Set;

/**
 * One word, name, literal or sign of a statement.
 *
 * @param text what it means: a word or variable in upper case, a name or string without quotes, hexadecimal digits
 * @param raw as written
 * @param start where it begins in the statement, with the JDBC escape that it opens
 * @param end behind its last character, with the JDBC escape that it closes
 * @param depth in how many parentheses; a parenthesis itself stands outside
 * @param number of a parameter, from 1; else 0
 */
record Token(Kind kind, String text, String raw, int start, int end, int depth, int number) {
    enum Kind {
        WORD,
        /** A quoted identifier. */
        NAME,
        /** A string in double quotes, until it is known whether it is a name or a text. */
        DOUBLE,
        TEXT,
        NUMBER,
        BYTES,
        /** A literal whose value is not surely known: backslashes, dates, bits, character set introducers. */
        OPAQUE,
        PARAM,
        VARIABLE,
        SYMBOL
    }

    boolean is(String wanted) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(wanted);
    }

    boolean isWord(Set<String> wanted) {
        return kind == Kind.WORD && wanted.contains(text);
    }

    boolean isIdentifier() {
        return kind == Kind.WORD || kind == Kind.NAME;
    }

    boolean isValue() {
        return switch (kind) {
            case TEXT, NUMBER, BYTES, OPAQUE, PARAM -> true;
            default -> false;
        };
    }

    /** A name as the database reads it. */
    String name() {
        return kind == Kind.NAME ? text : raw;
    }

    Token as(Kind other) {
        return new Token(other, text, raw, start, end, depth, number);
    }

    Token spanning(int from, int to) {
        return new Token(kind, text, raw, from, to, depth, number);
    }
}
