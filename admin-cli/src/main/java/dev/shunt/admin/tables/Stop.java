package dev.shunt.admin.tables;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ctrl-C, as a wish: the work comes to an end that can be resumed, before the process goes. Thread-safe. */
public final class Stop implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::asked, "shunt-stop");
    private volatile boolean requested;

    public Stop() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void asked() {
        requested = true;
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return; // it hangs: what was noted until now has to do
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns true once somebody wants an end. */
    public boolean requested() {
        return requested;
    }

    /** Ends the work of all who ask. */
    public void request() {
        requested = true;
    }

    /** Waits, or until an end is wanted. */
    public void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !requested; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, STEP_NANOS));
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            requested = true; // the process is about to end
        }
    }
}
