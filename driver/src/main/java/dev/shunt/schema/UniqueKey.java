package dev.shunt.schema;

import java.util.List;

/** A unique index other than the primary key. */
public record UniqueKey(String name, List<Column> columns) {}
