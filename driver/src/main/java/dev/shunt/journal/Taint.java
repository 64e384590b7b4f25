package dev.shunt.journal;

import java.time.Instant;

/**
 * A table whose pending rows cannot be listed. Only a verification clears it.
 *
 * @param table the table; {@link #EVERY_TABLE} where the write did not tell
 * @param by what did it, for the operator: the kind of write and how to go on
 */
public record Taint(String table, Instant since, String by) {
    /** Stands for all tables in scope. */
    public static final String EVERY_TABLE = "*";
}
