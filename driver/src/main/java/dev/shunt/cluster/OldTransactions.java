package dev.shunt.cluster;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the primary what an instance cannot know of its own connections: whether what was open when other knobs came into
 * use is still open. It takes the PROCESS privilege. Not thread-safe.
 */
final class OldTransactions {
    private boolean denied;
    private long applied;
    private @Nullable Set<String> old;

    /** Returns the report with a number for what is uncertain in it: 0, if the primary says so. */
    Report certain(RegisterStore store, Report report) throws SQLException {
        if (report.appliedMillis() < applied) {
            old = null; // other knobs again
        }
        applied = report.appliedMillis();
        Integer known = report.olderOpen();
        if (known == null || report.olderUncertain() == 0) {
            return report;
        }
        boolean none = known == 0 && none(store);
        return report.with(none ? 0 : known + report.olderUncertain());
    }

    /** By identity, not by time: in which zone the times are that it tells depends on the server. */
    private boolean none(RegisterStore store) throws SQLException {
        Set<String> open = denied ? null : open(store);
        if (open == null) {
            return false;
        }
        Set<String> left = old == null ? new HashSet<>() : old;
        if (old == null) {
            left.addAll(open);
        } else {
            left.retainAll(open);
        }
        old = left;
        return left.isEmpty();
    }

    private @Nullable Set<String> open(RegisterStore store) throws SQLException {
        try {
            return store.transactions();
        } catch (SQLException e) {
            if (!ControlTables.denied(e) && !ControlTables.absent(e)) {
                throw e;
            }
            denied = true;
            return null;
        }
    }
}
