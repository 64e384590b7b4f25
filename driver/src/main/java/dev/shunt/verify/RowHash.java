package dev.shunt.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hashes rows here, for sides that write the same value in different ways. Not thread-safe. */
final class RowHash {
    private static final int HALF = 8;

    private final MessageDigest digest;

    RowHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds one value as {@link dev.shunt.schema.Form#read} gives it; each says its kind and length first. */
    void add(@Nullable Object value) {
        if (value == null) {
            digest.update((byte) 'N');
        } else if (value instanceof Object[] values) {
            digest.update(
                    ByteBuffer.allocate(5).put((byte) 'A').putInt(values.length).flip());
            for (Object element : values) {
                add(element);
            }
        } else if (value instanceof byte[] bytes) {
            add('B', bytes);
        } else if (value instanceof Double real) {
            add(
                    'D',
                    ByteBuffer.allocate(Double.BYTES)
                            .putLong(Double.doubleToLongBits(real))
                            .array());
        } else if (value instanceof BigDecimal number) {
            add('#', number.toPlainString().getBytes(StandardCharsets.US_ASCII));
        } else {
            add('T', value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void add(char kind, byte[] bytes) {
        digest.update(
                ByteBuffer.allocate(5).put((byte) kind).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    /** Adds the row to a sum, and begins the next. */
    Sum end(Sum sum) {
        byte[] hash = digest.digest();
        return sum.plus(
                new BigInteger(1, Arrays.copyOf(hash, HALF)),
                new BigInteger(1, Arrays.copyOfRange(hash, HALF, 2 * HALF)));
    }
}
