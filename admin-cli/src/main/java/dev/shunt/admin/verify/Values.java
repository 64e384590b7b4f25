package dev.shunt.admin.verify;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Values as a person reads them. */
final class Values {
    private static final int LONGEST = 200;

    private Values() {}

    static @Nullable String shown(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String text = value instanceof byte[] bytes
                ? "0x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, LONGEST))
                : value instanceof Object[] values ? Arrays.deepToString(values) : value.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
