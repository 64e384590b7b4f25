package dev.shunt.sql;

import dev.shunt.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cuts a statement into tokens by MySQL's rules and notes where other databases would cut differently. */
final class Scanner {
    /** Bounds the memory that one statement takes; beyond it nothing is certain. */
    private static final int MOST_TOKENS = 1_000_000;

    private static final String SYMBOLS = "()+,-./<>=!%&*;^|~{}";
    private static final List<String> LONG_SYMBOLS =
            List.of("<=>", "->>", "<=", ">=", "<>", "!=", ":=", "||", "&&", "->", "<<", ">>");
    private static final String KEY = "shunt:key=";

    private final String sql;
    private final boolean backslash;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int depth;
    private int params;
    private boolean executable;
    private boolean uncertain;
    private boolean quoteEscaped;
    private @Nullable String key;

    private Scanner(String sql, boolean backslash) {
        this.sql = sql;
        this.backslash = backslash;
    }

    /** Where a backslash escapes a quote and the text makes sense without that as well, nothing is certain. */
    static Tokens scan(String sql) {
        Scanner scanner = new Scanner(sql, true);
        Tokens tokens = scanner.run();
        boolean ambiguous =
                scanner.quoteEscaped && !new Scanner(sql, false).run().uncertain();
        return ambiguous ? new Tokens(sql, tokens.list(), true, tokens.key()) : tokens;
    }

    private Tokens run() {
        while (at < sql.length() && tokens.size() < MOST_TOKENS) {
            step(sql.charAt(at));
        }
        uncertain |= at < sql.length() || depth != 0 || executable;
        Escapes escapes = new Escapes(DoubleQuotes.resolve(tokens));
        return new Tokens(sql, Literals.merge(escapes.resolved()), uncertain || escapes.unknown(), key);
    }

    private void step(char c) {
        if (Character.isWhitespace(c)) {
            at++;
        } else if (c == '#' || dashes()) {
            skipTo("\n", 0);
        } else if (sql.startsWith("/*", at)) {
            comment();
        } else if (executable && sql.startsWith("*/", at)) {
            executable = false;
            at += 2;
        } else if (c == '\'' || c == '"' || c == '`') {
            quoted(at, at);
        } else if (digit(c) || (c == '.' && digit(peek(1)) && !behindName())) {
            number();
        } else if (wordPart(c)) {
            word();
        } else if (c == '@') {
            variable();
        } else if (c == '?') {
            uncertain |= digit(peek(1));
            params++;
            add(Kind.PARAM, "?", at, at + 1);
        } else {
            symbol();
        }
    }

    /** MySQL wants white space behind the two dashes of a comment, others do not. */
    private boolean dashes() {
        if (!sql.startsWith("--", at)) {
            return false;
        }
        boolean comment = peek(2) <= ' ' || !backslash;
        uncertain |= !comment;
        return comment;
    }

    private void comment() {
        int mark = sql.startsWith("!", at + 2) ? at + 3 : sql.startsWith("M!", at + 2) ? at + 4 : 0;
        if (mark > 0) {
            executable = true;
            uncertain = true;
            for (at = mark; digit(peek(0)); at++) {}
            return;
        }
        int from = at + 2;
        skipTo("*/", 2);
        String body = sql.substring(Math.min(from, at), Math.max(from, at - 2));
        uncertain |= body.contains("/*") || !sql.startsWith("*/", at - 2);
        String text = body.strip();
        if (key == null && text.startsWith(KEY) && text.length() > KEY.length()) {
            key = text.substring(KEY.length()).strip();
        }
    }

    private void skipTo(String end, int length) {
        int found = sql.indexOf(end, length == 0 ? at : at + 2);
        at = found < 0 ? sql.length() : found + length;
    }

