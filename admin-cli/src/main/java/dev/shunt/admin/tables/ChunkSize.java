package dev.shunt.admin.tables;

import java.util.concurrent.TimeUnit;

/** How many rows the next chunk has, so that it takes about half a second. Thread-safe. */
public final class ChunkSize {
    private static final long AIM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final int most;
    private int rows;

    /** Begins with {@code first} rows, and never goes beyond {@code most}. */
    public ChunkSize(int first, int most) {
        this.most = Math.max(1, most);
        this.rows = Math.min(first, this.most);
    }

    public synchronized int rows() {
        return rows;
    }

    /** Notes how long a chunk took; the next has at most twice and at least half as many. */
    public synchronized void took(int chunk, long nanos) {
        double fit = (double) chunk * AIM_NANOS / Math.max(1, nanos);
        rows = (int) Math.max(1, Math.min(most, Math.max(chunk / 2.0, Math.min(chunk * 2.0, fit))));
    }
}
