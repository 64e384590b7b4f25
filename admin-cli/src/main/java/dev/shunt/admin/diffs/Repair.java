package dev.shunt.admin.diffs;

import dev.shunt.config.DiffValues;
import dev.shunt.diff.DiffRecord;

/** What heals a difference. */
final class Repair {
    private Repair() {}

    /** Returns true if it is one of a row, so that a command can heal it. */
    static boolean possible(DiffRecord diff) {
        return switch (diff.kind()) {
            case MISSING_ROW, EXTRA_ROW, VALUE -> !diff.table().isEmpty() && (diff.key() != null || hidden(diff));
            default -> false;
        };
    }

    private static boolean hidden(DiffRecord diff) {
        return diff.values() != DiffValues.FULL;
    }

    /** Returns the command; KEY stands in it for a key that {@code diff.values} hides. */
    static String command(DiffRecord diff) {
        String key = diff.key();
        return "shunt repair " + quoted(diff.table()) + " --key " + (key == null || hidden(diff) ? "KEY" : quoted(key));
    }

    /** Returns what to do, beside or instead of the command. */
    static String hint(DiffRecord diff) {
        if (possible(diff)) {
            return (hidden(diff) ? "KEY is the row's key, which diff.values hides here. " : "")
                    + "Or diff.heal = on in the file: then rows that are read and differ are brought up to date"
                    + " wherever Shunt mirrors the table";
        }
        return switch (diff.kind()) {
            case MISSING_ROW, EXTRA_ROW, VALUE, COUNT ->
                "the statement does not tell which row it is: look for a difference of the table that has a key";
            case ORDER -> "no row has to be healed: give the query a full ORDER BY, or compare collations and indexes";
            case CHOICE ->
                "no row has to be healed: the rows are the same on both sides as far as their keys are known. Give the"
                        + " query a full ORDER BY, or expect other rows from the target";
            case REST -> "which rows these are is not known: verify the table, or raise shadow.rows";
            case SLOWER -> "no row has to be healed: compare indexes, statistics and load of both sides";
            case ERROR -> "no row has to be healed: run the statement on the side that failed";
            case METADATA -> "no row has to be healed: compare the columns of the table on both sides";
        };
    }

    private static String quoted(String text) {
        return text.matches("[\\p{L}\\p{N}_.,:@/+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
