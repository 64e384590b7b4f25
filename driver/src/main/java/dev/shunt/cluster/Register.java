package dev.shunt.cluster;

import dev.shunt.session.Fence;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * An instance's place in the register of the primary: a heartbeat on a daemon thread and a connection of its own, so that
 * a database that hangs holds up nothing else. Whatever fails here is told in {@link #state} and tried again. Thread-safe.
 */
public final class Register implements AutoCloseable {
    private static final long AGAIN_MILLIS = 50;
    private static final Duration LAST_WORD = Duration.ofSeconds(1);
    private static final long LEAVING_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long AWAY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Heartbeat heartbeat;
    private final Fence fence;
    private final Supplier<Duration> pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<CountDownLatch> waiting = new ArrayList<>();
    private final Set<String> mirrored = new TreeSet<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private boolean leaving;

    /** The row is not there. Used by the one thread. */
    private boolean away;

    private boolean closed;

    /**
     * Readies a register; nothing is asked before {@link #start}.
     *
     * @param primary connections that give up by themselves where the database hangs
     * @param pace the time from one heartbeat to the next
     * @param lease how long an instance counts as living after its last heartbeat
     */
    public Register(
            Self self,
            Subject subject,
            DataSource primary,
            Supplier<Duration> pace,
            Supplier<Duration> lease,
            Fence fence) {
        this.heartbeat = new Heartbeat(self, subject, primary, lease);
        this.fence = fence;
        this.pace = pace;
        this.thread = new Thread(this::run, "shunt-register");
        thread.setDaemon(true);
        thread.setContextClassLoader(Register.class.getClassLoader());
    }

    /** Begins to register. */
    public void start() {
        thread.start();
    }

    /** Returns how far it is. */
    public RegisterState state() {
        return heartbeat.state();
    }

    /**
     * Returns for how long, in nanoseconds, a write of another instance to the table may have been on its way to the
     * secondary: what is older has arrived. 0 where the register has not been read for a lease, and so nobody is known.
     */
    public long lag(String table) {
        return heartbeat.lag(table);
    }

    /**
     * Marks the instance as unclean, before its first write to one of the tables is mirrored: should it die, the others
     * know what is in question. Waits until the others have said that they know of the mirroring, too.
     *
     * @return false if that could not be told to the database within {@code patience}; it is tried on
     */
    public boolean mirrors(Set<String> tables, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!tell(tables, end - System.nanoTime())) {
            if (end - System.nanoTime() < AGAIN_MILLIS * 1_000_000) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
        return true;
    }

    /** Returns the living instances that have not said yet that they know of the mirroring. */
    public List<String> unheard() {
        return heartbeat.unheard();
    }

    /** Waits for one heartbeat; at rest it tells whether others mirror. */
    public void look(Duration patience) throws InterruptedException {
        boolean unused = tell(Set.of(), patience.toNanos());
    }

    private boolean tell(Set<String> tables, long nanos) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        lock.lock();
        try {
            if (closed || !tables.isEmpty() && mirrored.containsAll(tables) && heartbeat.told(mirrored)) {
                return !closed && heartbeat.unheard().isEmpty();
            }
            mirrored.addAll(tables);
            waiting.add(told);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return told.await(nanos, TimeUnit.NANOSECONDS)
                && heartbeat.told(tables)
                && heartbeat.unheard().isEmpty();
    }

    private void run() {
        try {
            while (beat()) {
                fence.run("waiting between heartbeats", this::pause);
            }
        } finally {
            heartbeat.close();
            ended.countDown();
        }
    }

    /** Returns false after the last. */
    private boolean beat() {
        List<CountDownLatch> told;
        Set<String> tables;
        boolean last;
        boolean leaves;
        lock.lock();
        try {
            told = List.copyOf(waiting);
            waiting.clear();
            tables = Set.copyOf(mirrored);
            last = closed;
            leaves = leaving;
        } finally {
            lock.unlock();
        }
        try {
            if (leaves) {
                away = heartbeat.leave();
            } else {
                heartbeat.beat(tables);
            }
        } catch (SQLException e) {
            heartbeat.failed(e);
        } catch (RuntimeException | Error e) {
            heartbeat.failed(e);
            fence.caught("the heartbeat", e);
        } finally {
            told.forEach(CountDownLatch::countDown);
        }
        return !last;
    }

    private void pause() throws InterruptedException {
        lock.lock();
        try {
            long nanos = !leaving ? pace.get().toNanos() : away ? AWAY_NANOS : LEAVING_NANOS;
            while (!closed && waiting.isEmpty() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says goodbye, within a second: the row goes, unless something is left to be brought over. It comes back should there
     * be something later, for as long as the process lives.
     */
    public void leave() {
        CountDownLatch told = new CountDownLatch(1);
        end(false, told);
    }

    /** As {@link #leave}, for good: what is written later is nobody's. */
    @Override
    public void close() {
        end(true, ended);
    }

    private void end(boolean last, CountDownLatch said) {
        lock.lock();
        try {
            leaving = true;
            if (last) {
                closed = true;
            } else {
                waiting.add(said);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (thread.isAlive()) {
                boolean unused = said.await(LAST_WORD.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
