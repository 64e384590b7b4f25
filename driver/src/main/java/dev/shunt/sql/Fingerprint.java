package dev.shunt.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes the text that is the same for statements that differ in their literals only. */
final class Fingerprint {
    private static final Set<String> CLOSE = Set.of(",", ")", ".", ";");
    private static final Set<String> LISTS = Set.of("IN", "VALUES", "VALUE", "ROW");
    private static final Set<String> SIGNS = Set.of("-", "+");
    /** Words behind which a sign belongs to its number. */
    private static final Set<String> OPERATORS = Set.of(
            "SELECT",
            "BETWEEN",
            "AND",
            "OR",
            "XOR",
            "NOT",
            "LIKE",
            "THEN",
            "ELSE",
            "WHEN",
            "WHERE",
            "ON",
            "BY",
            "SET",
            "LIMIT",
            "INTERVAL",
            "DIV",
            "MOD",
            "HAVING",
            "DISTINCT",
            "RETURNING");

    private record Piece(String text, boolean operand, boolean touching) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final Deque<Integer> open = new ArrayDeque<>();

    private Fingerprint() {}

    static String of(Tokens tokens) {
        Fingerprint fingerprint = new Fingerprint();
        for (int i = 0; i < tokens.size(); i++) {
            fingerprint.add(tokens, i);
        }
        return fingerprint.text();
    }

    private void add(Tokens tokens, int i) {
        Token token = tokens.get(i);
        if (token.isValue()) {
            dropSign();
            pieces.add(new Piece("?", true, false));
            return;
        }
        if (token.is("(")) {
            open.push(pieces.size());
        }
        boolean called = token.is("(")
                && tokens.isIdentifier(i - 1)
                && tokens.get(i - 1).end() == token.start()
                && !tokens.isWord(i - 1, LISTS);
        boolean operand = (token.isIdentifier() && !token.isWord(OPERATORS)) || token.is(")");
        pieces.add(new Piece(token.raw(), operand, called || CLOSE.contains(token.raw())));
        if (token.is(")") && !open.isEmpty()) {
            fold(open.pop());
        }
    }

    private void dropSign() {
        int last = pieces.size() - 1;
        if (last >= 0
                && SIGNS.contains(pieces.get(last).text())
                && (last == 0 || !pieces.get(last - 1).operand())) {
            pieces.remove(last);
        }
    }

    /** Folds the list of values in the parentheses from {@code from}, and the same list right before it. */
    private void fold(int from) {
        List<Piece> inner = pieces.subList(from + 1, pieces.size() - 1);
        boolean values = inner.stream()
                .allMatch(piece -> piece.text().equals("?") || piece.text().equals(","));
        boolean list = inner.size() > 1
                || (from > 0 && LISTS.contains(pieces.get(from - 1).text().toUpperCase(Locale.ROOT)));
        if (values && list && !inner.isEmpty()) {
            inner.clear();
            inner.add(new Piece("?+", true, false));
        }
        int length = pieces.size() - from;
        int before = from - 1 - length;
        if (before >= 0
                && pieces.get(from - 1).text().equals(",")
                && texts(before, from - 1).equals(texts(from, pieces.size()))) {
            pieces.subList(from - 1, pieces.size()).clear();
        }
    }

    private List<String> texts(int from, int to) {
        return pieces.subList(from, to).stream().map(Piece::text).toList();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        String last = "(";
        for (Piece piece : pieces) {
            if (!piece.touching() && !last.equals("(") && !last.equals(".")) {
                text.append(' ');
            }
            text.append(piece.text());
            last = piece.text();
        }
        return text.toString();
    }
}
