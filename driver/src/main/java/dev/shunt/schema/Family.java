package dev.shunt.schema;

/** Families of column types. A value names a row for certain only if it is of the key column's own family. */
public enum Family {
    INTEGER,
    DECIMAL,
    FLOAT,
    STRING,
    BINARY,
    TEMPORAL,
    /** JSON, BIT, BOOLEAN, ENUM, SET, UUID, spatial, arrays, … */
    OTHER
}
