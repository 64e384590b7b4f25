package dev.shunt.compare;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A column of both results, and how its values are brought to a form in which equal ones are equal. */
record ColumnPair(ColumnInfo primary, int primaryIndex, ColumnInfo secondary, int secondaryIndex) {
    private static final double SINGLE = 1e-6;
    private static final double DOUBLE = 1e-12;

    String label() {
        return primary.label();
    }

    boolean approximate() {
        return primary.approximate() || secondary.approximate();
    }

    /** Returns {@code value} in the form that {@link #same} and equals understand. */
    @Nullable
    Object normal(@Nullable Object value, UnaryOperator<String> json) {
        if (value instanceof String text) {
            return text(text, json);
        }
        if (value instanceof Number number) {
            return approximate() ? (Object) number.doubleValue() : exact(number);
        }
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        return temporal(value);
    }

    private String text(String text, UnaryOperator<String> json) {
        if (primary.json() || secondary.json()) {
            return json.apply(text);
        }
        return primary.padded() || secondary.padded() ? unpadded(text) : text;
    }

    private static String unpadded(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private static Object exact(Number number) {
        if (number instanceof Double) {
            return number;
        }
        BigDecimal decimal = number instanceof BigDecimal given
                ? given
                : number instanceof BigInteger whole ? new BigDecimal(whole) : BigDecimal.valueOf(number.longValue());
        return decimal.stripTrailingZeros();
    }

    private static @Nullable Object temporal(@Nullable Object value) {
        if (value instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        if (value instanceof LocalDateTime dateTime) {
            return dateTime.truncatedTo(ChronoUnit.MICROS);
        }
        if (value instanceof LocalTime time) {
            return time.truncatedTo(ChronoUnit.MICROS);
        }
        return value instanceof Instant instant ? instant.truncatedTo(ChronoUnit.MICROS) : value;
    }

    /** Returns true if two normal values are the same, floating point ones within the precision of their type. */
    boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            return x.equals(y) || (Double.isFinite(x) && Double.isFinite(y) && near(x, y));
        }
        return a == null ? b == null : a.equals(b);
    }

    private boolean near(double x, double y) {
        double tolerance = primary.type() == Types.REAL || secondary.type() == Types.REAL ? SINGLE : DOUBLE;
        return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
    }
}
