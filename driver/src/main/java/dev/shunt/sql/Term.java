package dev.shunt.sql;

/** A value in a statement, as far as the text tells it. */
public sealed interface Term {
    /** A {@code ?}, numbered from 1 as in {@link java.sql.PreparedStatement}. */
    record Param(int index) implements Term {}

    /** A literal: a Long, BigInteger, BigDecimal, Double, String, byte[] (hexadecimal) or Boolean. */
    record Literal(Object value) implements Term {}

    /** What is neither. */
    enum Special implements Term {
        /** The literal {@code NULL}. */
        NULL,
        /** The keyword {@code DEFAULT}. */
        DEFAULT,
        /** Any other expression. */
        EXPRESSION
    }
}
