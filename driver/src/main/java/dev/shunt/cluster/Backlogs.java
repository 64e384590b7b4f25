package dev.shunt.cluster;

import dev.shunt.metrics.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the mirrors of instances have come with a table, by what these tell the register. What comes with a heartbeat
 * is younger than the heartbeat before it: of that moment it tells what was still pending. All times are milliseconds by
 * the register's clock. Thread-safe.
 */
public final class Backlogs {
    /**
     * How far they are.
     *
     * @param until what had been written to the table before, and was known to be committed, has been brought over;
     *     Long.MAX_VALUE where no instance mirrors
     * @param pending whether newer writes have not
     */
    public record Arrival(long until, boolean pending) {}

    /** The last two heartbeats of an instance that were seen. */
    private record Beats(long earlier, long later) {
        Beats next(long beat) {
            return later == beat ? this : new Beats(later, beat);
        }
    }

    /**
     * What an instance tells.
     *
     * @param oldest by table, the age of the oldest row that is pending, in any case of its name
     * @param others likewise of all tables that are not named
     */
    private record Told(Beats beats, Map<String, Long> oldest, long others) {
        long oldest(String table) {
            return oldest.getOrDefault(table, others);
        }
    }

    private Map<String, Told> told = Map.of();

    /**
     * Takes note of what the register says now.
     *
     * @param gone an instance that has been silent for longer counts no more
     */
    public synchronized void look(List<Member> members, Duration gone) {
        Map<String, Told> seen = new HashMap<>();
        for (Member member : members) {
            if (member.ageMillis() <= gone.toMillis()
                    && (member.pending() > 0 || !member.mirrored().isEmpty())) {
                Told before = told.get(member.self().run());
                Beats first = new Beats(0, member.heartbeat());
                seen.put(member.self().run(), told(member, before == null ? first : before.beats));
            }
        }
        told = seen;
    }

    private static Told told(Member member, Beats before) {
        Beats beats = before.next(member.heartbeat());
        Map<String, Long> oldest = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (member.pending() == 0) {
            return new Told(beats, oldest, 0);
        }
        try {
            Map<String, Object> details = Json.object(member.details());
            if (details.get("backlog") instanceof Map<?, ?> backlog) {
                backlog.forEach((table, one) -> oldest.put(String.valueOf(table), oldest(one, member)));
                boolean all = details.get("backlog_more") instanceof Number more && more.longValue() == 0;
                return new Told(beats, oldest, all ? 0 : member.oldestMillis());
            }
        } catch (IOException e) {
            // cut off: the whole of it holds
        }
        return new Told(beats, oldest, member.oldestMillis());
    }

    private static long oldest(@Nullable Object one, Member member) {
        return one instanceof Map<?, ?> told && told.get("oldest_ms") instanceof Number oldest
                ? oldest.longValue()
                : member.oldestMillis();
    }

    /** Returns how far the table is, as of the last look. */
    public synchronized Arrival of(String table) {
        long until = Long.MAX_VALUE;
        boolean pending = false;
        for (Told one : told.values()) {
            long oldest = one.oldest(table);
            until = Math.min(until, one.beats.earlier - oldest);
            pending |= oldest > 0;
        }
        return new Arrival(until, pending);
    }
}
