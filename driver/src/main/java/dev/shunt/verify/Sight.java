package dev.shunt.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds columns that a checksum is blind for, from rows with the texts that the database makes of their values: each text
 * must be in the row's hash, and two values must have one text only if they are one value. Not thread-safe.
 */
final class Sight {
    /** Longer ones are kept as digests: a table of large objects has no place in memory. */
    private static final int LONGEST = 100;

    private final List<String> names;
    private final List<Map<String, String>> textOf = new ArrayList<>();
    private final List<Map<String, String>> valueOf = new ArrayList<>();
    private final Set<String> blind = new TreeSet<>();

    Sight(List<String> names) {
        this.names = names;
        for (int i = 0; i < names.size(); i++) {
            textOf.add(new HashMap<>());
            valueOf.add(new HashMap<>());
        }
    }

    void row(List<@Nullable Object> values, List<@Nullable String> texts, @Nullable String hash) {
        if (texts.contains(null) || !digest(String.join(",", texts)).equals(lower(hash))) {
            blind.addAll(names);
        }
        for (int i = 0; i < names.size(); i++) {
            String value = shown(values.get(i));
            String text = kept(String.valueOf(texts.get(i)));
            String textBefore = textOf.get(i).putIfAbsent(value, text);
            String valueBefore = valueOf.get(i).putIfAbsent(text, value);
            if (!Objects.requireNonNullElse(textBefore, text).equals(text)
                    || !Objects.requireNonNullElse(valueBefore, value).equals(value)) {
                blind.add(names.get(i));
            }
        }
    }

    Set<String> blind() {
        return blind;
    }

    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Object[] values) {
            return kept("array " + Arrays.deepToString(values));
        }
        return value instanceof byte[] bytes ? "bytes " + digest(bytes) + "/" + bytes.length : kept("value " + value);
    }

    private static String kept(String text) {
        return text.length() <= LONGEST ? text : "long " + digest(text) + "/" + text.length();
    }

    private static String lower(@Nullable String hash) {
        return hash == null ? "" : hash.toLowerCase(Locale.ROOT);
    }

    private static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
