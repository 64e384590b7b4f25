package dev.shunt.schema;

/**
 * A column of a table.
 *
 * @param jdbcType one of {@link java.sql.Types}
 * @param typeName the database's own name of the type, upper case
 * @param size characters, bytes or digits, as {@link java.sql.DatabaseMetaData#getColumns} gives them
 * @param hasDefault a value other than NULL, or a computed one, is stored where an INSERT gives none
 * @param generated computed by the database from other columns; never written
 */
public record Column(
        String name,
        Family family,
        int jdbcType,
        String typeName,
        long size,
        boolean nullable,
        boolean hasDefault,
        boolean generated,
        boolean autoIncrement) {}
