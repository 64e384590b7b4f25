package dev.shunt.journal;

import dev.shunt.metrics.Permissions;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One append-only file of the log. It is written through a {@link RandomAccessFile}: a channel would close itself for
 * everybody when a thread that writes is interrupted. Guarded by the log.
 */
final class Segment {
    /** The disk, as far as it may fail. */
    interface Disk {
        /** Opens a file for writing; creates it. */
        default RandomAccessFile open(File file) throws IOException {
            return new RandomAccessFile(file, "rw");
        }

        /** Returns once all that was written to the file is on the disk. */
        default void force(RandomAccessFile file) throws IOException {
            file.getFD().sync();
        }
    }

    private static final long MAGIC = 0x5348554e544a3031L; // SHUNTJ01
    static final int HEADER = 2 * Long.BYTES;
    private static final String SUFFIX = ".log";

    final long number;
    final File file;
    final Set<Intent> live = new LinkedHashSet<>();
    long liveBytes;
    private long size;
    private final Disk disk;
    private boolean torn;
    private @Nullable RandomAccessFile output;

    private Segment(long number, File file, long size, Disk disk, @Nullable RandomAccessFile output) {
        this.number = number;
        this.file = file;
        this.size = size;
        this.disk = disk;
        this.output = output;
    }

    static File file(File directory, long number) {
        return new File(directory, String.format("%012d", number) + SUFFIX);
    }

    /** Returns the number in a file's name; -1 where it is no segment. */
    static long number(String name) {
        return name.matches("\\d{12}\\" + SUFFIX) ? Long.parseLong(name.substring(0, 12)) : -1;
    }

    /** Makes an empty one and brings it to the disk; never of a file that is there, which may hold what others wrote. */
    static Segment create(File directory, long number, Disk disk) throws IOException {
        File file = file(directory, number);
        if (!Permissions.create(file.toPath())) {
            throw new IOException(file + " is there already");
        }
        RandomAccessFile output = null;
        try {
            output = disk.open(file);
            Output header = new Output(HEADER);
            header.putFixed(MAGIC);
            header.putFixed(number);
            output.write(header.bytes(), 0, header.size());
            disk.force(output);
            Directories.force(directory);
            return new Segment(number, file, HEADER, disk, output);
        } catch (IOException | RuntimeException | Error e) {
            if (output != null) {
                output.close();
            }
            Files.delete(file.toPath());
            throw e;
        }
    }

    /** Stands for one that a predecessor has written. */
    static Segment old(File directory, long number, long size) {
        return new Segment(number, file(directory, number), size, new Disk() {}, null);
    }

    /** Returns true if the content begins as that of a segment does. */
    static boolean begins(byte[] content) {
        return content.length >= HEADER && new Input(content, 0, HEADER).getFixed() == MAGIC;
    }

    long size() {
        return size;
    }

    /**
     * Appends all of it or, as far as anybody can tell, nothing.
     *
     * @throws IOException if it is not written; what stands behind the last good record is taken off before the next
     */
    void append(byte[] bytes, int length) throws IOException {
        RandomAccessFile open = output();
        if (torn) {
            cut(open);
        }
        try {
            open.write(bytes, 0, length);
            size += length;
        } catch (IOException | RuntimeException | Error e) {
            torn = true;
            try {
                cut(open);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void cut(RandomAccessFile open) throws IOException {
        open.setLength(size);
        open.seek(size);
        torn = false;
    }

    /** Takes off all records. */
    void empty() throws IOException {
        RandomAccessFile open = output();
        size = HEADER;
        torn = true;
        cut(open);
    }

    /** Brings it to the disk. */
    void force() throws IOException {
        RandomAccessFile open = output;
        if (open != null) {
            disk.force(open);
        }
    }

    /** Brings to the disk what a predecessor has written. */
    void forceOld(Disk disk) throws IOException {
        try (RandomAccessFile old = new RandomAccessFile(file, "rw")) {
            disk.force(old);
        }
    }

    /** Ends the writing. */
    void seal() throws IOException {
        RandomAccessFile open = output;
        output = null;
        if (open != null) {
            open.close();
        }
    }

    private RandomAccessFile output() throws IOException {
        RandomAccessFile open = output;
        if (open == null) {
            throw new IOException("the journal is closed");
        }
        return open;
    }

    void add(Intent intent, int bytes) {
        intent.segment = this;
        intent.size = bytes;
        live.add(intent);
        liveBytes += bytes;
    }

    void remove(Intent intent) {
        if (live.remove(intent)) {
            liveBytes -= intent.size;
        }
        intent.segment = null;
    }
}
