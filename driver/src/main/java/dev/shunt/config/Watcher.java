package dev.shunt.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Reads a small file again and again, and hands on what has settled. It compares content: modification times and sizes
 * may stay the same, and behind a symlink anything may be swapped, which is also why no file system event is used.
 */
final class Watcher {
    private static final Logger LOG = System.getLogger(Watcher.class.getName());
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration INTERVAL_UNSETTLED = Duration.ofMillis(50);

    private final Path file;
    private final Consumer<Reading> settled;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LongSupplier nanoTime;
    private Reading last;
    private long since;

    /** @param settled called on the watcher's thread at every look at settled content, changed or not */
    Watcher(Path file, Reading first, Consumer<Reading> settled, LongSupplier nanoTime) {
        this.file = file;
        this.last = first;
        this.settled = settled;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    void start() {
        Thread thread = new Thread(this::run, "shunt-config " + file.getFileName());
        thread.setDaemon(true);
        // the creator's would keep an application from being unloaded
        thread.setContextClassLoader(Watcher.class.getClassLoader());
        thread.start();
    }

    void stop() {
        stopped.countDown();
    }

    private void run() {
        Duration wait = INTERVAL;
        try {
            while (!stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once, and returns how long to wait before the next time. */
    Duration look() {
        try {
            Reading reading = Reading.of(file);
            if (!reading.equals(last)) {
                last = reading;
                since = nanoTime.getAsLong();
            }
            if (nanoTime.getAsLong() - since < reading.settling().toNanos()) {
                return INTERVAL_UNSETTLED;
            }
            settled.accept(reading);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, file + ": looking for changes failed", e);
        }
        return INTERVAL;
    }
}
