package dev.shunt.sql;

import dev.shunt.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a text, or of one of its statements. Indexes beyond the end are allowed and find nothing.
 *
 * @param uncertain true if another database, version or mode would cut the text differently
 * @param key the routing key of a comment
 */
record Tokens(
        String sql,
        List<Token> list,
        boolean uncertain,
        @Nullable String key) {
    /** A table's name and where the text goes on behind it. */
    record Named(TableName table, int next) {}

    int size() {
        return list.size();
    }

    Token get(int i) {
        return list.get(i);
    }

    boolean is(int i, String word) {
        return i >= 0 && i < list.size() && list.get(i).is(word);
    }

    boolean isWord(int i, Set<String> words) {
        return i >= 0 && i < list.size() && list.get(i).isWord(words);
    }

    boolean isIdentifier(int i) {
        return i >= 0 && i < list.size() && list.get(i).isIdentifier();
    }

    /** The word at {@code i}, in upper case; empty if there is none. */
    String word(int i) {
        return i >= 0 && i < list.size() && list.get(i).kind() == Kind.WORD
                ? list.get(i).text()
                : "";
    }

    /** The first index from {@code from} on, outside of parentheses, with one of {@code words}; else the size. */
    int find(int from, String... words) {
        Set<String> wanted = Set.of(words);
        int base = list.isEmpty() ? 0 : list.get(0).depth();
        return IntStream.range(from, list.size())
                .filter(i -> list.get(i).depth() == base
                        && wanted.contains(list.get(i).text()))
                .filter(i -> list.get(i).kind() == Kind.WORD || list.get(i).kind() == Kind.SYMBOL)
                .findFirst()
                .orElse(list.size());
    }

    boolean has(Set<String> words) {
        return list.stream().anyMatch(token -> token.isWord(words));
    }

    boolean has(Kind kind) {
        return list.stream().anyMatch(token -> token.kind() == kind);
    }

    /** The index behind the parenthesis that closes the one at {@code open}. */
    int behind(int open) {
        int i = open + 1;
        while (i < list.size()
                && !(list.get(i).is(")")
                        && list.get(i).depth() == list.get(open).depth())) {
            i++;
        }
        return Math.min(i + 1, list.size());
    }

    Tokens part(int from, int to) {
        return new Tokens(sql, list.subList(from, Math.max(from, to)), uncertain, key);
    }

    /** Without parentheses around the whole. */
    Tokens bare() {
        Tokens inner = this;
        while (inner.is(0, "(") && inner.size() > 1 && inner.behind(0) == inner.size()) {
            inner = inner.part(1, inner.size() - 1);
        }
        return inner;
    }

    /** The statements, without the empty ones. */
    List<Tokens> statements() {
        List<Tokens> parts = new ArrayList<>();
        for (int from = 0; from < size(); ) {
            int to = from;
            while (to < size() && !is(to, ";")) {
                to++;
            }
            if (to > from) {
                parts.add(part(from, to));
            }
            from = to + 1;
        }
        return parts;
    }

    /** The original text. */
    String text(int from, int to) {
        return from >= to
                ? ""
                : sql.substring(list.get(from).start(), list.get(to - 1).end());
    }

    List<Integer> params(int from, int to) {
        return list.subList(Math.min(from, to), to).stream()
                .filter(token -> token.kind() == Kind.PARAM)
                .map(Token::number)
                .toList();
    }

    /** The table's name at {@code i}: {@code name}, {@code schema.name} or {@code catalog.schema.name}. */
    @Nullable
    Named nameAt(int i) {
        if (!isIdentifier(i)) {
            return null;
        }
        int last = i;
        while (is(last + 1, ".") && isIdentifier(last + 2)) {
            last += 2;
        }
        String qualifier = last == i ? null : get(last - 2).name();
        return new Named(new TableName(qualifier, get(last).name()), last + 1);
    }
}
