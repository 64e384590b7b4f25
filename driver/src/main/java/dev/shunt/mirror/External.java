package dev.shunt.mirror;

import dev.shunt.config.Config;
import dev.shunt.config.Mirror;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Taint;
import dev.shunt.schema.MarkerTable;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The tables that something else mirrors ({@code mirror = external}). Nothing of their writes is recorded; how far the
 * other tool has come is measured by a {@linkplain MarkerTable marker}, from which this tells whether a read on the
 * secondary would miss what this instance has written. Thread-safe; the databases are met on one daemon thread only.
 */
public final class External implements AutoCloseable {
    /** Stands for all tables, where a write does not tell which. */
    static final String EVERY_TABLE = Taint.EVERY_TABLE;

    private static final long WRITE_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LATE = TimeUnit.SECONDS.toNanos(30);

    private static final String LEFT = "what was written before mirror = external ended may not have arrived;"
            + " cleared once a later marker has: let the tool run on until then, else verify";

    /** Tells how many transactions are open that began under other knobs; null where it is not certain. */
    public interface Older {
        @Nullable
        Integer open();
    }

    private final Tables tables;
    private final Journal journal;
    private final Older older;
    private final Fence fence;
    private final LongSupplier nanos;
    private final Sightings sightings;
    private final Marker marker;
    private final Map<String, Long> wrote = new ConcurrentHashMap<>();

    /** Tables that are no more mirrored by something else, and how often each had been tainted with the mark for that. */
    private final Map<String, Long> leaving = new ConcurrentHashMap<>();

    private final Thread thread = new Thread(this::work, "shunt-marker");
    private volatile Config used;
    private volatile boolean applied = true;
    private volatile @Nullable Long proofFrom;
    private volatile boolean closed;

    /**
     * Creates one; {@link #start} starts its thread.
     *
     * @param id the name of this instance's row
     * @param primary connections to the primary's writer
     * @param secondary connections to the secondary
     */
    public External(
            String id,
            Config used,
            Tables tables,
            Journal journal,
            DataSource primary,
            DataSource secondary,
            Breaker breaker,
            Older older,
            Fence fence) {
        this(id, used, tables, journal, primary, secondary, breaker, older, fence, System::nanoTime);
    }

    External(
            String id,
            Config used,
            Tables tables,
            Journal journal,
            DataSource primary,
            DataSource secondary,
            Breaker breaker,
            Older older,
            Fence fence,
            LongSupplier nanos) {
        this.used = used;
        this.tables = tables;
        this.journal = journal;
        this.older = older;
        this.fence = fence;
        this.nanos = nanos;
        this.sightings = new Sightings(nanos);
        this.marker = new Marker(id, primary, secondary, breaker, sightings);
    }

    /** Starts the daemon thread; it does nothing while no table is mirrored by something else. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * To be called before other knobs take effect: a table that is no more mirrored by something else is tainted until
     * it is known that all has arrived that was left to that.
     */
    public void prepare(Config next) {
        for (String table : tables.names()) {
            if (used.mirror(table) == Mirror.EXTERNAL && next.mirror(table) != Mirror.EXTERNAL) {
                applied = false; // until then they go on being written under the old knobs
                proofFrom = null;
                leave(table);
            }
        }
    }

    private void leave(String table) {
        Long earlier = leaving.get(table);
        // also where it is marked: the mark may be about to be taken off
        leaving.put(table, journal.taint(table, LEFT, earlier == null ? Journal.NOT_ALONE : earlier));
    }

    /** Says that these knobs are in use now. */
    public void applied(Config config) {
        used = config;
        applied = true;
        LockSupport.unpark(thread);
    }

    /** The application goes on after a write to these tables. */
    void wrote(Set<String> names) {
        long now = nanos.getAsLong();
        names.forEach(table -> wrote.put(table, now));
    }

    /** Returns true if a read of the table on the secondary may miss what this instance has written. */
    boolean behind(String table) {
        if (used.mirror(table) != Mirror.EXTERNAL) {
            return false;
        }
        return !sightings.any() || unseen(wrote.get(table)) || unseen(wrote.get(EVERY_TABLE));
    }

    /** Returns the tables that are behind. */
    Set<String> late() {
        return used.external() ? tables.names().stream().filter(this::behind).collect(Collectors.toSet()) : Set.of();
    }

    private boolean unseen(@Nullable Long time) {
        return time != null && !sightings.since(time);
    }

    /** Returns for how long, in nanoseconds, a write to the table, anybody's, may have been on its way. */
    long lag(String table) {
        if (used.mirror(table) != Mirror.EXTERNAL) {
            return 0;
        }
        return sightings.age();
    }

    /** Returns true if any table is mirrored by something else, or was and not all of that is known to have arrived. */
    public boolean active() {
        return used.external() || !leaving.isEmpty();
    }

    /** Returns the age of the newest marker seen, in nanoseconds: all that is older has arrived; null where none was seen. */
    public @Nullable Long lag() {
        return sightings.any() ? sightings.age() : null;
    }

    /** Returns what is wrong, and what to do; null where nothing is. */
    public @Nullable String problem() {
        String problem = marker.problem();
        if (problem != null) {
            return problem;
        }
        long late = sightings.late();
        if (late < LATE) {
            return null;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(late);
        return sightings.any()
                ? "a marker has been on its way for " + seconds + " s: is the replication stopped, or behind?"
                : "no marker has arrived on the target for " + seconds + " s: does the replication bring "
                        + MarkerTable.NAME + "?";
    }

    private void work() {
        long written = nanos.getAsLong() - WRITE_EVERY;
        while (!closed) {
            if (!active()) {
                marker.close();
                LockSupport.parkNanos(WRITE_EVERY);
                continue;
            }
            if (nanos.getAsLong() - written >= WRITE_EVERY) {
                written = nanos.getAsLong();
                fence.run("writing the marker", marker::write);
            }
            round();
            LockSupport.parkNanos(LOOK_EVERY);
        }
        marker.close();
    }

    private void round() {
        if (sightings.waiting()) {
            fence.run("looking for the marker", marker::look);
        }
        if (!leaving.isEmpty()) {
            fence.run("ending mirror = external", this::settle);
        }
    }

    /** What was written under the old knobs, open transactions included, is older than a marker begun from now on. */
    private void settle() {
        Long from = proofFrom;
        Integer open = older.open();
        if (from == null && applied && open != null && open == 0) {
            proofFrom = nanos.getAsLong();
        }
        if (from == null || !sightings.since(from)) {
            return;
        }
        leaving.forEach((table, marks) -> {
            boolean unused = marks != Journal.NOT_ALONE && journal.clear(table, marks);
            leaving.remove(table, marks);
        });
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread); // no interrupt: it may be in the source's own driver
    }
}
