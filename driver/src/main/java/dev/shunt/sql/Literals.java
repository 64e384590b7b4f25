package dev.shunt.sql;

import dev.shunt.sql.Token.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The values of literals. */
final class Literals {
    private static final Set<String> TYPED = Set.of("DATE", "TIME", "TIMESTAMP");

    /** Longer numbers are no keys, and converting them takes quadratic time. */
    private static final int LONGEST_NUMBER = 80;

    private Literals() {}

    /** Joins literals of several tokens ({@code DATE '…'}, {@code _utf8 '…'}, {@code 'a' 'b'}) to one. */
    static List<Token> merge(List<Token> tokens) {
        List<Token> merged = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            Token last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && isText(token) && (isText(last) || last.isWord(TYPED) || isIntroducer(last))) {
                merged.set(merged.size() - 1, token.as(Kind.OPAQUE).spanning(last.start(), token.end()));
            } else {
                merged.add(token);
            }
        }
        return merged;
    }

    /** The term that {@code token}, a value, stands for. */
    static Term term(Token token) {
        return switch (token.kind()) {
            case PARAM -> new Term.Param(token.number());
            case TEXT -> new Term.Literal(token.text());
            case NUMBER ->
                token.text().length() > LONGEST_NUMBER
                        ? Term.Special.EXPRESSION
                        : new Term.Literal(number(token.text()));
            case BYTES -> new Term.Literal(bytes(token.text()));
            default -> Term.Special.EXPRESSION;
        };
    }

    /** The term for {@code -term}. */
    static Term negated(Term term) {
        if (!(term instanceof Term.Literal literal)) {
            return Term.Special.EXPRESSION;
        }
        Object value = literal.value();
        if (value instanceof Long number) {
            return new Term.Literal(fit(BigInteger.valueOf(number).negate()));
        } else if (value instanceof BigInteger number) {
            return new Term.Literal(fit(number.negate()));
        } else if (value instanceof BigDecimal number) {
            return new Term.Literal(number.negate());
        } else if (value instanceof Double number) {
            return new Term.Literal(-number);
        }
        return Term.Special.EXPRESSION;
    }

    private static Object number(String text) {
        if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            return Double.valueOf(text);
        }
        return text.indexOf('.') >= 0 ? new BigDecimal(text) : fit(new BigInteger(text));
    }

    private static Object fit(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private static byte[] bytes(String digits) {
        return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
    }

    private static boolean isText(Token token) {
        return token.kind() == Kind.TEXT
                || (token.kind() == Kind.OPAQUE && token.raw().endsWith("'"));
    }

    private static boolean isIntroducer(Token token) {
        return token.kind() == Kind.WORD && token.text().charAt(0) == '_';
    }
}
