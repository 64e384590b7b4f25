package dev.shunt.compare;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column of a result.
 *
 * @param type one of {@link Types}
 * @param typeName the database's own name of the type
 * @param column the table's column that it shows; null for an expression, and where the driver does not tell
 */
public record ColumnInfo(
        String label, int type, String typeName, @Nullable String column) {
    /** One that shows an expression. */
    ColumnInfo(String label, int type, String typeName) {
        this(label, type, typeName, null);
    }

    static List<ColumnInfo> of(ResultSetMetaData metaData) throws SQLException {
        List<ColumnInfo> columns = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            String typeName = metaData.getColumnTypeName(i);
            columns.add(new ColumnInfo(
                    metaData.getColumnLabel(i),
                    metaData.getColumnType(i),
                    typeName == null ? "" : typeName,
                    column(metaData, i)));
        }
        return List.copyOf(columns);
    }

    /** A column of a table has a table; an expression has a name all the same. */
    private static @Nullable String column(ResultSetMetaData metaData, int index) throws SQLException {
        String table = metaData.getTableName(index);
        return table == null || table.isEmpty() ? null : metaData.getColumnName(index);
    }

    /** Returns true if this shows the table's column of that name. */
    boolean shows(String name) {
        return column != null && column.equalsIgnoreCase(name);
    }

    boolean approximate() {
        return type == Types.REAL || type == Types.FLOAT || type == Types.DOUBLE;
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
}
