package dev.shunt.admin.schema;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table as its own database would create it again. Immutable.
 *
 * @param statements create it with its keys, but for foreign keys
 * @param foreignKeys added when all tables are there
 * @param columns the text of each column's definition, by its name in lower case
 */
public record Definition(
        String table, List<String> statements, List<ForeignKey> foreignKeys, Map<String, String> columns) {
    /**
     * A foreign key.
     *
     * @param parent the table that it refers to; null where that is in another schema
     * @param statement adds it to the table
     */
    public record ForeignKey(String name, @Nullable String parent, String statement) {}

    /** Returns the definition of the column of that name, in any case: its name, its type, and what belongs to it. */
    public @Nullable String column(String name) {
        return columns.get(name.toLowerCase(Locale.ROOT));
    }
}
