package dev.shunt.admin.preflight;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table as one side has it. Immutable.
 *
 * @param rows about how many, by the database's statistics
 * @param bytes about how large, indexes included; 0 where the database does not say
 * @param counter the next number of its numbered column; null where there is none
 * @param checks the condition of each CHECK, by its name
 */
record TableFacts(
        String name,
        String engine,
        long rows,
        long bytes,
        @Nullable Long counter,
        List<ColumnFacts> columns,
        List<Index> indexes,
        List<ForeignKey> foreignKeys,
        List<Trigger> triggers,
        Map<String, String> checks) {
    /** {@code parts}: columns, prefixes as {@code name(10)}, or expressions. */
    record Index(String name, boolean primary, boolean unique, List<String> parts) {
        boolean has(String column) {
            String name = column.toLowerCase(Locale.ROOT);
            return parts.stream()
                    .map(part -> part.toLowerCase(Locale.ROOT))
                    .anyMatch(part -> part.equals(name) || part.startsWith(name + "("));
        }
    }

    record ForeignKey(
            String name, List<String> columns, String parent, List<String> referred, String onDelete, String onUpdate) {
        boolean cascades() {
            return !(onDelete + onUpdate).replaceAll("RESTRICT|NO ACTION", "").isEmpty();
        }
    }

    record Trigger(String name, String when) {}

    /** Returns the column of that name, in any case; null if there is none. */
    @Nullable
    ColumnFacts column(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equalsIgnoreCase(column))
                .findFirst()
                .orElse(null);
    }

    Optional<Index> primaryKey() {
        return indexes.stream().filter(Index::primary).findFirst();
    }

    Optional<ColumnFacts> identity() {
        return columns.stream().filter(ColumnFacts::identity).findFirst();
    }
}
