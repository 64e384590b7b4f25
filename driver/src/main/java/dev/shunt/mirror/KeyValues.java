package dev.shunt.mirror;

import dev.shunt.replay.Bindings;
import dev.shunt.schema.Column;
import dev.shunt.schema.Family;
import dev.shunt.sql.Term;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Reads values of key columns, and tells which values name a row for certain. */
final class KeyValues {
    private KeyValues() {}

    /** Reads a key column in the form that {@link dev.shunt.schema.Key} has. */
    static Object read(ResultSet row, int index, Column column) throws SQLException {
        Object value =
                switch (column.family()) {
                    case INTEGER, DECIMAL -> row.getBigDecimal(index);
                    case BINARY -> row.getBytes(index);
                    default -> row.getString(index);
                };
        if (value == null) {
            throw new SQLException("primary key column " + column.name() + " is null");
        }
        return value;
    }

    /** Returns true if keys of such a column can be read by one session and used by another. */
    static boolean portable(Column column) {
        boolean zoned =
                column.jdbcType() == Types.TIMESTAMP && column.typeName().startsWith("TIMESTAMP")
                        || column.jdbcType() == Types.TIMESTAMP_WITH_TIMEZONE
                        || column.jdbcType() == Types.TIME_WITH_TIMEZONE;
        return column.family() != Family.FLOAT && !zoned;
    }

    /** Returns the value of a term; {@link Bindings#UNKNOWN} where it cannot be told. */
    static @Nullable Object value(Term term, @Nullable Bindings bindings) {
        if (term instanceof Term.Literal literal) {
            return literal.value();
        }
        if (term instanceof Term.Param param && bindings != null) {
            return bindings.value(param.index());
        }
        return term == Term.Special.NULL ? null : Bindings.UNKNOWN;
    }

    /**
     * Returns true if comparing the column with the value finds the row whose key is exactly that value: both are of the
     * same family, and storing the value would not change it. ({@code varchar_pk = 0} matches 'a'.)
     */
    static boolean exact(Column column, @Nullable Object value) {
        if (value == null) {
            return false;
        }
        return switch (column.family()) {
            case INTEGER -> integral(value) && fits(column, value);
            case DECIMAL -> integral(value) && digits(value) <= column.size();
            case STRING ->
                value instanceof String text
                        && text.length() <= column.size()
                        && !text.endsWith(" ")
                        && column.holds(text);
            case BINARY ->
                value instanceof byte[] bytes
                        && (column.jdbcType() == Types.BINARY
                                ? bytes.length == column.size()
                                : bytes.length <= column.size());
            default -> false;
        };
    }

    private static boolean integral(Object value) {
        return value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger
                || value instanceof BigDecimal decimal
                        && decimal.stripTrailingZeros().scale() <= 0;
    }

    private static int digits(Object value) {
        return new BigDecimal(value.toString()).toBigInteger().abs().toString().length();
    }

    /** Outside strict mode the server clamps a number to its type's range. */
    private static boolean fits(Column column, Object value) {
        boolean unsigned = column.typeName().contains("UNSIGNED");
        int bits =
                switch (column.jdbcType()) {
                    case Types.TINYINT -> 8;
                    case Types.SMALLINT -> 16;
                    case Types.INTEGER -> column.typeName().startsWith("MEDIUMINT") ? 24 : 32;
                    default -> 64;
                };
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            long beyond =
                    number >> (unsigned ? Math.min(bits, Long.SIZE - 1) : bits - 1); // 0 and -1 fit, less the sign
            return beyond == 0 || !unsigned && beyond == -1;
        }
        BigInteger low =
                unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bits - 1).negate();
        BigInteger high = BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1);
        BigInteger whole = new BigDecimal(value.toString()).toBigInteger();
        return whole.compareTo(low) >= 0 && whole.compareTo(high) < 0;
    }
}
