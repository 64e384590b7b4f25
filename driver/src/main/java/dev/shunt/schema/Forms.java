package dev.shunt.schema;

import dev.shunt.schema.Form.Kind;

/** Chooses the form of a column. */
final class Forms {
    private static final String COLUMN = "$";
    private static final String TEXT = "CAST($ AS CHAR)";

    private Forms() {}

    static Form of(Dialect dialect, Column column) {
        return switch (column.family()) {
            case INTEGER -> form(Kind.NUMBER, COLUMN);
            // DECFLOAT of H2 has NaN
            case DECIMAL -> form(column.typeName().equals("DECFLOAT") ? Kind.TEXT : Kind.NUMBER, COLUMN);
            // a FLOAT as text has six digits only; adding 0 would lose the sign of -0
            case FLOAT -> form(Kind.DOUBLE, dialect == Dialect.H2 ? "CAST($ AS DOUBLE PRECISION)" : "$ * 1e0");
            case STRING -> form(Kind.TEXT, COLUMN);
            case BINARY -> form(Kind.BYTES, COLUMN);
            case TEMPORAL -> form(Kind.TEMPORAL, dialect == Dialect.H2 ? COLUMN : TEXT);
            case OTHER -> dialect == Dialect.H2 ? h2(column.typeName()) : mysql(column.typeName());
        };
    }

    private static Form mysql(String type) {
        return switch (type) {
            case "BIT" -> form(Kind.NUMBER, "$ + 0");
            // compared with a text they compare as texts, but they sort by position
            case "ENUM", "SET" -> new Form(Kind.TEXT, COLUMN, TEXT, "?");
            case "JSON", "UUID", "INET4", "INET6" -> form(Kind.TEXT, TEXT);
            default -> form(Kind.BYTES, COLUMN); // spatial types and vectors, in the server's own bytes
        };
    }

    private static Form h2(String type) {
        return switch (type) {
            case "BOOLEAN" -> form(Kind.NUMBER, COLUMN);
            case "ENUM" -> new Form(Kind.TEXT, COLUMN, "CAST($ AS VARCHAR)", "?");
            case "JSON" -> new Form(Kind.TEXT, COLUMN, COLUMN, "? FORMAT JSON");
            case "ARRAY" -> form(Kind.ARRAY, COLUMN);
            case "GEOMETRY", "JAVA_OBJECT" -> form(Kind.BYTES, COLUMN);
            default -> form(Kind.TEXT, COLUMN); // UUID, intervals
        };
    }

    private static Form form(Kind kind, String expression) {
        return new Form(kind, expression, COLUMN, "?");
    }
}
