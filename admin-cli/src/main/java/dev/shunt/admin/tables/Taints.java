package dev.shunt.admin.tables;

import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Verifications;
import dev.shunt.journal.Taint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The taints that a verification may take off: those marked before it began, once what marked them has come to an end.
 * Thread-safe.
 */
public final class Taints {
    /** Who has marked a table just now may not have begun to write to it. */
    private static final long HEAD_START_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final DataSource source;

    /** @param source where the register is */
    public Taints(DataSource source) {
        this.source = source;
    }

    /** Returns the time by the register's clock. */
    public long clock() throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Fleet.clock(connection);
        }
    }

    /** Returns the tainted ones of those tables, or {@link Taint#EVERY_TABLE}; none where there is no register. */
    public Set<String> marked(Collection<String> tables) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return names(connection, tables);
        }
    }

    private static Set<String> names(Connection connection, Collection<String> tables) throws SQLException {
        Fleet fleet = Fleet.read(connection);
        Set<String> names = new TreeSet<>();
        for (String name : fleet == null
                ? List.<String>of()
                : fleet.taints().stream().map(taint -> taint.taint().table()).toList()) {
            if (name.equals(Taint.EVERY_TABLE) || tables.stream().anyMatch(name::equalsIgnoreCase)) {
                names.add(name);
            }
        }
        return names;
    }

    /**
     * Waits until every transaction is over that was open when this began, for what such a one has written cannot be seen.
     *
     * @return null, or why no taint may be taken off afterwards
     */
    public @Nullable String awaitOlder(Stop stop) throws SQLException {
        stop.pause(HEAD_START_NANOS);
        try (Connection connection = source.getConnection()) {
            Set<String> open = Fleet.openTransactions(connection);
            if (open == null) {
                return "the login may not see the transactions of others: GRANT PROCESS ON *.* to it";
            }
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (!open.isEmpty()) {
                if (stop.requested() || System.nanoTime() > end) {
                    return "a transaction that is older than this verification is still open on the source";
                }
                stop.pause(POLL_NANOS);
                Set<String> now = Fleet.openTransactions(connection);
                open.retainAll(now == null ? open : now);
            }
            return null;
        }
    }

    /**
     * Takes off what was marked before {@code began}.
     *
     * @param every all tables in the scope of the file are equal, so that a mark on all of them goes as well, unless an
     *     instance mirrors others
     * @return the names whose marks are gone
     */
    public Set<String> clear(Collection<String> tables, boolean every, long began) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Set<String> cleared = new TreeSet<>();
            boolean all = every && !tables.isEmpty() && covers(connection, tables);
            for (String name : names(connection, tables)) {
                if ((all || !name.equals(Taint.EVERY_TABLE)) && Fleet.untaint(connection, name, began) > 0) {
                    cleared.add(name);
                }
            }
            return cleared;
        }
    }

    private static boolean covers(Connection connection, Collection<String> tables) throws SQLException {
        Fleet fleet = Fleet.read(connection);
        return fleet != null
                && fleet.members().stream()
                        .flatMap(member -> member.mirrored().stream())
                        .filter(name -> !name.equals(Taint.EVERY_TABLE)) // too many to be named
                        .allMatch(name -> tables.stream().anyMatch(name::equalsIgnoreCase));
    }

    /**
     * Tells the register that tables were compared as a whole and are equal; where there is none nobody asks.
     *
     * @param rows how many rows, by table
     */
    public void verified(Map<String, Long> rows, long began) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (Fleet.read(connection) == null) {
                return;
            }
            Verifications verifications = new Verifications(connection);
            for (Map.Entry<String, Long> table : rows.entrySet()) {
                verifications.record(table.getKey(), began, table.getValue(), "shunt verify");
            }
        }
    }
}
