package dev.shunt.cluster;

/**
 * A whole table that an instance has compared by itself, and made equal.
 *
 * @param table the table, as the database spells it
 * @param beganNanos when that began, as of {@link System#nanoTime}
 * @param rows the rows compared
 */
public record Compared(String table, long beganNanos, long rows) {}
