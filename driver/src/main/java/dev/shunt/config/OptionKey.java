package dev.shunt.config;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * What a key of the file sets.
 *
 * @param table the table that it is set for, in lower case; null where it is for all
 */
record OptionKey(Option<?> option, @Nullable String table) {
    private static final String TABLE = "table.";
    private static final Map<String, Option<?>> BY_NAME =
            Options.ALL.stream().collect(Collectors.toUnmodifiableMap(Option::name, Function.identity()));

    static OptionKey of(String key) throws BadValue {
        Option<?> option = BY_NAME.get(key);
        if (option != null && option.tableOnly()) {
            throw new BadValue(key + ": name the table too, as in table.orders." + key);
        }
        if (option != null) {
            return new OptionKey(option, null);
        }
        if (!key.startsWith(TABLE)) {
            throw new BadValue("unknown option " + key + suggestion(key, "", known -> true));
        }
        return forTable(key, key.substring(TABLE.length()));
    }

    private static OptionKey forTable(String key, String rest) throws BadValue {
        for (Option<?> option : Options.ALL) {
            if (option.perTable() && rest.endsWith("." + option.name())) {
                String table = rest.substring(0, rest.length() - option.name().length() - 1);
                return new OptionKey(option, checked(key, table).toLowerCase(Locale.ROOT));
            }
        }
        Option<?> tableless = BY_NAME.get(rest);
        if (tableless != null && tableless.perTable()) {
            throw new BadValue(key + ": name the table too, as in table.orders." + rest);
        }
        int dot = rest.indexOf('.') + 1;
        String name = rest.substring(dot);
        if (BY_NAME.containsKey(name)) {
            throw new BadValue(key + ": " + name + " cannot be set for one table; write " + name + " alone");
        }
        throw new BadValue(
                "unknown option " + key + suggestion(name, TABLE + rest.substring(0, dot), Option::perTable));
    }

    private static String checked(String key, String table) throws BadValue {
        if (table.contains(".")) {
            throw new BadValue(key + ": name the table without its schema");
        }
        if (table.isEmpty() || table.contains("*") || table.startsWith("!")) {
            throw new BadValue(key + ": name one table, without a pattern");
        }
        return table;
    }

    private static String suggestion(String name, String prefix, Predicate<Option<?>> candidate) {
        String nearest = null;
        int least = Math.max(3, name.length() / 2 + 1);
        for (Option<?> option : Options.ALL) {
            int distance = LevenshteinDistance.getDefaultInstance().apply(name.toLowerCase(Locale.ROOT), option.name());
            if (distance < least && candidate.test(option)) {
                least = distance;
                nearest = option.name();
            }
        }
        return nearest == null ? "; docs/options.md lists all there are" : "; did you mean " + prefix + nearest + "?";
    }

    @Override
    public String toString() {
        return table == null ? option.name() : TABLE + table + "." + option.name();
    }
}
