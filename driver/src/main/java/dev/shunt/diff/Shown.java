package dev.shunt.diff;

import dev.shunt.compare.Difference.Kind;
import dev.shunt.compare.Failure;
import dev.shunt.compare.RowPair;
import dev.shunt.compare.Text;
import dev.shunt.config.DiffValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be shown of values, by the option {@code diff.values}. Bounded in length. Thread-safe. */
final class Shown {
    private static final int MAX_VALUE = 1_000;
    private static final int MAX_LIST = 4_000;
    private static final int MAX_SQL = 10_000;

    /** Makes hashes useless for looking values up in a dictionary. */
    private final byte[] salt = new byte[16];

    Shown() {
        new SecureRandom().nextBytes(salt);
    }

    @Nullable
    String value(@Nullable Object value, Kind kind, DiffValues how) {
        boolean count = kind == Kind.COUNT || kind == Kind.ORDER; // of rows, not of theirs
        if (count && value != null && how != DiffValues.NONE) {
            return value.toString();
        }
        if (value instanceof Failure failure && how != DiffValues.FULL) {
            return failure.discreet();
        }
        return value == null ? null : value(value, how);
    }

    @Nullable
    String value(@Nullable Object value, DiffValues how) {
        return switch (how) {
            case FULL -> cut(Text.of(value), MAX_VALUE);
            case MASKED -> "***";
            case HASHED -> hash(Text.of(value));
            case NONE -> null;
        };
    }

    @Nullable
    String key(@Nullable String key, DiffValues how) {
        return key == null ? null : value(key, how);
    }

    @Nullable
    String params(List<?> params, DiffValues how) {
        return params.isEmpty() || how == DiffValues.NONE
                ? null
                : cut(params.stream().map(param -> value(param, how)).toList().toString(), MAX_LIST);
    }

    @Nullable
    DiffRows rows(@Nullable RowPair pair, DiffValues how) {
        if (pair == null || how == DiffValues.NONE) {
            return null;
        }
        List<String> columns = new ArrayList<>();
        for (String label : pair.columns()) {
            columns.add(String.valueOf(column(label, how)));
        }
        return new DiffRows(columns, row(pair.primary(), how), row(pair.secondary(), how), pair.differing());
    }

    private @Nullable List<@Nullable String> row(@Nullable List<@Nullable Object> values, DiffValues how) {
        if (values == null) {
            return null;
        }
        List<@Nullable String> row = new ArrayList<>();
        for (Object value : values) {
            row.add(value == null ? null : value(value, how));
        }
        return row;
    }

    /** A label names a column or repeats an expression, which may hold literals. */
    @Nullable
    String column(@Nullable String label, DiffValues how) {
        boolean plain = label == null || how == DiffValues.FULL || label.matches("[\\p{L}\\p{N}_$]{1,64}");
        return plain ? label : "(expression)";
    }

    static String sql(String text) {
        return cut(text, MAX_SQL);
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }

    private String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
            return "#" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
