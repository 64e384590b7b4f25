package dev.shunt.admin.verify;

import dev.shunt.admin.tables.Stop;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons one after the other, until somebody wants an end or so many in a row were clean.
 *
 * @param every how long after each end the next one begins; null for as soon as rows may have settled, and no more of them
 *     than {@code untilClean} asks for
 * @param untilClean clean ones in a row that are enough; 0 for any number where {@code every} is given, else for one of any
 *     kind
 */
record Passes(@Nullable Duration every, int untilClean, Duration settle, Stop stop) {
    /** One of them. */
    interface Pass {
        /** Returns true if it was clean. */
        boolean run() throws SQLException, IOException, InterruptedException;
    }

    /** Returns true if a pass may be followed by others. */
    boolean many() {
        return every != null || untilClean > 0;
    }

    /** Runs them; returns whether the last one was clean. */
    boolean run(Pass pass) throws SQLException, IOException, InterruptedException {
        int clean = 0;
        boolean fine;
        do {
            fine = pass.run();
            clean = fine ? clean + 1 : 0;
            if (!stop.requested() && !enough(clean)) {
                stop.pause((every == null ? settle : every).toNanos());
            }
        } while (!stop.requested() && !enough(clean)); // a pass that is wanted no more would begin the report anew
        return fine;
    }

    private boolean enough(int clean) {
        return (every == null || untilClean > 0) && clean >= untilClean;
    }
}
