package dev.shunt;

import dev.shunt.config.Config;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows the four knobs, and what single tables have instead. */
final class Knobs {
    private static final String TABLE = "table.";

    private Knobs() {}

    static Map<String, Object> shown(Config config) {
        Map<String, Object> knobs = new LinkedHashMap<>();
        knobs.put("primary", config.primary().toString());
        knobs.put("mirror", config.mirror().toString());
        knobs.put("shadow.percent", config.shown().getOrDefault("shadow.percent", "0"));
        knobs.put("gray.percent", config.shown().getOrDefault("gray.percent", "0"));
        Map<String, Map<String, Object>> tables = new LinkedHashMap<>();
        config.shown().forEach((key, value) -> {
            int knob = key.startsWith(TABLE) ? key.indexOf('.', TABLE.length()) : -1;
            if (knob > 0) {
                tables.computeIfAbsent(key.substring(TABLE.length(), knob), name -> new LinkedHashMap<>())
                        .put(key.substring(knob + 1), value);
            }
        });
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("knobs", knobs);
        shown.put("tables", tables);
        return shown;
    }
}
