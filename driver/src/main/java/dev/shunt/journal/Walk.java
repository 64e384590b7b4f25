package dev.shunt.journal;

import java.util.List;

/**
 * A whole table that is taken to be brought up to date, with the intents that this will clear.
 *
 * @param inDoubt the primary has to be read with locking reads
 */
public record Walk(String table, List<Intent> intents, boolean inDoubt) {}
