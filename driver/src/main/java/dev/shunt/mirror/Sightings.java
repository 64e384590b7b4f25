package dev.shunt.mirror;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.LongSupplier;

/**
 * Which markers were written when, and which was the newest seen on the secondary. What committed on the primary before
 * a marker was begun to be written is on the secondary once that marker is. Thread-safe; bounded.
 */
final class Sightings {
    private static final int MOST = 4_096;

    private record Mark(long number, long begun) {}

    private final LongSupplier nanos;
    private final Deque<Mark> written = new ArrayDeque<>();
    private boolean any;
    private long seen;

    Sightings(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** To be called before the marker is sent; numbers rise. */
    synchronized void writing(long number) {
        if (written.size() >= MOST) {
            boolean drop = false;
            for (Iterator<Mark> marks = written.iterator(); marks.hasNext(); drop = !drop) {
                marks.next();
                if (drop) {
                    marks.remove(); // the next one tells nearly as much
                }
            }
        }
        written.add(new Mark(number, nanos.getAsLong()));
    }

    /** The secondary has this number; what is older than this run tells nothing. */
    synchronized void saw(long number) {
        for (Mark mark = written.peek(); mark != null && mark.number <= number; mark = written.peek()) {
            seen = mark.begun;
            any = true;
            written.remove();
        }
    }

    /** Returns true if any marker of this run has been seen. */
    synchronized boolean any() {
        return any;
    }

    /** Returns true if all that had committed at that time, of the given clock, has been seen. */
    synchronized boolean since(long time) {
        return any && seen - time > 0;
    }

    /** Returns true if a marker is out that has not been seen. */
    synchronized boolean waiting() {
        return !written.isEmpty();
    }

    /** Returns the nanoseconds since the newest seen marker was written; Long.MAX_VALUE where none was seen. */
    synchronized long age() {
        return any ? nanos.getAsLong() - seen : Long.MAX_VALUE;
    }

    /** Returns for how many nanoseconds the oldest marker that was not seen has been out; 0 where there is none. */
    synchronized long late() {
        Mark oldest = written.peek();
        return oldest == null ? 0 : nanos.getAsLong() - oldest.begun;
    }
}
