package dev.shunt.schema;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column are read and bound so that a value read and written back is the same value. Values are
 * null, BigDecimal (without end zeros), Double, String, byte[] or Object[]; equal values are deeply equal, whichever
 * dialect they came from. Immutable, thread-safe.
 */
public final class Form {
    /** What travels through JDBC. */
    enum Kind {
        NUMBER,
        DOUBLE,
        TEXT,
        TEMPORAL,
        BYTES,
        ARRAY
    }

    /** So many digits fit into a long, whichever they are. */
    private static final int DIGITS_OF_A_LONG = 18;

    private final Kind kind;
    private final String expression;
    private final String order;
    private final String placeholder;

    Form(Kind kind, String expression, String order, String placeholder) {
        this.kind = kind;
        this.expression = expression;
        this.order = order;
        this.placeholder = placeholder;
    }

    /** Returns the expression to select, for a column of that quoted name. */
    public String select(String quoted) {
        return expression.replace("$", quoted);
    }

    /** Returns an expression of MySQL and MariaDB for the hash of a text, in hexadecimal digits; MySQL 9.6 took MD5 away. */
    public static String hash(String text) {
        return "SHA2(" + text + ", 256)";
    }

    /**
     * Returns an expression of MySQL and MariaDB for a text without commas that differs wherever two values do, and is "-"
     * for null. What cannot be told exactly is never equal.
     */
    public String exact(String quoted) {
        String value = select(quoted);
        return switch (kind) {
            case NUMBER, TEMPORAL -> "COALESCE(CAST(" + value + " AS CHAR), '-')";
            // the text may lack the last digit of the longest numbers; then what is left over is no zero
            case DOUBLE ->
                "COALESCE(CONCAT(CAST(" + value + " AS CHAR), '/', " + value + " - (CAST(" + value
                        + " AS CHAR) + 0e0)), '-')";
            // a value beyond max_allowed_packet comes out of CONVERT as null; UUID() would make the whole a UUID on
            // MariaDB
            case TEXT ->
                "IF(" + quoted + " IS NULL, '-', COALESCE(" + hash("CONVERT(" + value + " USING utf8mb4)")
                        + ", CONCAT('?', RAND())))";
            case BYTES, ARRAY -> "IF(" + quoted + " IS NULL, '-', COALESCE(" + hash(value) + ", CONCAT('?', RAND())))";
        };
    }

    /**
     * Returns an expression of MySQL and MariaDB for the literal by which an INSERT makes the same value, in a session as
     * {@link Dialect#sessionInit} makes it; null for a value that cannot be told exactly.
     */
    public String literal(String quoted) {
        String value = select(quoted);
        return switch (kind) {
            case NUMBER -> "COALESCE(" + value + ", 'NULL')";
            case DOUBLE -> {
                String text = "CAST(" + value + " AS CHAR)";
                yield "IF(" + quoted + " IS NULL, 'NULL', IF(" + text + " + 0e0 = " + value + ", CONCAT('''', " + text
                        + ", ''''), NULL))";
            }
            case TEMPORAL -> "COALESCE(CONCAT('''', " + value + ", ''''), 'NULL')";
            // QUOTE makes the word NULL of what CONVERT or itself finds too long
            case TEXT ->
                "IF(" + quoted + " IS NULL, 'NULL', NULLIF(QUOTE(CONVERT(" + value + " USING utf8mb4)), 'NULL'))";
            case BYTES, ARRAY -> "IF(" + quoted + " IS NULL, 'NULL', CONCAT('x''', HEX(" + value + "), ''''))";
        };
    }

    /** Returns true if a {@link #literal} of a column of this form can be written into one of the other. */
    public boolean writes(Form other) {
        return kind == other.kind && placeholder.equals(other.placeholder);
    }

    /** Returns the expression by which to order and compare, for a column of that quoted name. */
    public String order(String quoted) {
        return order.replace("$", quoted);
    }

    /** Returns the parameter in an INSERT or SET. */
    public String placeholder() {
        return placeholder;
    }

    /** Returns the value of column {@code index} of the current row, where {@link #select} was selected. */
    public @Nullable Object read(ResultSet rows, int index) throws SQLException {
        return switch (kind) {
            case NUMBER -> {
                BigDecimal number = rows.getBigDecimal(index);
                yield number == null ? null : normal(number);
            }
            case DOUBLE -> {
                double real = rows.getDouble(index);
                yield rows.wasNull() ? null : real;
            }
            case TEXT -> rows.getString(index);
            case TEMPORAL -> {
                String text = rows.getString(index);
                yield text == null ? null : withoutEndZeros(text);
            }
            case BYTES -> rows.getBytes(index);
            case ARRAY -> {
                Array array = rows.getArray(index);
                yield array == null ? null : array.getArray();
            }
        };
    }

    /** Binds {@code value}: one that {@link #read} returned, or one of a {@link Key}. */
    public void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
            return;
        }
        switch (kind) {
            case NUMBER -> bindNumber(statement, index, number(value));
            case DOUBLE ->
                bindDouble(
                        statement,
                        index,
                        value instanceof Number number
                                ? number.doubleValue()
                                : number(value).doubleValue());
            case TEXT, TEMPORAL -> statement.setString(index, value.toString());
            case BYTES ->
                statement.setBytes(
                        index,
                        value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8));
            case ARRAY -> statement.setObject(index, value);
        }
    }

    /** Returns true if two values that {@link #read} returned are the same value. */
    public static boolean same(@Nullable Object left, @Nullable Object right) {
        return Objects.deepEquals(left, right);
    }

    /** A driver may write -0 as the literal -0.0, which is a decimal and has no sign; a text has it. */
    private static void bindDouble(PreparedStatement statement, int index, double real) throws SQLException {
        if (Double.doubleToRawLongBits(real) == Long.MIN_VALUE) {
            statement.setString(index, "-0");
        } else {
            statement.setDouble(index, real);
        }
    }

    /** As a long where possible: H2 serves a comparison from an index only if the parameter is of the column's type. */
    private static void bindNumber(PreparedStatement statement, int index, BigDecimal number) throws SQLException {
        if (number.scale() == 0
                && (number.precision() <= DIGITS_OF_A_LONG
                        || number.toBigInteger().bitLength() < Long.SIZE)) {
            statement.setLong(index, number.longValue());
        } else {
            statement.setBigDecimal(index, number);
        }
    }

    private static BigDecimal number(Object value) throws SQLException {
        if (value instanceof Boolean truth) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        try {
            return normal(value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString()));
        } catch (NumberFormatException e) {
            throw new SQLException("a value of a numeric column is not a number", "22018", e);
        }
    }

    private static BigDecimal normal(BigDecimal number) {
        if (number.scale() == 0) {
            return number;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** Drops the end zeros of the fraction, which a column of another precision would not have. */
    private static String withoutEndZeros(String text) {
        int point = text.indexOf('.');
        if (point < 0) {
            return text;
        }
        int end = point + 1;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        int last = end;
        while (text.charAt(last - 1) == '0') {
            last--;
        }
        return text.substring(0, last - 1 == point ? point : last) + text.substring(end);
    }
}
