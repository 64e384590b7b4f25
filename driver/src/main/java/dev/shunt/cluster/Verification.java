package dev.shunt.cluster;

/**
 * A table that was compared as a whole, and found equal or made so.
 *
 * @param table the table, as the database spells it
 * @param began when the comparison began, in milliseconds by the register's database
 * @param ageMillis since then, by the same clock
 * @param epoch the reign in which it was made
 * @param rows the rows compared
 * @param by who did it, for people
 */
public record Verification(String table, long began, long ageMillis, long epoch, long rows, String by) {}
