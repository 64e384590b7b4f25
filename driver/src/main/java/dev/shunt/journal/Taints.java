package dev.shunt.journal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The tables that an instance has tainted, each in the store before it is seen here. Thread-safe. */
final class Taints {
    /** Tables beyond which every table is marked, as in the {@link TaintFile}: names may be generated without end. */
    static final int MOST = TaintFile.SLOTS - 1;

    private static final int LOCKS = 256;
    private static final Logger LOG = System.getLogger(Taints.class.getName());

    /**
     * A table's mark.
     *
     * @param stands it was not only made by statements that the primary may refuse as they are
     * @param suspicions how many of these are under way
     * @param time when the table was last to be marked, in the order of all; 0 where that was before the start
     */
    private record Mark(Taint taint, boolean stands, int suspicions, long time) {}

    private final Store store;
    private final InstantSource clock;
    private final Map<String, Mark> marks = new ConcurrentHashMap<>();
    private final AtomicLong times = new AtomicLong();

    /** So many that who waits for the store with one table holds up hardly any other. */
    private final Object[] locks = new Object[LOCKS];

    Taints(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        Arrays.setAll(locks, i -> new Object());
    }

    private Object lock(String table) {
        return locks[Math.floorMod(table.hashCode(), LOCKS)];
    }

    private String named(String table) {
        return marks.size() < MOST || marks.containsKey(table) ? table : Taint.EVERY_TABLE;
    }

    /** Takes over what is in the store already. */
    void known(Taint taint) {
        marks.putIfAbsent(taint.table(), new Mark(taint, true, 0, 0));
    }

    /** Returns the time of that. */
    long taint(String table, String by) {
        String name = named(table);
        long time = again(name, any -> {});
        if (time > 0) {
            return time;
        }
        synchronized (lock(name)) {
            Mark had = marks.get(name);
            if (had != null && had.stands) {
                return again(name, any -> {});
            }
            String why = name.equals(table) ? by : "no room to name " + table + ": " + by;
            Taint taint = had == null ? stored(name, why) : new Taint(name, had.taint.since(), why);
            time = times.incrementAndGet();
            marks.put(name, new Mark(taint, true, had == null ? 0 : had.suspicions, time));
            LOG.log(Level.WARNING, "tainted: table " + name + ": " + why);
            return time;
        }
    }

    /** As the other; returns {@link Journal#NOT_ALONE} if it was marked, and not last by who was given that time. */
    long taint(String table, String by, long timeThen) {
        synchronized (lock(table)) {
            boolean[] alone = {true};
            long time = again(table, had -> alone[0] = had.time == timeThen);
            return time == 0 ? taint(table, by) : alone[0] ? time : Journal.NOT_ALONE;
        }
    }

    /** Returns 0 if the table has no mark that stands; who takes one off sees that it was to be made again. */
    private long again(String table, Consumer<Mark> before) {
        Mark mark = marks.computeIfPresent(table, (name, had) -> {
            if (!had.stands) {
                return had;
            }
            before.accept(had);
            return new Mark(had.taint, true, had.suspicions, times.incrementAndGet());
        });
        return mark != null && mark.stands ? mark.time : 0;
    }

    private Taint stored(String table, String by) {
        Taint taint = new Taint(table, clock.instant(), by);
        store.taint(taint); // before it is seen here: who sees it goes on
        return taint;
    }

    /** As {@link #taint}, until {@link #acquit}; what is tainted in between stays. */
    void suspect(String table, String by) {
        if (!named(table).equals(table)) {
            taint(table, by);
            return;
        }
        synchronized (lock(table)) {
            Mark had = marks.get(table);
            Taint taint = had == null ? stored(table, by) : had.taint;
            marks.merge(
                    table,
                    new Mark(taint, false, 1, times.incrementAndGet()),
                    (there, one) -> new Mark(taint, there.stands, there.suspicions + 1, there.time));
        }
    }

    /** Ends a {@link #suspect}: with the last one the mark goes, unless it stands. */
    void acquit(String table) {
        synchronized (lock(table)) {
            Mark had = marks.get(table);
            if (had == null || had.suspicions == 0) {
                return;
            }
            Mark left = marks.computeIfPresent(
                    table,
                    (name, mark) -> mark.stands || mark.suspicions > 1
                            ? new Mark(mark.taint, mark.stands, mark.suspicions - 1, mark.time)
                            : null);
            if (left == null) {
                store.untaint(table);
            }
        }
    }

    /** Takes the mark off; what is suspected besides stays so. */
    void clear(String table) {
        clear(table, mark -> true);
    }

    /** As the other, unless the table was to be marked again since the time. */
    boolean clear(String table, long timeThen) {
        return clear(table, mark -> mark.time == timeThen);
    }

    private boolean clear(String table, Predicate<Mark> proved) {
        synchronized (lock(table)) {
            if (!marks.containsKey(table)) {
                return true;
            }
            Mark left = marks.computeIfPresent(
                    table,
                    (name, mark) -> !proved.test(mark)
                            ? mark
                            : mark.suspicions > 0 ? new Mark(mark.taint, false, mark.suspicions, mark.time) : null);
            if (left == null) {
                store.untaint(table);
            }
            return left == null;
        }
    }

    /** Returns when the table was last to be marked, higher each time; 0 where it was not since the start. */
    long times(String table) {
        Mark mark = marks.get(table);
        return mark == null ? 0 : mark.time;
    }

    boolean among(String table) {
        return among(marks, table);
    }

    static boolean among(Map<String, ?> marked, String table) {
        return !marked.isEmpty() && (marked.containsKey(table) || marked.containsKey(Taint.EVERY_TABLE));
    }

    /** Returns those that nobody is about to take back. */
    List<Taint> standing() {
        return marks.values().stream().filter(Mark::stands).map(Mark::taint).toList();
    }

    /** Returns true while a {@link #suspect} is not ended. */
    boolean suspecting() {
        return marks.values().stream().anyMatch(mark -> mark.suspicions > 0);
    }

    /** Returns all, by table. */
    Map<String, Taint> all() {
        Map<String, Taint> all = new HashMap<>();
        marks.forEach((table, mark) -> all.put(table, mark.taint));
        return all;
    }
}
