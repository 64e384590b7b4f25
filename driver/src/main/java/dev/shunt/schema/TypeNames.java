package dev.shunt.schema;

import java.sql.Types;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The types that the databases' information schemas name. */
final class TypeNames {
    private record Type(int jdbcType, Family family) {}

    private static final Map<String, Type> TYPES = types();
    private static final Type UNKNOWN = new Type(Types.OTHER, Family.OTHER);

    private TypeNames() {}

    static int jdbcType(String dataType) {
        return type(dataType).jdbcType;
    }

    static Family family(String dataType) {
        return type(dataType).family;
    }

    private static Type type(String dataType) {
        return TYPES.getOrDefault(dataType.toUpperCase(Locale.ROOT), UNKNOWN);
    }

    private static Map<String, Type> types() {
        Map<String, Type> types = new HashMap<>();
        put(types, Family.INTEGER, Types.TINYINT, "TINYINT");
        put(types, Family.INTEGER, Types.SMALLINT, "SMALLINT");
        put(types, Family.INTEGER, Types.INTEGER, "MEDIUMINT", "INT", "INTEGER");
        put(types, Family.INTEGER, Types.BIGINT, "BIGINT");
        put(types, Family.DECIMAL, Types.DECIMAL, "DECIMAL");
        put(types, Family.DECIMAL, Types.NUMERIC, "NUMERIC", "DECFLOAT");
        put(types, Family.FLOAT, Types.REAL, "FLOAT", "REAL");
        put(types, Family.FLOAT, Types.DOUBLE, "DOUBLE", "DOUBLE PRECISION");
        put(types, Family.STRING, Types.CHAR, "CHAR", "CHARACTER");
        put(types, Family.STRING, Types.VARCHAR, "VARCHAR", "CHARACTER VARYING", "VARCHAR_IGNORECASE", "TINYTEXT");
        put(types, Family.STRING, Types.LONGVARCHAR, "TEXT", "MEDIUMTEXT", "LONGTEXT");
        put(types, Family.STRING, Types.CLOB, "CHARACTER LARGE OBJECT");
        put(types, Family.BINARY, Types.BINARY, "BINARY");
        put(types, Family.BINARY, Types.VARBINARY, "VARBINARY", "BINARY VARYING", "TINYBLOB");
        put(types, Family.BINARY, Types.LONGVARBINARY, "BLOB", "MEDIUMBLOB", "LONGBLOB");
        put(types, Family.BINARY, Types.BLOB, "BINARY LARGE OBJECT");
        put(types, Family.TEMPORAL, Types.DATE, "DATE", "YEAR");
        put(types, Family.TEMPORAL, Types.TIME, "TIME");
        put(types, Family.TEMPORAL, Types.TIME_WITH_TIMEZONE, "TIME WITH TIME ZONE");
        put(types, Family.TEMPORAL, Types.TIMESTAMP, "DATETIME", "TIMESTAMP");
        put(types, Family.TEMPORAL, Types.TIMESTAMP_WITH_TIMEZONE, "TIMESTAMP WITH TIME ZONE");
        put(types, Family.OTHER, Types.BOOLEAN, "BOOLEAN");
        put(types, Family.OTHER, Types.BIT, "BIT");
        put(types, Family.OTHER, Types.CHAR, "ENUM", "SET");
        put(types, Family.OTHER, Types.ARRAY, "ARRAY");
        put(types, Family.OTHER, Types.JAVA_OBJECT, "JAVA_OBJECT");
        return types;
    }

    private static void put(Map<String, Type> types, Family family, int jdbcType, String... names) {
        for (String name : names) {
            types.put(name, new Type(jdbcType, family));
        }
    }
}
