package dev.shunt.journal;

import java.io.File;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The intents in their files: appended, found again, and thrown away when they are done with. Files leave in the order in
 * which they came, so that what says that an intent is cleared never leaves before the intent; what still lives in the
 * oldest is copied forward when the dead outweigh the living. Thread-safe.
 */
final class SegmentLog {
    /** What was written could not be brought to the disk, and may not be there. */
    static final class Lost extends IOException {
        private static final long serialVersionUID = 1;

        Lost(@Nullable IOException cause) {
            super("what was written could not be brought to the disk" + (cause == null ? "" : ": " + cause), cause);
        }
    }

    static final String DAMAGED = "damaged";

    private static final int SEGMENTS = 8;
    private static final long LARGEST = 16L << 20;
    private static final int SLICE = 64 << 10;

    private final File directory;
    private final Segment.Disk disk;
    private final long max;
    private final long segmentSize;
    private final Notes notes = new Notes();

    /** Held by who brings the log to the disk; taken before this log's own lock. */
    private final Object forcing = new Object();

    private final Deque<Segment> sealed = new ArrayDeque<>();
    private @Nullable Segment current;
    private long lastNumber;
    private long bytes;
    private long appended;
    private boolean spoilt;
    private volatile boolean pressed;
    private volatile long forced;
    private long lostFrom;
    private volatile long lostTo;

    /**
     * @param max bytes beyond which nothing is recorded
     */
    SegmentLog(File directory, Segment.Disk disk, long max) {
        this.directory = directory;
        this.disk = disk;
        this.max = max;
        this.segmentSize = Math.min(LARGEST, max / SEGMENTS);
    }

    /** Takes over what was found; the first thing that is done, so that nothing is written in its place. */
    synchronized void adopt(List<Segment> found) {
        for (Segment segment : found) {
            sealed.add(segment);
            bytes += segment.size();
            lastNumber = segment.number;
        }
    }

    /** Brings to the disk what was found. */
    void forceFound() throws IOException {
        for (Segment segment : sealed) {
            segment.forceOld(disk);
        }
    }

    /** Begins a file of its own, and copies to it what can be read of damaged ones. */
    void open(List<Segment> damages) throws IOException {
        if (damages.isEmpty()) {
            drop(); // on a full disk there is no room before
        }
        rotate();
        for (Segment damaged : damages) {
            evacuate(damaged);
            File kept = new File(directory, DAMAGED);
            if (damaged.file.renameTo(kept)) {
                forget(damaged);
            }
        }
    }

    private synchronized void forget(Segment segment) {
        sealed.remove(segment);
        bytes -= segment.size();
    }

    /**
     * Appends an intent, in one write.
     *
     * @return the place up to which the log has to be {@linkplain #force forced} for the intent to be on the disk
     */
    long append(Intent intent) throws IOException {
        Output record = Records.intent(intent);
        synchronized (this) {
            Segment open = current;
            if (open == null) {
                throw new IOException("the journal could not be begun");
            }
            if (bytes + record.size() + Segment.HEADER > max) { // a new file may begin right behind it
                throw new IOException("journal.max = " + max + " bytes is reached");
            }
            Output out = notes.take(record.size());
            int before = out.size();
            out.putRaw(record.bytes(), record.size());
            write(open, out);
            notes.written();
            open.add(intent, out.size() - before);
            return appended;
        }
    }

    private void write(Segment open, Output out) throws IOException {
        try {
            open.append(out.bytes(), out.size());
        } catch (IOException | RuntimeException | Error e) {
            spoilt = true;
            throw e;
        }
        bytes += out.size();
        appended += out.size();
        pressed = bytes > max / 2;
    }

    /** Returns true if it is worth a look whether something can be thrown away. */
    boolean pressed() {
        return pressed;
    }

    /** Notes an end; written with the next intent, or by {@link #flush}. Does not wait for the disk. */
    void committed(Intent intent) {
        notes.committed(intent);
    }

    /** As {@link #committed}. */
    void cleared(Intent intent) {
        notes.cleared(intent);
    }

    /** Writes what is noted. */
    synchronized void flush() throws IOException {
        Segment open = current;
        Output out = notes.take(0);
        if (open != null && out.size() > 0) {
            write(open, out);
            notes.written();
        }
    }

    /** Returns the end of what is written. */
    synchronized long end() {
        return appended;
    }

    /**
     * Waits until what was written up to there is on the disk; of many that wait at once one brings it there for all.
     *
     * @throws IOException if it may not be there, now or ever
     */
    void force(long upTo) throws IOException {
        if (forced >= upTo && lostTo == 0) {
            return;
        }
        synchronized (forcing) {
            if (forced < upTo) {
                force();
            }
            if (upTo > lostFrom && upTo <= lostTo) {
                throw new Lost(null);
            }
        }
    }

