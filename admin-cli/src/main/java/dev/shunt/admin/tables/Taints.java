package dev.shunt.admin.tables;

import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Verifications;
import dev.shunt.journal.Taint;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
    private final Catalog primaryTables;

    /** @param source where the register is */
    public Taints(DataSource source, Catalog primaryTables) {
        this.source = source;
        this.primaryTables = primaryTables;
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

    /** Returns those of the tables that are tainted, by a mark of their own or on every table. */
    public Set<String> tainted(Collection<String> tables) throws SQLException {
        Set<String> marks = marked(tables);
        if (marks.contains(Taint.EVERY_TABLE)) {
            return Set.copyOf(tables);
        }
        Set<String> names = new TreeSet<>();
        for (String mark : marks) {
            names.add(nameOf(mark));
        }
        return names;
    }

    private Set<String> names(Connection connection, Collection<String> tables) throws SQLException {
        Fleet fleet = Fleet.read(connection);
        Set<String> names = new TreeSet<>();
        for (String name : fleet == null
                ? List.<String>of()
                : fleet.taints().stream().map(taint -> taint.taint().table()).toList()) {
            if (name.equals(Taint.EVERY_TABLE) || among(tables, name)) {
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

    private boolean covers(Connection connection, Collection<String> tables) throws SQLException {
        Fleet fleet = Fleet.read(connection);
        if (fleet == null) {
            return false;
        }
        Set<String> mirrored = fleet.members().stream()
                .flatMap(member -> member.mirrored().stream())
                .collect(Collectors.toSet());
        mirrored.remove(Taint.EVERY_TABLE); // too many to be named
        for (String name : mirrored) {
            if (!among(tables, name)) {
                return false;
            }
        }
        return true;
    }

    /** An instance may write a name in another case, unless that is the name of another table. */
    private boolean among(Collection<String> tables, String name) throws SQLException {
        return tables.contains(nameOf(name));
    }

    private String nameOf(String mark) throws SQLException {
        Table table = primaryTables.table(mark);
        return table == null ? mark : table.name();
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
