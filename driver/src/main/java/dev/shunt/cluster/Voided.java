package dev.shunt.cluster;

/**
 * A table that was found equal, of which that counts no more.
 *
 * @param table the table, as the database spells it
 * @param ageMillis since it counts no more, by the register's clock
 * @param reason who has said so and why, for people
 */
public record Voided(String table, long ageMillis, String reason) {}
