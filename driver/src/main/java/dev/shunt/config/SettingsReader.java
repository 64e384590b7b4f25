package dev.shunt.config;

import dev.shunt.config.Settings.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and checks the content of a file, and gathers all that is wrong with it. Used once. */
final class SettingsReader {
    private static final int LONGEST_SHOWN = 60;

    private final Path file;
    private final Lookups lookups;
    private final boolean forOthers;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<OptionKey, Setting> settings = new LinkedHashMap<>();
    private final Map<OptionKey, Integer> lines = new LinkedHashMap<>();

    /** @param forOthers whether a look-up that has no value in this process is no problem */
    SettingsReader(Path file, boolean forOthers) {
        this.file = file;
        this.lookups = new Lookups(file);
        this.forOthers = forOthers;
    }

    Settings read(String content) throws ConfigException {
        List<Entry> entries = EntryReader.read(content, problems);
        entries.forEach(this::add);
        if (entries.isEmpty() && problems.isEmpty()) {
            problems.add(new Problem(0, "is empty; a file that is to leave everything off says enabled = false"));
        }
        if (problems.isEmpty()) {
            checkTarget(new Settings(settings));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(file, problems);
        }
        if (Boolean.getBoolean("shunt.disabled")) {
            settings.put(new OptionKey(Options.ENABLED, null), new Setting("false (-Dshunt.disabled)", false));
        }
        return new Settings(settings);
    }

    private void add(Entry entry) {
        if (!entry.separated()) {
            // what stands there may be the rest of a password
            problems.add(new Problem(entry.first(), "is not of the form key = value"));
            return;
        }
        try {
            OptionKey key = OptionKey.of(entry.key());
            Integer before = lines.putIfAbsent(key, entry.first());
            if (before != null) {
                throw new BadValue(key + " is set already in line " + before + "; take one of them out");
            }
            settings.put(key, setting(key, entry));
        } catch (BadValue e) {
            problems.add(new Problem(entry.first(), e.reason()));
        }
    }

    private Setting setting(OptionKey key, Entry entry) throws BadValue {
        Option<?> option = key.option();
        if (option.secret() && entry.commented()) {
            throw new BadValue(key + ": a comment cannot stand behind it: put the comment on a line of its own,"
                    + " or write \\# if # is a part of the value");
        }
        Lookups.Resolved resolved = lookups.resolve(entry.value());
        List<String> unresolved = new ArrayList<>(resolved.wrong());
        if (!forOthers) {
            unresolved.addAll(resolved.missing());
        }
        if (!unresolved.isEmpty()) {
            throw new BadValue(key + ": " + String.join(", ", unresolved));
        }
        String shown = option.secret() ? "***" : Secrets.masked(entry.value());
        Object value = resolved.missing().isEmpty() ? parse(key, shown, resolved.text()) : option.defaultValue();
        return new Setting(shown, value, List.copyOf(resolved.missing()));
    }

    private static Object parse(OptionKey key, String shown, String text) throws BadValue {
        try {
            if (text.isEmpty() && !key.option().allowsEmpty()) {
                throw new BadValue("has no value");
            }
            return key.option().parse(text);
        } catch (BadValue e) {
            throw new BadValue(key + " = " + shortened(shown) + ": " + e.reason());
        }
    }

    private static String shortened(String shown) {
        return shown.length() > LONGEST_SHOWN ? shown.substring(0, LONGEST_SHOWN) + "…" : shown;
    }

    private void checkTarget(Settings read) {
        if (read.sets(Options.TARGET_URL)) {
            String target = read.get(Options.TARGET_URL);
            if (!target.isEmpty() && target.equals(read.get(Options.SOURCE_URL))) {
                report(new OptionKey(Options.TARGET_URL, null), "target.url is the same as source.url");
            }
        } else if (read.get(Options.ENABLED)) {
            settings.forEach((key, setting) -> {
                if (Settings.isKnobOn(key, setting)) {
                    String off = key + " = " + key.option().defaultText();
                    report(key, key + " = " + setting.shown() + ": needs a target; set target.url, or set " + off);
                }
            });
        }
    }

    private void report(OptionKey key, String problem) {
        problems.add(new Problem(lines.getOrDefault(key, 0), problem));
    }
}
