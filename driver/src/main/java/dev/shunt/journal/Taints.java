package dev.shunt.journal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tables that an instance has tainted, each in the store before it is seen here. Thread-safe. */
final class Taints {
    private static final Logger LOG = System.getLogger(Taints.class.getName());

    private final Store store;
    private final InstantSource clock;
    private final Map<String, Taint> marked = new ConcurrentHashMap<>();
    private final Map<String, Long> times = new ConcurrentHashMap<>();

    /** How many statements have marked a table that the primary may refuse as they are; none where others have as well. */
    private final Map<String, Integer> suspicions = new ConcurrentHashMap<>();

    /** One for each table: who waits for the store with one table holds up no other. */
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    Taints(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    private Object lock(String table) {
        return locks.computeIfAbsent(table, name -> new Object());
    }

    /** Takes over what is in the store already. */
    void known(Taint taint) {
        marked.putIfAbsent(taint.table(), taint);
    }

    void taint(String table, String by) {
        times.merge(table, 1L, Long::sum); // before the look: who takes the mark off looks at it afterwards
        if (marked.containsKey(table) && !suspicions.containsKey(table)) {
            return;
        }
        synchronized (lock(table)) {
            boolean unknown = mark(table, by);
            boolean suspected = suspicions.remove(table) != null;
            if (unknown || suspected) {
                LOG.log(Level.WARNING, "tainted: table " + table + ": " + by);
            }
        }
    }

    /** Returns false if it was marked already. */
    private boolean mark(String table, String by) {
        if (marked.containsKey(table)) {
            return false;
        }
        Taint taint = new Taint(table, clock.instant(), by);
        store.taint(taint);
        marked.put(table, taint); // not before it is durable: who sees it here goes on
        return true;
    }

    /** As {@link #taint}, until {@link #acquit} or {@link #taint}. */
    void suspect(String table, String by) {
        times.merge(table, 1L, Long::sum);
        synchronized (lock(table)) {
            if (!marked.containsKey(table) || suspicions.containsKey(table)) {
                suspicions.merge(table, 1, Integer::sum); // before the mark: who sees that alone relies on it
                mark(table, by);
            }
        }
    }

    /** Takes back a {@link #suspect}: with the last one the mark goes, unless somebody else has made it too. */
    void acquit(String table) {
        synchronized (lock(table)) {
            Integer count = suspicions.get(table);
            if (count == null) {
                return;
            }
            if (count > 1) {
                suspicions.put(table, count - 1);
                return;
            }
            clear(table);
            suspicions.remove(table); // after the mark
        }
    }

    void clear(String table) {
        synchronized (lock(table)) {
            if (marked.remove(table) != null) {
                store.untaint(table);
            }
        }
    }

    boolean clear(String table, long timesThen) {
        synchronized (lock(table)) {
            Taint taint = marked.get(table);
            if (taint == null || times(table) != timesThen) {
                return taint == null;
            }
            clear(table);
            if (times(table) != timesThen) {
                store.taint(taint);
                marked.put(table, taint);
                return false;
            }
            return true;
        }
    }

    long times(String table) {
        return times.getOrDefault(table, 0L);
    }

    boolean among(String table) {
        return among(marked, table);
    }

    static boolean among(Map<String, Taint> taints, String table) {
        return !taints.isEmpty() && (taints.containsKey(table) || taints.containsKey(Taint.EVERY_TABLE));
    }

    Map<String, Taint> all() {
        return marked;
    }
}
