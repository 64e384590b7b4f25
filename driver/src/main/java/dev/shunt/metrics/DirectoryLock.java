package dev.shunt.metrics;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * A process's hold on a directory: a lock of the operating system on a file in it, free again however the process ends,
 * and never by time. The file names the holder. Thread-safe.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectoryLock.class.getName());

    /** The system frees a lock when its process closes the file, through whatever handle: so it is opened once only. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the directory, which exists.
     *
     * @param what the directory's name for people, such as {@code state.dir}
     * @throws IOException if another process, or another instance in this one, holds it; says which, and what to do
     */
    public static DirectoryLock take(Path directory, String what) throws IOException {
        Path file = directory.toRealPath().resolve("lock");
        synchronized (HELD) {
            if (HELD.contains(file)) {
                throw held(directory, what, pid() + " (this one)");
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (!locked(channel)) {
                    throw held(directory, what, holder(file));
                }
                byte[] pid = pid().getBytes(StandardCharsets.US_ASCII);
                channel.write(ByteBuffer.wrap(pid)); // in its place: a full disk has no other
                channel.truncate(pid.length);
                DirectoryLock lock = new DirectoryLock(file, channel);
                HELD.add(file);
                return lock;
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process, through another class loader
        }
    }

    private static IOException held(Path directory, String what, String holder) {
        return new IOException(what + " " + directory + " is in use by process " + holder
                + ": one state.dir serves one running instance; stop that process,"
                + " or give this one a file of its own with another state.dir");
    }

    private static String holder(Path file) throws IOException {
        String digits = Files.readString(file, StandardCharsets.US_ASCII).trim();
        return digits.isEmpty() ? "(unknown)" : digits.equals(pid()) ? digits + " (this one)" : digits;
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    /** Gives the directory back; the file stays, or its next holder would race. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (channel.isOpen()) {
                HELD.remove(file);
                try {
                    channel.close();
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "closing " + file, e);
                }
            }
        }
    }

    /** Returns true until it is closed. */
    public boolean isOpen() {
        return channel.isOpen();
    }
}
