package dev.shunt.diff;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings JSON texts to a form in which equal contents are equal texts. */
public final class JsonText {
    private static final JSON PARSER = JSON.std.with(JSON.Feature.USE_BIG_DECIMAL_FOR_FLOATS);

    private JsonText() {}

    /** Returns {@code text} with sorted keys, plain numbers and no blanks; unchanged if it is no JSON. Never throws. */
    public static String normal(String text) {
        try {
            return JSON.std.asString(normal(PARSER.anyFrom(text)));
        } catch (IOException | RuntimeException e) {
            return text;
        }
    }

    private static @Nullable Object normal(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, member) -> sorted.put(String.valueOf(key), normal(member)));
            return sorted;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(JsonText::normal).toArray();
        }
        return value instanceof Number number ? decimal(number).stripTrailingZeros() : value;
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal
                ? decimal
                : number instanceof BigInteger whole ? new BigDecimal(whole) : BigDecimal.valueOf(number.longValue());
    }
}
