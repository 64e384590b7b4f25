package dev.shunt.config;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of new content while the application runs.
 *
 * @param config what to go on with: the new content, but for the options that only a restart changes
 * @param problem what was not applied of it, and why; null where all was
 */
record Reload(Config config, @Nullable String problem) {
    private static final List<Option<?>> IDENTITY =
            List.of(Options.SOURCE_URL, Options.TARGET_URL, Options.TARGET_USER);

    /**
     * @throws ConfigException where a knob is raised that was meant for databases other than those in use: going on
     *     with the old ones would write to, or read from, the wrong database. Lowering is always applied.
     */
    static Reload of(Config running, Config wished) throws ConfigException {
        List<Option<?>> kept = Options.ALL.stream()
                .filter(option -> isFixed(option, running) && differs(option, running, wished))
                .toList();
        if (kept.isEmpty()) {
            return new Reload(wished, null);
        }
        String changed = "a change of "
                + String.join(", ", kept.stream().map(Option::name).toList()) + " needs a restart of the application";
        Settings settings = wished.settings();
        for (Option<?> option : kept) {
            settings = settings.with(option, running.settings());
        }
        Config config = new Config(wished.file(), settings);
        if (kept.stream().anyMatch(IDENTITY::contains) && raises(running, config)) {
            throw new ConfigException(
                    wished.file(),
                    changed + "; until then knobs can only be lowered, because they still act on the old databases");
        }
        return new Reload(config, changed + "; until then the old value stays, everything else is applied");
    }

    private static boolean isFixed(Option<?> option, Config running) {
        boolean used = running.hasTarget()
                || option == Options.STATE_DIR
                || (option == Options.SOURCE_URL && running.settings().sets(option));
        return used && !option.reloads();
    }

    private static boolean differs(Option<?> option, Config running, Config wished) {
        return !running.get(option).equals(wished.get(option));
    }

    private static boolean raises(Config running, Config wished) {
        if (!running.get(Options.TABLES).equals(wished.get(Options.TABLES))) {
            return true;
        }
        TreeSet<String> tables = new TreeSet<>(running.settings().tables());
        tables.addAll(wished.settings().tables());
        tables.add(""); // stands for all the others
        return Settings.KNOBS.stream().anyMatch(knob -> tables.stream()
                .anyMatch(table -> level(wished, knob, table) > level(running, knob, table)));
    }

    private static int level(Config config, Option<?> knob, String table) {
        if (!config.get(Options.ENABLED) || !config.hasTarget()) {
            return 0;
        }
        Object value = config.get(knob, table);
        return value instanceof Integer percent ? percent : value == Mirror.OFF ? 0 : 1;
    }
}
