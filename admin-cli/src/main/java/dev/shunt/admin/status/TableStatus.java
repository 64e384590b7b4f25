package dev.shunt.admin.status;

import java.util.Map;

/** The part of a report that is about one table, whose name may have dots in it. */
final class TableStatus {
    private TableStatus() {}

    @SuppressWarnings("unchecked") // the keys of a JSON object are strings
    static Map<String, Object> of(StatusReport tables, String name) {
        return tables.json().get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
