package dev.shunt.diff;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Keeps diff records in a file of JSON lines, written by a thread of its own that starts with the first record. Each
 * statement and kind has at most 100 lines of its own in a minute; what is beyond that, or beyond the queue, is counted
 * and follows as a summary line. Other lines count the compared reads of statements that have shown differences. Thread-safe; bounded in memory and on disk.
 */
public final class DiffLog implements DiffSink, AutoCloseable {
    /** The usual name of the file, in the state directory. */
    public static final String FILE = "diffs.jsonl";

    private static final Logger LOG = System.getLogger(DiffLog.class.getName());
    private static final int QUEUE = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);
    private static final int CLOSE_WAITS = 20;

    private final Path path;
    private final DiffFile file;
    private final DiffSampling sampling;
    private final DiffTallies tallies = new DiffTallies();
    private final ReadCounts reads;
    private final BlockingQueue<DiffRecord> queue;
    private final LongAdder count = new LongAdder();
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread writer = new Thread(this::run, "shunt-diff-log");
    private volatile boolean closed;
    private boolean failing;

    /** Creates one that appends to {@code file}; it and its predecessor together take at most {@code maxBytes} of the moment. */
    public DiffLog(Path file, LongSupplier maxBytes) {
        this(file, maxBytes, InstantSource.system(), QUEUE);
    }

    DiffLog(Path file, LongSupplier maxBytes, InstantSource clock, int queue) {
        this.path = file;
        this.file = new DiffFile(file, maxBytes);
        this.sampling = new DiffSampling(clock);
        this.reads = new ReadCounts(clock);
        this.queue = new ArrayBlockingQueue<>(queue);
        writer.setDaemon(true);
    }

    /** Keeps {@code diff}, soon. Never waits, never throws. */
    @Override
    public void append(DiffRecord diff) {
        count.add(diff.count());
        if (!sampling.admits(diff) || !queue.offer(diff)) {
            tallies.add(diff);
        }
        reads.differs(diff);
        if (!closed && !started.getAndSet(true)) {
            writer.start();
        }
    }

    @Override
    public void compared(String fingerprint, boolean differed) {
        reads.add(Shown.sql(fingerprint), differed);
    }

    /** Returns how many differences were appended since this log was made, written one by one or not. */
    public long count() {
        return count.sum();
    }

    private void run() {
        long tallied = System.nanoTime();
        while (!closed) {
            try {
                DiffRecord next = queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    write(next);
                }
                if (next == null || System.nanoTime() - tallied > PAUSE.toNanos()) {
                    tallies.drain().forEach(this::write);
                    reads.drain(false).forEach(this::write);
                    tallied = System.nanoTime();
                }
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        for (DiffRecord last = queue.poll(); last != null; last = queue.poll()) {
            write(last);
        }
        tallies.drain().forEach(this::write);
        reads.drain(true).forEach(this::write);
        file.close();
    }

    private void write(DiffRecord diff) {
        try {
            file.write(DiffLine.of(diff));
            failing = false;
        } catch (IOException | RuntimeException e) {
            tallies.add(diff); // it stays counted, and its summary is tried again
            failed(e);
        }
    }

    private void write(DiffReads counted) {
        try {
            file.write(DiffLine.of(counted));
        } catch (IOException | RuntimeException e) {
            reads.back(counted);
            failed(e);
        }
    }

    private void failed(Exception e) {
        if (!failing) {
            failing = true;
            LOG.log(Level.WARNING, "cannot write the diff log " + path + ": " + e);
        }
    }

    /** Writes what is waiting, for at most two seconds in which the process runs, and ends the thread. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            for (int i = 0; i < CLOSE_WAITS && writer.isAlive(); i++) { // of which a pause of the process takes but one
                writer.join(LONGEST_CLOSE.toMillis() / CLOSE_WAITS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
