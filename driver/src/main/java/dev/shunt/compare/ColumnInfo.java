package dev.shunt.compare;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column of a result.
 *
 * @param type one of {@link Types}
 * @param typeName the database's own name of the type
 * @param table the table whose column it shows, as the database spells it; null where {@code column} is
 * @param column the table's column that it shows; null for an expression, and where the driver does not tell
 * @param required true if it never is NULL
 * @param caseless true if its collation does not tell upper from lower case
 */
public record ColumnInfo(
        String label,
        int type,
        String typeName,
        @Nullable String table,
        @Nullable String column,
        boolean required,
        boolean caseless) {
    /** One that shows an expression. */
    ColumnInfo(String label, int type, String typeName) {
        this(label, type, typeName, null, null, false, false);
    }

    static List<ColumnInfo> of(ResultSetMetaData metaData) throws SQLException {
        List<ColumnInfo> columns = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            String typeName = metaData.getColumnTypeName(i);
            String table = metaData.getTableName(i);
            boolean ofTable = table != null && !table.isEmpty(); // an expression has a name all the same
            columns.add(new ColumnInfo(
                    metaData.getColumnLabel(i),
                    "UUID".equalsIgnoreCase(typeName)
                            ? Types.OTHER
                            : metaData.getColumnType(i), // as text, not as bytes
                    typeName == null ? "" : typeName,
                    ofTable ? table : null,
                    ofTable ? metaData.getColumnName(i) : null,
                    metaData.isNullable(i) == ResultSetMetaData.columnNoNulls,
                    !metaData.isCaseSensitive(i)));
        }
        return List.copyOf(columns);
    }

    /** Returns true if this shows the table's column of that name. */
    public boolean shows(String name) {
        return column != null && column.equalsIgnoreCase(name);
    }

    /** Returns true if {@code names}, in lower case, have its name. */
    boolean among(Set<String> names) {
        return !names.isEmpty()
                && (names.contains(label.toLowerCase(Locale.ROOT))
                        || (column != null && names.contains(column.toLowerCase(Locale.ROOT))));
    }

    boolean approximate() {
        return type == Types.REAL || type == Types.FLOAT || type == Types.DOUBLE;
    }

    boolean timed() {
        return type == Types.TIME || type == Types.TIMESTAMP || type == Types.TIMESTAMP_WITH_TIMEZONE;
    }

    boolean padded() {
        return type == Types.CHAR || type == Types.NCHAR;
    }

    boolean json() {
        return typeName.toUpperCase(Locale.ROOT).startsWith("JSON");
    }

    /** The label without what databases choose freely when they name an expression: case, blanks, quotes. */
    String plainLabel() {
        return label.replaceAll("[\\s`\"]", "").toLowerCase(Locale.ROOT);
    }

    /** The kind of values that the type holds: what databases call by different names is the same here. */
    private String family() {
        String name = typeName.toUpperCase(Locale.ROOT);
        if (name.startsWith("YEAR")) {
            return "number";
        }
        return switch (type) {
            case Types.BIT,
                    Types.BOOLEAN,
                    Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.DECIMAL,
                    Types.NUMERIC -> "number";
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> column == null ? "number" : "floating point";
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> "binary";
            case Types.DATE -> "date";
            case Types.TIME, Types.TIME_WITH_TIMEZONE -> "time";
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> "timestamp";
            case Types.CHAR,
                    Types.NCHAR,
                    Types.VARCHAR,
                    Types.NVARCHAR,
                    Types.LONGVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.CLOB,
                    Types.NCLOB -> "text";
            default -> "";
        };
    }

    /**
     * Returns true if both may hold the same values.
     *
     * @param certain true if the query cannot have made NULL possible itself, as an outer join does, or forgotten that there is none
     */
    boolean like(ColumnInfo other, boolean certain) {
        String one = family();
        String another = other.family();
        boolean expression = column == null || other.column == null;
        boolean types = one.isEmpty() || another.isEmpty() || one.equals(another);
        return expression || (types && (!certain || required == other.required));
    }

    /** What a difference of types shows. */
    String shape() {
        return typeName + (required ? " NOT NULL" : "");
    }
}
