package dev.shunt.admin.preflight;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as the information schema has it. Immutable.
 *
 * @param dataType the database's own name of the type, upper case
 * @param type the type as a person writes it
 * @param length characters or bytes; 0 for other types
 * @param precision digits, or bits on H2; 0 for other types
 * @param fraction digits of a second
 * @param defaultText as the database keeps it; null for none
 * @param extra auto_increment, on update …, in lower case
 * @param generation the expression of a generated column; null for others
 * @param members of an ENUM or SET
 */
record ColumnFacts(
        String name,
        String dataType,
        String type,
        long length,
        int precision,
        int scale,
        int fraction,
        boolean nullable,
        @Nullable String defaultText,
        String extra,
        @Nullable String generation,
        @Nullable String charset,
        @Nullable String collation,
        List<String> members) {
    boolean identity() {
        return extra.contains("auto_increment");
    }

    boolean generated() {
        return generation != null;
    }
}
