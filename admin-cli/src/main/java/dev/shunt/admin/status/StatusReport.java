package dev.shunt.admin.status;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON object that an instance answers, read by dotted path; what is absent is 0, false or empty. Immutable. */
public record StatusReport(Map<String, Object> json) {
    /** Returns the number at {@code path}, such as {@code mirror.pending}; 0 where there is none. */
    public long number(String path) {
        return at(path) instanceof Number number ? number.longValue() : 0;
    }

    public double decimal(String path) {
        return at(path) instanceof Number number ? number.doubleValue() : 0;
    }

    /** Returns the text at {@code path}; null where there is none. */
    public @Nullable String text(String path) {
        Object value = at(path);
        return value == null ? null : value.toString();
    }

    /** Returns the text at {@code path}, or {@code absent}. */
    public String text(String path, String absent) {
        String text = text(path);
        return text == null ? absent : text;
    }

    /** Returns the object at {@code path}; empty where there is none. */
    @SuppressWarnings("unchecked") // the keys of a JSON object are strings
    public Map<String, Object> object(String path) {
        return at(path) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Returns the object at {@code path} as a report of its own. */
    public StatusReport part(String path) {
        return new StatusReport(object(path));
    }

    private @Nullable Object at(String path) {
        Object value = json;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return value;
    }
}
