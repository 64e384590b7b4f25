package dev.shunt.sql;

import org.jspecify.annotations.Nullable;

/**
 * A table as a statement names it, quotes removed, case kept.
 *
 * @param qualifier the schema or catalog in front of the name; null where there is none
 */
public record TableName(@Nullable String qualifier, String name) {
    @Override
    public String toString() {
        return qualifier == null ? name : qualifier + "." + name;
    }
}
