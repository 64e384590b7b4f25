package dev.shunt.mirror;

import dev.shunt.config.Config;
import dev.shunt.config.Mirror;
import dev.shunt.journal.Intent;
import dev.shunt.journal.Journal;
import dev.shunt.session.Fence;
import dev.shunt.sql.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which tables were compared as a whole, and found equal or made so, since their writes have been brought to the other
 * side without a gap. What others have compared comes from the register; this instance says of each whether it has let
 * writes go by since. Thread-safe.
 */
public final class Verified {
    /** What has been so since before anything was written. */
    private static final long EVER = Long.MIN_VALUE;

    private static final int MOST_CHANGES = 100;

    /** Times by two clocks are taken to the safe side: a walk that begins sooner would seem to have begun too early. */
    private static final long MARGIN = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * A whole table that this instance has compared.
     *
     * @param began of the clock given
     */
    public record Walked(String table, long began, long rows) {}

    /** Knobs in use, and from when on no transaction under older ones was open; null while that is not known. */
    private static final class Era {
        final Config config;

        @Nullable
        Long settled;

        Era(Config config, @Nullable Long settled) {
            this.config = config;
            this.settled = settled;
        }
    }

    private final Tables tables;
    private final Journal journal;
    private final Fence fence;
    private final LongSupplier nanos;
    private final List<Era> eras = new ArrayList<>();
    private final Map<String, Walked> walked = new LinkedHashMap<>();
    private final Set<String> tooEarly = new HashSet<>();
    private long changes;
    private volatile Set<String> verified = Set.of();

    /** @param nanos the clock, like {@link System#nanoTime} */
    public Verified(Tables tables, Journal journal, Fence fence, LongSupplier nanos) {
        this.tables = tables;
        this.journal = journal;
        this.fence = fence;
        this.nanos = nanos;
    }

    /**
     * Takes note of knobs that are in use now.
     *
     * @param first nothing was written through this process before them
     */
    public synchronized void applied(Config config, boolean first) {
        eras.add(new Era(config, first ? (Long) EVER : null));
        changes++;
        if (eras.size() > MOST_CHANGES) {
            eras.remove(0);
        }
        Set<String> left = new HashSet<>(verified);
        left.removeIf(table -> since(table) == null);
        verified = Set.copyOf(left);
    }

    /** Returns the number of the last change of knobs. */
    public synchronized long changes() {
        return changes;
    }

    /** Says that no transaction is open that began before the change of that number. */
    public void settled(long change) {
        Set<String> again = new HashSet<>();
        synchronized (this) {
            for (int i = 0; i < eras.size() - (int) (changes - change); i++) {
                Era era = eras.get(i);
                if (era.settled == null) {
                    era.settled = nanos.getAsLong();
                }
            }
            long now = nanos.getAsLong() - MARGIN;
            for (String table : tooEarly) {
                Long since = since(table);
                if (since != null && after(now, since)) {
                    again.add(table);
                }
            }
            tooEarly.removeAll(again);
        }
        again.forEach(this::walkAgain);
    }

    /** A row may have been written unseen behind the walk, by a transaction from before the table was mirrored. */
    private void walkAgain(String table) {
        fence.run("walking a table again", () -> {
            Intent intent = journal.record(Map.of(), Set.of(table), null, false);
            journal.settle(intent, Intent.Outcome.COMMITTED);
        });
    }

    /** Returns since when the table's writes have been brought to the other side in one way; null where they are not yet. */
    private @Nullable Long since(String table) {
        Mirror now = way(eras.size() - 1, table);
        if (now == Mirror.OFF) {
            return null;
        }
        int first = eras.size() - 1;
        while (first > 0 && way(first - 1, table) == now) {
            first--;
        }
        return eras.get(first).settled;
    }

    /** Soon or at once makes no difference. */
    private Mirror way(int era, String table) {
        Mirror mirror = era < 0 ? Mirror.OFF : eras.get(era).config.mirror(table);
        return mirror == Mirror.SYNC ? Mirror.ASYNC : mirror;
    }

    /** A whole table was compared, and brought up to date where it differed, since that time. */
    synchronized void walked(String table, long began, long rows) {
        Long since = since(table);
        if (since != null && after(began, since)) {
            walked.put(table, new Walked(table, began, rows));
        } else if (way(eras.size() - 1, table) == Mirror.ASYNC) {
            tooEarly.add(table);
        }
    }

    private static boolean after(long time, long since) {
        return since == EVER || time - since > 0;
    }

    /** Returns what this instance has compared and the register does not know yet. */
    public synchronized List<Walked> walked() {
        return List.copyOf(walked.values());
    }

    /** The register knows of that one, or has refused it. */
    public synchronized void recorded(Walked one) {
        walked.remove(one.table(), one);
    }

    /**
     * Takes over what counts in the register, in place of what counted before.
     *
     * @param began by table, when the comparison began, by the clock given
     * @return those that do not count, because writes may have gone by here since, with the reason
     */
    public synchronized Map<String, String> take(Map<String, Long> began) {
        if (eras.isEmpty()) {
            return Map.of(); // with which knobs it begins is not known yet
        }
        Map<String, String> refused = new HashMap<>();
        Set<String> counting = new HashSet<>();
        began.forEach((table, time) -> {
            Long since = since(table);
            if (since != null && after(time, since)) {
                counting.add(table);
            } else {
                if (way(eras.size() - 1, table) == Mirror.ASYNC) {
                    tooEarly.add(table);
                }
                refused.put(table, why(table));
            }
        });
        verified = Set.copyOf(counting);
        return refused;
    }

    private String why(String table) {
        Config now = eras.get(eras.size() - 1).config;
        return !now.inScope(table)
                ? "the tables of its file leave it out"
                : now.mirror(table) == Mirror.OFF ? "mirror is off" : "it began before the table was mirrored here";
    }

    /** Returns true if all of the tables count. */
    public boolean all(List<TableName> names) {
        return all(names, verified);
    }

    /** As the other, with those that {@link #names} has told. */
    public boolean all(List<TableName> names, Set<String> counting) {
        for (TableName name : names) {
            if (!counting.contains(tables.name(name))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the tables that count. */
    public Set<String> names() {
        return verified;
    }

    /** Returns true if nothing brings any table's writes to the other side. */
    public synchronized boolean none() {
        if (eras.isEmpty()) {
            return false;
        }
        Config now = eras.get(eras.size() - 1).config;
        return !now.mirrors() && !now.external();
    }
}
