package dev.shunt.cluster;

/**
 * What the last comparison of a table has found to differ.
 *
 * @param table the table, as the database spells it
 * @param ageMillis since that comparison began, by the register's clock
 * @param rows rows compared
 * @param missing rows that only the primary has
 * @param extra rows that only the secondary has
 * @param changed rows of which the values differ
 * @param equalMillis how long ago the table was known to be equal, so that whatever differs was written past Shunt
 *     since; 0 where that is not known
 * @param by who compared, for people
 */
public record Found(
        String table, long ageMillis, long rows, long missing, long extra, long changed, long equalMillis, String by) {
    /** Returns how many rows differ. */
    public long differing() {
        return missing + extra + changed;
    }
}
