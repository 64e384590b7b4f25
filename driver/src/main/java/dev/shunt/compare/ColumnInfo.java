package dev.shunt.compare;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A column of a result.
 *
 * @param type one of {@link Types}
 * @param typeName the database's own name of the type
 */
public record ColumnInfo(String label, int type, String typeName) {
    static List<ColumnInfo> of(ResultSetMetaData metaData) throws SQLException {
        List<ColumnInfo> columns = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            String typeName = metaData.getColumnTypeName(i);
            columns.add(new ColumnInfo(
                    metaData.getColumnLabel(i), metaData.getColumnType(i), typeName == null ? "" : typeName));
        }
        return List.copyOf(columns);
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
