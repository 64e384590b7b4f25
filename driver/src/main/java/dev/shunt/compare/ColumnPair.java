package dev.shunt.compare;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A column of both results, and how its values are brought to a form in which equal ones are equal. */
record ColumnPair(ColumnInfo primary, int primaryIndex, ColumnInfo secondary, int secondaryIndex, Rules rules) {
    private static final double SINGLE = 1e-6;
    private static final double DOUBLE = 1e-12;
    private static final int MICROS = 6;

    String label() {
        return primary.label();
    }

    /** Returns true if neither side shows an expression. */
    boolean bare() {
        return primary.column() != null && secondary.column() != null;
    }

    boolean ignored() {
        return primary.among(rules.ignored());
    }

    /** Returns true if values that are not equal may still be the same. */
    boolean approximate() {
        return real() || (rules.fraction() < MICROS && (primary.timed() || secondary.timed()));
    }

    private boolean real() {
        return primary.approximate() || secondary.approximate();
    }

    /** Returns true if the hashes of both sides, each made by itself, are equal where the values are. */
    boolean hashable() {
        return !approximate()
                && primary.padded() == secondary.padded()
                && primary.json() == secondary.json()
                && caseless(primary) == caseless(secondary);
    }

    /** Returns true if a row's hash has, or has not, this column on both sides. */
    boolean alike() {
        return hashable() || (primary.approximate() == secondary.approximate() && primary.timed() == secondary.timed());
    }

    private boolean caseless(ColumnInfo column) {
        return rules.letters() == Rules.Letters.COLLATION && column.caseless();
    }

    /** Returns {@code value} in the form that {@link #same} and equals understand. */
    @Nullable
    Object normal(@Nullable Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Number number) {
            return real() ? (Object) number.doubleValue() : exact(number);
        }
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        return temporal(value);
    }

    private @Nullable String text(String text) {
        if (primary.json() || secondary.json()) {
            return rules.json().apply(text);
        }
        boolean unpadded = !rules.spaces() || primary.padded() || secondary.padded();
        String trimmed = unpadded ? unpadded(text) : text;
        boolean fold = rules.letters() == Rules.Letters.IGNORE || (caseless(primary) && caseless(secondary));
        return trimmed.isEmpty() && !rules.nulls() ? null : fold ? trimmed.toLowerCase(Locale.ROOT) : trimmed;
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

    private @Nullable Object temporal(@Nullable Object value) {
        if (value instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        ChronoUnit unit = rules.fraction() > MICROS ? ChronoUnit.NANOS : ChronoUnit.MICROS;
        if (value instanceof LocalDateTime dateTime) {
            return dateTime.truncatedTo(unit);
        }
        if (value instanceof LocalTime time) {
            return time.truncatedTo(unit);
        }
        return value instanceof Instant instant ? instant.truncatedTo(unit) : value;
    }

    /** Returns true if two normal values are the same, where the type or the rules allow it not exactly so. */
    boolean same(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x.equals(y) || (Double.isFinite(x) && Double.isFinite(y) && near(x, y));
        }
        boolean times = a instanceof Temporal && a.getClass() == b.getClass() && rules.fraction() < MICROS;
        return a.equals(b) || (times && near((Temporal) a, (Temporal) b));
    }

    private boolean near(double x, double y) {
        double own = primary.type() == Types.REAL || secondary.type() == Types.REAL ? SINGLE : DOUBLE;
        double tolerance = Double.isNaN(rules.tolerance()) ? own : rules.tolerance();
        return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
    }

    /** One side may have rounded what the other has cut. */
    private boolean near(Temporal a, Temporal b) {
        return Duration.between(a, b).abs().compareTo(Duration.ofNanos((long) Math.pow(10, 9 - rules.fraction()))) < 0;
    }
}
