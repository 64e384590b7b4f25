package dev.shunt.admin.tables;

import dev.shunt.config.Config;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Options;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.rowsync.UniqueConflict;
import dev.shunt.schema.Key;
import dev.shunt.session.Trouble;

/**
 * Keys of rows as a person may see them: {@code ***} where {@code diff.values} hides values.
 *
 * @param shown whether they may be seen
 */
public record ShownKeys(boolean shown) {
    /** As the file has it. */
    public static ShownKeys of(Config config) {
        return new ShownKeys(config.get(Options.DIFF_VALUES) == DiffValues.FULL);
    }

    public String of(Key key) {
        return shown ? key.toString() : "***";
    }

    /** Returns who stands in a row's way. */
    public String of(UniqueConflict conflict) {
        return conflict.text(of(conflict.other()));
    }

    /** Returns why a row was refused. */
    public String of(Exception why) {
        return why instanceof RowSyncException refusal && shown ? refusal.withKeys() : Trouble.text(why);
    }
}
