package dev.shunt.shadow;

import dev.shunt.compare.Difference;
import dev.shunt.compare.Outcome;
import dev.shunt.diff.DiffRecords;
import dev.shunt.diff.DiffSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Asks the other side what the application has asked, compares, and reports what stays different. All of it happens on a
 * few daemon threads that start with the first answer. Thread-safe; bounded in threads, answers and bytes.
 */
public final class ShadowReads implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ShadowReads.class.getName());
    private static final long MAX_BYTES = 64L << 20;
    private static final long IDLE_SECONDS = 30;
    private static final long CLOSE_SECONDS = 1;

    /** What heartbeats tell is not looked for more often. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Supplier<ShadowSettings> settings;
    private final Sides sides;
    private final Lag lag;
    private final DiffRecords records;
    private final DiffSink sink;
    private final Healer healer;
    private final Lessons lessons = new Lessons();
    private final Counters counters = new Counters();
    private final AtomicInteger underway = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final ScheduledThreadPoolExecutor workers;

    /**
     * Creates one.
     *
     * @param primaryReads connections to the primary's writer; as those of the secondary, reset by their pool when they
     *     are closed (read-only, isolation)
     * @param lag what a write that is still on its way may explain is no difference yet
     * @param sink takes each record, and each compared read, on a thread of this
     * @param healer is told of each difference after {@code sink}
     */
    public ShadowReads(
            Supplier<ShadowSettings> settings,
            DataSource primaryReads,
            DataSource secondaryReads,
            Gate gate,
            Lag lag,
            DiffRecords records,
            DiffSink sink,
            Healer healer) {
        this.settings = settings;
        this.sides = new Sides(primaryReads, secondaryReads, gate);
        this.lag = lag;
        this.records = records;
        this.sink = sink;
        this.healer = healer;
        this.workers = new ScheduledThreadPoolExecutor(settings.get().workers(), daemons());
        workers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        workers.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory daemons() {
        AtomicInteger serial = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "shunt-shadow-" + serial.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Takes an answer to be compared, or counts why not. Never waits, never throws. */
    public void submit(Answer answer) {
        try {
            Optional<Skip> skip = Skip.of(answer);
            if (skip.isPresent()) {
                counters.add(skip.get());
                return;
            }
            counters.submitted.increment();
            if (!enter(answer.rows().bytes())) {
                counters.add(Verdict.DROPPED, 1);
                return;
            }
            start(answer);
        } catch (RuntimeException | Error e) {
            fenced(e);
        }
    }

    /** Counts a read that is not compared, for that reason. */
    public void skip(Skip why) {
        counters.add(why);
    }

    /** Counts a read that is not compared, since the other side is not to be asked now. */
    public void drop() {
        counters.add(Verdict.DROPPED, 1);
    }

    /** Returns true if an answer would be dropped now. */
    public boolean full() {
        return underway.get() >= settings.get().queue() || bytes.get() >= MAX_BYTES;
    }

    private boolean enter(long size) {
        if (underway.incrementAndGet() > settings.get().queue()) {
            underway.decrementAndGet();
            return false;
        }
        if (bytes.addAndGet(size) > MAX_BYTES) {
            bytes.addAndGet(-size);
            underway.decrementAndGet();
            return false;
        }
        return true;
    }

    private void start(Answer answer) {
        long size = answer.rows().bytes();
        try {
            Comparing comparing = new Comparing(answer, sides, settings.get(), lessons);
            workers.execute(() -> first(comparing, size));
        } catch (RuntimeException | Error e) { // closed, or no thread to be had
            bytes.addAndGet(-size);
            end(Verdict.DROPPED);
        }
    }

    private void first(Comparing comparing, long size) {
        Verdict verdict = Verdict.ERROR;
        try {
            Optional<Outcome> outcome = comparing.first(lag);
            verdict = outcome.map(this::counted).orElse(Verdict.DROPPED);
            if (verdict == Verdict.UNSETTLED && settings.get().rechecks() == 0) {
                List<Difference> differences = outcome.map(Outcome::differences).orElse(List.of());
                verdict = Recheck.chose(differences) ? Verdict.INCOMPARABLE : Verdict.DIFF;
                report(comparing, differences);
            }
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a shadow read could not be made, SQLState {0}", e.getSQLState());
        } catch (RuntimeException | Error e) {
            fenced(e);
        }
        bytes.addAndGet(-size);
        goOn(comparing, verdict);
    }

    private Verdict counted(Outcome outcome) {
        if (outcome.equal()) {
            counters.rows.add(outcome.rows());
            counters.partial.add(outcome.partial() ? 1 : 0);
        }
        return switch (outcome.verdict()) {
            case EQUAL -> Verdict.EQUAL;
            case INCOMPARABLE -> outcome.differences().isEmpty() ? Verdict.INCOMPARABLE : Verdict.UNSETTLED;
            case DIFFERENT -> Verdict.UNSETTLED;
        };
    }

    private void again(Comparing comparing) {
        Verdict verdict = Verdict.ERROR;
        try {
            if (comparing.waits(lag) && later(() -> again(comparing), PAUSE)) {
                return;
            }
            Recheck recheck = comparing.again(lag);
            verdict = recheck.verdict();
            if (comparing.noisy()) {
                counters.noise(comparing.fingerprint());
            }
            if (verdict == Verdict.DIFF || verdict == Verdict.INCOMPARABLE) {
                report(comparing, recheck.differences());
            }
        } catch (RuntimeException | Error e) {
            fenced(e);
        }
        goOn(comparing, verdict);
    }

    private void report(Comparing comparing, List<Difference> differences) {
        differences.forEach(difference -> {
            sink.append(comparing.record(difference, records));
            if (difference.kind() != Difference.Kind.CHOICE) {
                healer.heal(comparing.analysis(), comparing.bindings(), difference);
            }
        });
    }

    private void goOn(Comparing comparing, Verdict verdict) {
        if (verdict == Verdict.UNSETTLED && comparing.mayAgain() && later(() -> again(comparing))) {
            return;
        }
        if (verdict == Verdict.EQUAL && comparing.slow() && comparing.mayAgain() && later(() -> slow(comparing))) {
            return;
        }
        if (verdict == Verdict.EQUAL || verdict == Verdict.DIFF || verdict == Verdict.SETTLED) {
            comparing.decided();
        }
        end(comparing, verdict);
    }

    private boolean later(Runnable look) {
        return later(look, settings.get().settle());
    }

    private boolean later(Runnable look, Duration pause) {
        try {
            Future<?> unused = workers.schedule(look, pause.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "closed before a read was looked at again");
            return false;
        }
    }

    /** An answer that is the same, but came much later, is a difference if it does so at every look. */
    private void slow(Comparing comparing) {
        Verdict verdict = Verdict.EQUAL;
        try {
            Optional<Difference> slower = comparing.slowAgain();
            if (slower.isPresent() && comparing.mayAgain() && later(() -> slow(comparing))) {
                return;
            }
            if (slower.isPresent()) {
                verdict = Verdict.DIFF;
                sink.append(comparing.record(slower.get(), records));
            }
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a slow read could not be made again, SQLState {0}", e.getSQLState());
        } catch (RuntimeException | Error e) {
            fenced(e);
        }
        end(comparing, verdict);
    }

    private void end(Comparing comparing, Verdict verdict) {
        end(verdict);
        if (verdict != Verdict.ERROR && verdict != Verdict.DROPPED) {
            sink.compared(comparing.fingerprint(), comparing.recorded());
        }
    }

    private void end(Verdict verdict) {
        counters.add(verdict, 1);
        underway.decrementAndGet();
    }

    /** Nothing that goes wrong here may reach the application; messages may hold values, so only the class is told. */
    private static void fenced(Throwable e) {
        LOG.log(Level.WARNING, "a shadow read was given up: {0}", e.getClass().getName());
    }

    /** Returns the counts so far. */
    public ShadowStats stats() {
        return counters.stats(underway.get());
    }

    /** Ends the threads; gives a query that is running a second to stop. */
    @Override
    public void close() {
        int forgotten = workers.shutdownNow().size();
        counters.add(Verdict.DROPPED, forgotten);
        underway.addAndGet(-forgotten);
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.DEBUG, "a shadow read is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
