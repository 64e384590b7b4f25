package dev.shunt.admin.tables;

import dev.shunt.schema.Key;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Keys as lists of texts that JSON can hold and that come back as the same values. */
public final class KeyText {
    private KeyText() {}

    /** Returns a text for each value: its kind, a colon, the value. */
    public static List<String> of(Key key) {
        List<String> texts = new ArrayList<>();
        for (Object value : key.values()) {
            if (value instanceof byte[] bytes) {
                texts.add("x:" + HexFormat.of().formatHex(bytes));
            } else if (value instanceof Double) {
                texts.add("d:" + value);
            } else if (value instanceof BigDecimal decimal) {
                texts.add("n:" + decimal.toPlainString());
            } else {
                texts.add((value instanceof Number ? "n:" : "t:") + value);
            }
        }
        return texts;
    }

    /** Returns the key of such texts. */
    public static Key key(List<?> texts) {
        List<Object> values = new ArrayList<>();
        for (Object text : texts) {
            String value = text.toString().substring(2);
            values.add(
                    switch (text.toString().charAt(0)) {
                        case 'x' -> HexFormat.of().parseHex(value);
                        case 'd' -> Double.valueOf(value);
                        case 'n' -> new BigDecimal(value);
                        default -> value;
                    });
        }
        return Key.of(values);
    }
}
