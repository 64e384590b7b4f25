package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row that is to be synced. While it is taken or waits for its next try, further intents only join it. Guarded by the
 * journal's lock.
 */
final class PendingRow {
    /** Bytes of a key that are part of what every row is counted for. */
    private static final int KEY_BYTES = 512;

    final Key key;
    final List<Intent> intents = new ArrayList<>(1);
    final long since;

    /** Its intents that are in doubt. */
    int doubts;

    int attempts;
    int waits;
    int loneWaits;
    long nextTry;
    boolean taken;

    /** It is taken, or will be; a row is not while all of its intents are held. */
    boolean due;

    @Nullable
    String error;

    PendingRow(Key key, long since) {
        this.key = key;
        this.since = since;
    }

    /** Returns what each of its intents counts for. */
    int weight() {
        return 1 + key.bytes() / KEY_BYTES;
    }

    Pending pending(String table, long now) {
        return new Pending(
                table,
                key.toString(),
                now - since,
                attempts,
                error == null || taken ? 0 : Math.max(0, nextTry - now),
                error,
                doubts > 0,
                taken,
                intents.size(),
                intents.isEmpty() ? 0 : intents.get(0).number());
    }
}
