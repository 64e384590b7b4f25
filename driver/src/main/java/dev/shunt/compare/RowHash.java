package dev.shunt.compare;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the rows of one result into numbers of 128 bits, the same for values that are the same. Not thread-safe. */
final class RowHash {
    private static final long HIGH = 0x9E3779B97F4A7C15L;
    private static final long LOW = 0xC2B2AE3D27D4EB4FL;

    private static final int LONG_DIGITS = 19;

    private final List<ColumnPair> columns = new ArrayList<>();
    private final MessageDigest md5;

    RowHash(List<ColumnInfo> columns, Rules rules) {
        for (int i = 0; i < columns.size(); i++) {
            this.columns.add(new ColumnPair(columns.get(i), i, columns.get(i), i, rules));
        }
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** Returns two halves for each value, then two for all that are not floating point together. */
    long[] of(List<@Nullable Object> values) {
        int width = columns.size();
        long[] halves = new long[2 * width + 2];
        long high = 0;
        long low = 0;
        for (int i = 0; i < width; i++) {
            hash(columns.get(i), values.get(i), halves, 2 * i);
            if (!columns.get(i).approximate()) {
                high = mixed(high ^ halves[2 * i], HIGH);
                low = mixed(low ^ halves[2 * i + 1], LOW);
            }
        }
        halves[2 * width] = high;
        halves[2 * width + 1] = low;
        return halves;
    }

    private void hash(ColumnPair column, @Nullable Object value, long[] halves, int at) {
        boolean exact = !column.approximate();
        Object normal = exact && value instanceof Long ? value : column.normal(value);
        if (exact && normal instanceof Number number && whole(number)) { // most are, and need no text
            halves[at] = mixed(number.longValue() ^ LOW, HIGH);
            halves[at + 1] = mixed(number.longValue() ^ HIGH, LOW);
        } else {
            ByteBuffer hash = ByteBuffer.wrap(md5.digest(bytes(normal)));
            halves[at] = hash.getLong();
            halves[at + 1] = hash.getLong();
        }
    }

    private static boolean whole(Number number) {
        return number instanceof Long
                || (number instanceof BigDecimal decimal
                        && decimal.scale() <= 0
                        && decimal.precision() - decimal.scale() <= LONG_DIGITS
                        && decimal.toBigInteger().bitLength() < Long.SIZE);
    }

    static long high(long half, long place) {
        return mixed(half ^ place * LOW, HIGH);
    }

    static long low(long half, long place) {
        return mixed(half ^ place * HIGH, LOW);
    }

    private static long mixed(long value, long factor) {
        long product = value * factor;
        return (product ^ product >>> 29) * factor + 1;
    }

    private static byte[] bytes(@Nullable Object normal) {
        if (normal == null) {
            return new byte[] {'N'};
        }
        if (normal instanceof ByteBuffer bytes) {
            return ByteBuffer.allocate(1 + bytes.remaining())
                    .put((byte) 'B')
                    .put(bytes.duplicate())
                    .array();
        }
        Object value = normal instanceof Double real ? Double.valueOf(real + 0.0) : normal; // -0 is 0
        char kind = value instanceof String ? 'T' : value instanceof Number ? '#' : 'O';
        return (kind + value.toString()).getBytes(StandardCharsets.UTF_8);
    }
}
