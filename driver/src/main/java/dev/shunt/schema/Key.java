package dev.shunt.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The primary key of a row: one value for each key column, in key order. Equal keys are equal numbers, strings or bytes,
 * whatever Java type brought them; keys that a collation calls equal may differ here, which is safe (too many keys are).
 * Immutable.
 */
public final class Key {
    private final List<Object> values;
    private final int hash;

    private Key(List<Object> values) {
        this.values = values;
        int sum = 1;
        for (Object value : values) {
            sum = 31 * sum + hash(value);
        }
        this.hash = sum;
    }

    /** Returns the key of those values, normalised: whole numbers as Long or BigInteger, decimals without end zeros. */
    public static Key of(List<?> values) {
        List<Object> normal = new ArrayList<>(values.size());
        for (Object value : values) {
            normal.add(normal(value));
        }
        return new Key(Collections.unmodifiableList(normal));
    }

    /** Returns the key of those values. */
    public static Key of(Object... values) {
        return of(Arrays.asList(values));
    }

    /** Returns the values, in key order: Long, BigInteger, BigDecimal, String, byte[] or a database's own type. */
    public List<Object> values() {
        return values;
    }

    /** Returns about how many bytes its values take in memory. */
    public int bytes() {
        int bytes = 0;
        for (Object value : values) {
            if (value instanceof byte[] raw) {
                bytes += raw.length;
            } else {
                bytes += value instanceof String text ? text.length() * Character.BYTES : Long.BYTES;
            }
        }
        return bytes;
    }

    private static Object normal(Object value) {
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
        }
        if (value instanceof BigDecimal decimal) {
            BigDecimal stripped = decimal.stripTrailingZeros();
            return stripped.scale() <= 0 ? normal(stripped.toBigInteger()) : stripped;
        }
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    private static int hash(Object value) {
        return value instanceof byte[] bytes ? Arrays.hashCode(bytes) : value.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key that
                && hash == that.hash
                && Arrays.deepEquals(values.toArray(), that.values.toArray());
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(value instanceof byte[] bytes ? hex(bytes) : value.toString());
        }
        return text.toString();
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
