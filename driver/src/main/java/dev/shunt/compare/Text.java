package dev.shunt.compare;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Shows a value to people. */
public final class Text {
    private static final int MAX_BYTES = 512;

    private Text() {}

    /** Returns {@code value} as text: NULL as such, bytes in hexadecimal (the first 512), numbers without exponent. */
    public static String of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return hex(ByteBuffer.wrap(bytes));
        }
        if (value instanceof ByteBuffer bytes) {
            return hex(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return Math.abs((long) decimal.scale()) > MAX_BYTES ? decimal.toString() : decimal.toPlainString();
        }
        return value == null ? "NULL" : value.toString();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] shown = new byte[Math.min(bytes.remaining(), MAX_BYTES)];
        bytes.duplicate().get(shown);
        String text = "0x" + HexFormat.of().formatHex(shown);
        return shown.length < bytes.remaining() ? text + "… (" + bytes.remaining() + " bytes)" : text;
    }
}
