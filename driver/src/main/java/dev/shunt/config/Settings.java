package dev.shunt.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a file sets, typed. Immutable. */
final class Settings {
    /** The knobs, but for the primary. All are off by default. */
    static final List<Option<?>> KNOBS = List.of(Options.MIRROR, Options.SHADOW_PERCENT, Options.GRAY_PERCENT);

    /**
     * @param shown the value for people to see
     * @param missing what of it could not be looked up in this process, in words
     */
    record Setting(String shown, Object value, List<String> missing) {
        Setting(String shown, Object value) {
            this(shown, value, List.of());
        }
    }

    private final Map<OptionKey, Setting> all;
    private final Map<Option<?>, Object> general = new LinkedHashMap<>();
    private final Map<String, Map<Option<?>, Object>> perTable = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Settings(Map<OptionKey, Setting> settings) {
        all = new LinkedHashMap<>(settings);
        all.forEach((key, setting) -> valuesFor(key.table()).put(key.option(), setting.value()));
    }

    private Map<Option<?>, Object> valuesFor(@Nullable String table) {
        return table == null ? general : perTable.computeIfAbsent(table, name -> new LinkedHashMap<>());
    }

    <T> T get(Option<T> option) {
        return value(general, option, option.defaultValue());
    }

    <T> T get(Option<T> option, String table) {
        Map<Option<?>, Object> own = perTable.isEmpty() ? null : perTable.get(table);
        return own == null ? get(option) : value(own, option, get(option));
    }

    @SuppressWarnings("unchecked") // an option's values come from its own parser
    private static <T> T value(Map<Option<?>, Object> values, Option<T> option, T otherwise) {
        return (T) values.getOrDefault(option, otherwise);
    }

    boolean sets(Option<?> option) {
        return general.containsKey(option);
    }

    Map<String, String> missing() {
        Map<String, String> missing = new LinkedHashMap<>();
        all.forEach((key, setting) -> {
            if (!setting.missing().isEmpty()) {
                missing.put(key.toString(), String.join(", ", setting.missing()));
            }
        });
        return missing;
    }

    /** The values that the option has, for any table. */
    <T> Set<T> all(Option<T> option) {
        Set<T> values = new LinkedHashSet<>();
        values.add(get(option));
        perTable.keySet().forEach(table -> values.add(get(option, table)));
        return values;
    }

    /** The tables that have a setting of their own. */
    Set<String> tables() {
        return new TreeSet<>(perTable.keySet());
    }

    boolean anyKnobOn() {
        return all.entrySet().stream().anyMatch(entry -> isKnobOn(entry.getKey(), entry.getValue()));
    }

    static boolean isKnobOn(OptionKey key, Setting setting) {
        return KNOBS.contains(key.option())
                && !setting.value().equals(key.option().defaultValue());
    }

    /** Returns these settings with the option as the others have it, set or not. */
    Settings with(Option<?> option, Settings others) {
        OptionKey key = new OptionKey(option, null);
        Map<OptionKey, Setting> changed = new LinkedHashMap<>(all);
        Setting kept = others.all.get(key);
        if (kept == null) {
            changed.remove(key);
        } else {
            changed.put(key, kept);
        }
        return new Settings(changed);
    }

    Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        all.forEach((key, setting) -> shown.put(key.toString(), setting.shown()));
        return shown;
    }
}
