package dev.shunt.admin.tables;

import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Member;
import dev.shunt.metrics.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * How far the mirror has come with a table, by what the instances tell the register. All times are milliseconds by the
 * register's clock. Thread-safe.
 */
public final class Arrivals {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** An instance that has been silent for that long is gone, with what it had pending. */
    private static final long GONE_MILLIS = 30_000;

    /**
     * How far it is.
     *
     * @param until what had been written to the table before, and was known to be committed, has been brought over;
     *     Long.MAX_VALUE where no instance mirrors
     * @param pending whether newer writes have not
     */
    public record Arrival(long until, boolean pending) {}

    /** The last two heartbeats of an instance that were seen; what it told with the later is younger than the earlier. */
    private record Beats(long earlier, long later) {}

    private final DataSource source;
    private final long goneMillis;
    private Map<String, Beats> beats = new HashMap<>();
    private List<Member> members = List.of();
    private long lookedAt = System.nanoTime() - LOOK_NANOS;

    /**
     * Nothing is asked yet.
     *
     * @param source where the register is
     * @param lease how long an instance counts as living after a heartbeat
     */
    public Arrivals(DataSource source, Duration lease) {
        this.source = source;
        this.goneMillis = Math.max(GONE_MILLIS, 3 * lease.toMillis());
    }

    /** Returns the present time. */
    public long now() throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Fleet.clock(connection);
        }
    }

    /** Returns how far the table is. */
    public synchronized Arrival of(String table) throws SQLException {
        if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
            look();
            lookedAt = System.nanoTime();
        }
        long until = Long.MAX_VALUE;
        boolean pending = false;
        for (Member member : members) {
            Beats seen = beats.get(member.self().run());
            if (seen != null) {
                long oldest = pendingMillis(member, table);
                until = Math.min(until, seen.earlier - oldest);
                pending |= oldest > 0;
            }
        }
        return new Arrival(until, pending);
    }

    private void look() throws SQLException {
        Fleet fleet;
        try (Connection connection = source.getConnection()) {
            fleet = Fleet.read(connection);
        }
        members = fleet == null
                ? List.of()
                : fleet.members().stream().filter(this::mirrors).toList();
        Map<String, Beats> seen = new HashMap<>();
        for (Member member : members) {
            Beats before = beats.get(member.self().run());
            long beat = member.heartbeat();
            seen.put(
                    member.self().run(),
                    before == null
                            ? new Beats(0, beat)
                            : before.later == beat ? before : new Beats(before.later, beat));
        }
        beats = seen;
    }

    private boolean mirrors(Member member) {
        return member.ageMillis() <= goneMillis
                && (member.pending() > 0 || !member.mirrored().isEmpty());
    }

    /** Returns how old the oldest row of the table is that is pending; as old as any where that is not told by table. */
    private static long pendingMillis(Member member, String table) {
        if (member.pending() == 0) {
            return 0;
        }
        try {
            Map<String, Object> told = Json.object(member.details());
            if (told.get("backlog") instanceof Map<?, ?> backlog) {
                for (Map.Entry<?, ?> entry : backlog.entrySet()) {
                    if (table.equalsIgnoreCase(String.valueOf(entry.getKey()))) {
                        return entry.getValue() instanceof Map<?, ?> one
                                        && one.get("oldest_ms") instanceof Number oldest
                                ? oldest.longValue()
                                : member.oldestMillis();
                    }
                }
                boolean all = told.get("backlog_more") instanceof Number more && more.longValue() == 0;
                return all ? 0 : member.oldestMillis();
            }
        } catch (IOException e) {
            // cut off: the whole of it holds
        }
        return member.oldestMillis();
    }
}