    /** Reads the quoted thing at {@code open}; its token begins at {@code start}, where a prefix may stand. */
    private void quoted(int start, int open) {
        char quote = sql.charAt(open);
        boolean escaped = false;
        int end = open + 1;
        for (; end < sql.length(); end++) {
            char c = sql.charAt(end);
            if (c == '\\' && quote != '`' && backslash) {
                escaped = true;
                end++;
                quoteEscaped |= charAt(end) == quote;
            } else if (c == quote) {
                if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
                    end++;
                } else {
                    break;
                }
            }
        }
        boolean closed = end < sql.length();
        uncertain |= !closed;
        String one = String.valueOf(quote);
        String text = sql.substring(open + 1, Math.min(end, sql.length())).replace(one + one, one);
        Kind kind = quote == '`' ? Kind.NAME : quote == '"' ? Kind.DOUBLE : escaped ? Kind.OPAQUE : Kind.TEXT;
        add(start == open ? kind : prefixed(sql.charAt(start), text), text, start, closed ? end + 1 : sql.length());
    }

    private static Kind prefixed(char prefix, String text) {
        boolean bytes = (prefix == 'x' || prefix == 'X') && text.length() % 2 == 0 && text.matches("[0-9a-fA-F]*");
        return bytes ? Kind.BYTES : Kind.OPAQUE;
    }

    private void number() {
        int start = at;
        int end = at;
        if (sql.startsWith("0x", at) || sql.startsWith("0b", at)) {
            for (end += 2; Character.digit(charAt(end), 16) >= 0; end++) {}
            Kind kind = sql.startsWith("0x", at) && end > at + 2 ? Kind.BYTES : Kind.OPAQUE;
            add(kind, sql.substring(start + 2, end), start, end);
        } else {
            end = digits(end);
            if (charAt(end) == '.') {
                end = digits(end + 1);
            }
            int sign = charAt(end + 1) == '-' || charAt(end + 1) == '+' ? 1 : 0;
            if ((charAt(end) == 'e' || charAt(end) == 'E') && digit(charAt(end + 1 + sign))) {
                end = digits(end + 1 + sign);
            }
            add(Kind.NUMBER, sql.substring(start, end), start, end);
        }
        uncertain |= wordPart(peek(0));
    }

    private int digits(int from) {
        int end = from;
        while (digit(charAt(end))) {
            end++;
        }
        return end;
    }

    private void word() {
        int end = at + 1;
        while (wordPart(charAt(end))) {
            end++;
        }
        String raw = sql.substring(at, end);
        boolean prefix = raw.charAt(0) == '_' || (raw.length() == 1 && "xXbBnN".contains(raw));
        if (prefix && charAt(end) == '\'') {
            quoted(at, end);
        } else {
            uncertain |= raw.contains("$$");
            add(Kind.WORD, raw.toUpperCase(Locale.ROOT), at, end);
        }
    }

    private void variable() {
        int end = sql.startsWith("@@", at) ? at + 2 : at + 1;
        char c = charAt(end);
        if (c == '\'' || c == '"' || c == '`') {
            int close = sql.indexOf(c, end + 1);
            uncertain |= close < 0;
            end = close < 0 ? sql.length() : close + 1;
        } else {
            while (wordPart(charAt(end)) || charAt(end) == '.') {
                end++;
            }
        }
        add(Kind.VARIABLE, sql.substring(at, end).toUpperCase(Locale.ROOT), at, end);
    }

    private void symbol() {
        for (String symbol : LONG_SYMBOLS) {
            if (sql.startsWith(symbol, at)) {
                add(Kind.SYMBOL, symbol, at, at + symbol.length());
                return;
            }
        }
        char c = sql.charAt(at);
        uncertain |= SYMBOLS.indexOf(c) < 0 || (c == ')' && depth == 0);
        if (c == ')' && depth > 0) {
            depth--;
        }
        add(Kind.SYMBOL, String.valueOf(c), at, at + 1);
        if (c == '(') {
            depth++;
        }
    }

    private void add(Kind kind, String text, int start, int end) {
        String raw = kind == Kind.SYMBOL ? text : sql.substring(start, end);
        tokens.add(new Token(kind, text, raw, start, end, depth, kind == Kind.PARAM ? params : 0));
        at = end;
    }

    private boolean behindName() {
        Token last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
        return last != null && last.isIdentifier() && last.end() == at;
    }

    private char peek(int offset) {
        return charAt(at + offset);
    }

    private char charAt(int index) {
        return index < sql.length() ? sql.charAt(index) : 0;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean wordPart(char c) {
        return c < 0x80
                ? digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'
                : !Character.isWhitespace(c);
    }
}