    /**
     * Brings all that is written to the disk.
     *
     * @return the end of what is there now
     * @throws IOException if that failed, once for everything that it failed for
     */
    long force() throws IOException {
        synchronized (forcing) {
            Segment open;
            long end;
            synchronized (this) {
                open = current;
                end = appended;
            }
            if (forced < end) {
                force(open, end);
            }
            return end;
        }
    }

    /** After a failure nobody knows what is on the disk, and asking again would be answered with a yes. */
    private void force(@Nullable Segment segment, long end) throws IOException {
        try {
            if (segment != null) {
                segment.force();
            }
            forced = end;
        } catch (IOException e) {
            lostFrom = lostTo == 0 ? forced : Math.min(lostFrom, forced);
            lostTo = end;
            forced = end;
            synchronized (this) {
                spoilt = true;
            }
            throw new Lost(e);
        }
    }

    /** Throws away what is dead, and begins a new file where the present one is full or spoilt. */
    void tidy() throws IOException {
        drop(); // on a full disk there is no room before
        if (full()) {
            rotate();
            drop();
        }
        int old = sealedCount();
        while (old-- > 0 && crowded()) {
            Segment oldest = oldest();
            if (oldest == null) {
                return;
            }
            evacuate(oldest);
            drop();
        }
    }

    private synchronized boolean full() {
        Segment open = current;
        return open == null || open.size() > segmentSize || spoilt && open.size() > Segment.HEADER;
    }

    private synchronized int sealedCount() {
        return sealed.size();
    }

    private synchronized @Nullable Segment oldest() {
        return sealed.peek();
    }

    private synchronized boolean crowded() {
        pressed = bytes > max / 2;
        long live = live();
        return bytes > 2 * live + segmentSize || bytes > max / 4 * 3 && live < bytes / 4 * 3;
    }

    private long live() {
        long live = current == null ? 0 : current.liveBytes;
        for (Segment segment : sealed) {
            live += segment.liveBytes;
        }
        return live;
    }

    private void rotate() throws IOException {
        Segment fresh = Segment.create(directory, ++lastNumber, disk);
        synchronized (forcing) {
            Segment old;
            long end;
            synchronized (this) {
                old = current;
                current = fresh;
                bytes += fresh.size();
                spoilt = false;
                end = appended;
                if (old != null) {
                    sealed.add(old);
                }
            }
            if (old != null) {
                try {
                    force(old, end);
                } finally {
                    old.seal();
                }
            }
        }
    }

    /** Copies what lives in a file to the end of the log, a little at a time, since the application waits meanwhile. */
    private void evacuate(Segment segment) throws IOException {
        boolean more = true;
        while (more) {
            if (full()) {
                rotate();
            }
            more = copy(segment);
        }
        force(); // before the file it comes from is deleted
    }

    private synchronized boolean copy(Segment segment) throws IOException {
        Segment open = current;
        if (open == null) {
            throw new IOException("the journal is closed");
        }
        Output out = notes.take(SLICE);
        List<Intent> moved = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (Iterator<Intent> left = segment.live.iterator(); left.hasNext() && out.size() < SLICE; ) {
            Intent intent = left.next();
            Output record = Records.intent(intent);
            out.putRaw(record.bytes(), record.size());
            moved.add(intent);
            sizes.add(record.size());
        }
        if (out.size() > 0) {
            write(open, out);
            notes.written();
        }
        for (int i = 0; i < moved.size(); i++) {
            segment.remove(moved.get(i));
            open.add(moved.get(i), sizes.get(i));
        }
        return !segment.live.isEmpty();
    }

    /** Deletes the oldest as long as nothing of them lives; where that is all, what a full disk has spoilt is emptied. */
    private synchronized void drop() throws IOException {
        for (Segment oldest = sealed.peek(); oldest != null && oldest.live.isEmpty(); oldest = sealed.peek()) {
            if (!oldest.file.delete() && oldest.file.exists()) {
                throw new IOException("cannot delete " + oldest.file);
            }
            sealed.remove();
            bytes -= oldest.size();
        }
        Segment open = current;
        if (spoilt && sealed.isEmpty() && open != null && open.live.isEmpty()) {
            bytes -= open.size() - Segment.HEADER;
            open.empty();
        }
    }

    /** Returns what the files take. */
    synchronized long bytes() {
        return bytes;
    }

    /** Returns how many intents are not cleared. */
    synchronized long intents() {
        long intents = current == null ? 0 : current.live.size();
        for (Segment segment : sealed) {
            intents += segment.live.size();
        }
        return intents;
    }

    /** Writes what is noted, brings all of it to the disk, and writes no more. */
    void close() throws IOException {
        flush();
        synchronized (forcing) {
            Segment open;
            synchronized (this) {
                open = current;
                current = null;
            }
            if (open != null) {
                try {
                    open.force();
                } finally {
                    open.seal();
                }
            }
        }
    }
}
