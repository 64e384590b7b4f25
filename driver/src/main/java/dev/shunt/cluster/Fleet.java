package dev.shunt.cluster;

import dev.shunt.journal.OutboxTaints;
import dev.shunt.journal.Taint;
import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The register of a database at one moment, for whoever looks at it from outside.
 *
 * @param epoch the number of the present primary's reign
 * @param members all instances, by id
 * @param taints all taints, by table
 * @param found the tables that differed when they were last compared
 */
public record Fleet(long epoch, List<Member> members, List<FleetTaint> taints, List<Found> found) {
    /** Who is not heard of for so long does not write any more: two heartbeats are at most half as far apart. */
    private static final long SILENT_MILLIS = TimeUnit.MINUTES.toMillis(2);

    public Fleet {
        members = List.copyOf(members);
        taints = List.copyOf(taints);
        found = List.copyOf(found);
    }

    /**
     * Reads it.
     *
     * @return null if the database has no register
     * @throws SQLException where it cannot be read
     */
    public static @Nullable Fleet read(Connection connection) throws SQLException {
        RegisterStore store = new RegisterStore(connection, Dialect.of(connection));
        try {
            Long epoch = store.presentEpoch();
            return new Fleet(
                    epoch == null ? 1 : epoch, store.members(), store.taints(), new Findings(connection).all());
        } catch (SQLException e) {
            if (ControlTables.absent(e)) {
                return null;
            }
            throw e;
        }
    }

    /** Returns the number of the present primary's reign; the first where there is no register, or none for this login. */
    public static long epoch(Connection connection) throws SQLException {
        try {
            Long epoch = new RegisterStore(connection, Dialect.of(connection)).presentEpoch();
            return epoch == null ? 1 : epoch;
        } catch (SQLException e) {
            if (ControlTables.absent(e) || ControlTables.denied(e)) {
                return 1;
            }
            throw e;
        }
    }

    /** Returns the instance of that id; null if there is none. */
    public @Nullable Member member(String id) {
        return members.stream()
                .filter(member -> member.self().id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /**
     * Forgets an instance that is gone. Where it was unclean, the tables that it mirrored are tainted first, for good: no
     * journal will bring all of their rows any more, as some are in {@code state.dir} with the outbox too. What it has marked
     * counts as marked now: it may have done so again since it was last heard of.
     *
     * @return false if another run of it has come meanwhile
     */
    public static boolean forget(Connection connection, Member dead) throws SQLException {
        RegisterStore store = new RegisterStore(connection, Dialect.of(connection));
        if (!dead.clean()) {
            store.taintFor(dead, Unclean.forgotten(dead));
        }
        if (dead.self().journal().equals(Self.OUTBOX)) {
            mark(connection, store, dead.self());
        }
        store.again(dead);
        return store.forget(dead);
    }

    /** What the register may not have been told of. */
    private static void mark(Connection connection, RegisterStore store, Self dead) throws SQLException {
        try {
            for (Taint mark : OutboxTaints.of(connection, dead.id())) {
                store.taint(dead, mark.table(), mark.by());
            }
        } catch (SQLException e) {
            if (!ControlTables.absent(e)) {
                throw e;
            }
        }
    }

    /**
     * Takes the taints of a table out of the register, and so off every instance, and out of the outbox those of instances
     * that are gone; returns how many there were in the register.
     */
    public static int untaint(Connection connection, String table) throws SQLException {
        RegisterStore store = new RegisterStore(connection, Dialect.of(connection));
        long now = store.now();
        Predicate<String> gone = goneBefore(store, now);
        int marks = store.untaint(table);
        clear(connection, store, table, now, gone);
        return marks;
    }

    /**
     * As the other, of those that were marked before a time of its clock, see {@link #clock}, and in the outbox by
     * instances that were gone by then. A mark that has come again since is newer, and stays.
     */
    public static int untaint(Connection connection, String table, long before) throws SQLException {
        RegisterStore store = new RegisterStore(connection, Dialect.of(connection));
        Predicate<String> gone = goneBefore(store, before); // first: who is forgotten meanwhile has marked it once more
        int marks = store.untaint(table, before);
        clear(connection, store, table, before, gone);
        return marks;
    }

    private static void clear(
            Connection connection, RegisterStore store, String table, long before, Predicate<String> gone)
            throws SQLException {
        if (store.taints().stream().noneMatch(mark -> mark.taint().table().equals(table))) {
            OutboxTaints.clear(connection, table, before, gone);
        }
    }

    /** The outbox does not tell when a mark came again, so its instance must not have been there any more. */
    private static Predicate<String> goneBefore(RegisterStore store, long time) throws SQLException {
        Set<String> there = store.members().stream()
                .filter(member -> member.heartbeat() >= time - SILENT_MILLIS)
                .map(member -> member.self().id())
                .collect(Collectors.toSet());
        return name -> !there.contains(name);
    }

    /**
     * Taints a table until it is verified, creating what is absent of the register.
     *
     * @param who marks it, in the place of an instance's id
     */
    public static void taint(Connection connection, String who, String table, String reason) throws SQLException {
        RegisterStore store = new RegisterStore(connection, Dialect.of(connection));
        store.create();
        store.taintBy(who, table, reason);
    }

    /** Returns the milliseconds since 1970 by the database's own clock. */
    public static long clock(Connection connection) throws SQLException {
        return new RegisterStore(connection, Dialect.of(connection)).now();
    }

    /**
     * Returns the transactions open on the database that have written or read anything, each by a text of its own.
     *
     * @return null where the login may not see those of others
     */
    public static @Nullable Set<String> openTransactions(Connection connection) throws SQLException {
        try {
            return new RegisterStore(connection, Dialect.of(connection)).openTransactions();
        } catch (SQLException e) {
            if (ControlTables.denied(e)) {
                return null;
            }
            throw e;
        }
    }
}
