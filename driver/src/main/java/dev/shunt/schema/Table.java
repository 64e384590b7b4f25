package dev.shunt.schema;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table as one side has it. Immutable.
 *
 * @param name the name as the database keeps it
 * @param primaryKey in key order; empty for a table without one
 * @param uniqueKeys the unique keys beside the primary one
 * @param indexed names, in lower case, of columns that lead an index (the primary key included)
 * @param cascades tables whose rows change when a row of this one is deleted or its key changes (ON DELETE or ON UPDATE
 *     CASCADE, SET NULL, SET DEFAULT), directly or through others
 * @param referenced names, in lower case, of its columns that foreign keys refer to, where these need not be unique
 * @param triggers true if writing to it fires triggers
 * @param transactional true if a rollback takes back what was written to it
 * @param rowBytes about how long a row of it is, as the database's statistics have it; 0 where these do not say
 */
public record Table(
        String name,
        List<Column> columns,
        List<Column> primaryKey,
        List<UniqueKey> uniqueKeys,
        Set<String> indexed,
        Set<String> cascades,
        Set<String> referenced,
        boolean triggers,
        boolean transactional,
        long rowBytes) {

    /** Returns the column of that name, in any case; null if there is none. */
    public @Nullable Column column(String column) {
        for (Column candidate : columns) {
            if (candidate.name().equalsIgnoreCase(column)) {
                return candidate;
            }
        }
        return null;
    }

    /** Returns true if it has columns of all these names, in any case. */
    public boolean has(Collection<String> names) {
        for (String name : names) {
            if (column(name) == null) {
                return false;
            }
        }
        return true;
    }

    /** Returns true if rows of this table can be named, and so row-synced. */
    public boolean keyed() {
        return !primaryKey.isEmpty();
    }

    /** Returns true if an index begins with the column of that name. */
    public boolean indexed(String column) {
        return indexed.contains(column.toLowerCase(Locale.ROOT));
    }
}
