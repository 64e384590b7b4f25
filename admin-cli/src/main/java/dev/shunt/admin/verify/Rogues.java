package dev.shunt.admin.verify;

import dev.shunt.cluster.Findings;
import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Found;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What was written past Shunt, to the secondary most likely: whatever differs in a table that was known to be equal, and
 * is not pending. Thread-safe.
 */
final class Rogues {
    private final DataSource source;
    private final boolean registered;
    private final Map<String, Long> equalSince;

    private Rogues(DataSource source, boolean registered, Map<String, Long> equalSince) {
        this.source = source;
        this.registered = registered;
        this.equalSince = equalSince;
    }

    /** Reads what the register at {@code source} knows before a comparison. */
    static Rogues read(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            boolean registered = Fleet.read(connection) != null;
            return new Rogues(source, registered, registered ? new Findings(connection).equalSince() : Map.of());
        }
    }

    /** Returns true where a difference can only have been written past Shunt. */
    boolean explain(String table) {
        return since(table) > 0;
    }

    private long since(String table) {
        return equalSince.getOrDefault(table.toLowerCase(Locale.ROOT), 0L);
    }

    /**
     * Tells the register what was found, for {@code shunt status}.
     *
     * @param whole what was found equal was compared in one go
     */
    void tell(Collection<Tally> tallies, boolean whole, long began) throws SQLException {
        if (!registered) {
            return;
        }
        try (Connection connection = source.getConnection()) {
            Findings findings = new Findings(connection);
            for (Tally tally : tallies) {
                if (tally.clean() && whole) {
                    findings.equal(tally.table);
                } else if (tally.diverged()) {
                    findings.differ(
                            new Found(
                                    tally.table,
                                    0,
                                    tally.rows,
                                    tally.missing,
                                    tally.extra,
                                    tally.changed,
                                    0,
                                    "shunt verify"),
                            began,
                            since(tally.table));
                }
            }
        }
    }
}
