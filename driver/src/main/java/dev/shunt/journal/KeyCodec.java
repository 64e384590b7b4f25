package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Writes keys so that each value comes back as the same value of the same Java type. */
final class KeyCodec {
    private static final int LONG = 1;
    private static final int BIG_INTEGER = 2;
    private static final int DECIMAL = 3;
    private static final int TEXT = 4;
    private static final int CHARS = 5;
    private static final int BYTES = 6;
    private static final int BOOLEAN = 7;
    private static final int DOUBLE = 8;

    private KeyCodec() {}

    /** Returns false for a value of a type that only its database knows. */
    static boolean knows(Key key) {
        for (Object value : key.values()) {
            if (!(value instanceof Long
                    || value instanceof String
                    || value instanceof BigInteger
                    || value instanceof BigDecimal
                    || value instanceof byte[]
                    || value instanceof Boolean
                    || value instanceof Double)) {
                return false;
            }
        }
        return true;
    }

    static void put(Output out, Key key) {
        out.putCount(key.values().size());
        for (Object value : key.values()) {
            put(out, value);
        }
    }

    private static void put(Output out, Object value) {
        if (value instanceof Long number) {
            out.putByte(LONG);
            out.putNumber(number);
        } else if (value instanceof String text) {
            put(out, text);
        } else if (value instanceof BigInteger big) {
            out.putByte(BIG_INTEGER);
            out.putBytes(big.toByteArray());
        } else if (value instanceof BigDecimal decimal) {
            out.putByte(DECIMAL);
            out.putNumber(decimal.scale());
            out.putBytes(decimal.unscaledValue().toByteArray());
        } else if (value instanceof byte[] bytes) {
            out.putByte(BYTES);
            out.putBytes(bytes);
        } else if (value instanceof Boolean truth) {
            out.putByte(BOOLEAN);
            out.putByte(truth ? 1 : 0);
        } else if (value instanceof Double real) {
            out.putByte(DOUBLE);
            out.putFixed(Double.doubleToRawLongBits(real));
        } else {
            throw new IllegalArgumentException(
                    "a key of type " + value.getClass().getName());
        }
    }

    /** Half a surrogate pair would survive no charset. */
    private static void put(Output out, String text) {
        boolean surrogates = text.chars().anyMatch(c -> Character.isSurrogate((char) c));
        out.putByte(surrogates ? CHARS : TEXT);
        if (surrogates) {
            out.putCount(text.length());
            text.chars().forEach(out::putCount);
        } else {
            out.putText(text);
        }
    }

    private static String chars(Input in) {
        char[] chars = new char[in.getSize()];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) in.getCount();
        }
        return new String(chars);
    }

    static Key get(Input in) {
        int size = in.getSize();
        List<Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(value(in));
        }
        return Key.of(values);
    }

    private static Object value(Input in) {
        int type = in.getByte();
        return switch (type) {
            case LONG -> in.getNumber();
            case BIG_INTEGER -> new BigInteger(in.getBytes());
            case DECIMAL -> {
                int scale = (int) in.getNumber();
                yield new BigDecimal(new BigInteger(in.getBytes()), scale);
            }
            case TEXT -> in.getText();
            case CHARS -> chars(in);
            case BYTES -> in.getBytes();
            case BOOLEAN -> in.getByte() == 1;
            case DOUBLE -> Double.longBitsToDouble(in.getFixed());
            default -> throw new IndexOutOfBoundsException("a key value of the unknown type " + type);
        };
    }
}
