package dev.shunt.schema;

/**
 * A column of a table.
 *
 * @param jdbcType one of {@link java.sql.Types}
 * @param typeName the database's own name of the type, upper case
 * @param size characters, bytes or digits, as {@link java.sql.DatabaseMetaData#getColumns} gives them
 * @param hasDefault a value other than NULL, or a computed one, is stored where an INSERT gives none
 * @param generated computed by the database from other columns; never written
 * @param charset the character set of a text, in lower case; "" where it holds every character, or is no text
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
        boolean autoIncrement,
        String charset) {
    /** Returns true if the text can be stored as it is; else the database refuses it, or stores another. */
    public boolean holds(String text) {
        return switch (charset) {
            case "", "utf8mb4", "utf16", "utf16le", "utf32" -> true;
            case "utf8", "utf8mb3", "ucs2" -> text.chars().noneMatch(unit -> Character.isSurrogate((char) unit));
            default -> text.chars().allMatch(unit -> unit < 128);
        };
    }
}
