package dev.shunt.diff;

import dev.shunt.metrics.Permissions;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines of JSON and the one before it, together bounded in size. What a kill or a full disk has torn is mended
 * before anything is appended, so that each line is whole. For one thread.
 */
final class DiffFile {
    /** Longer than any line. */
    private static final int TAIL = 1 << 18;

    private final Path file;
    private final LongSupplier max;
    private @Nullable OutputStream out;
    private long size;

    DiffFile(Path file, LongSupplier max) {
        this.file = file;
        this.max = max;
    }

    static Path previous(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(dot < 0 ? name + ".1" : name.substring(0, dot) + ".1" + name.substring(dot));
    }

    /** Appends {@code line}; one that throws may have left a part of it, which the next call mends. */
    void write(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            OutputStream open = out == null ? open() : out;
            if (size > 0 && size + bytes.length > max.getAsLong() / 2) {
                open = rotate();
            }
            open.write(bytes); // at once: a reader, or a kill, sees whole lines but for the last
            size += bytes.length;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private OutputStream open() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Permissions.create(file);
        mend();
        OutputStream opened = new FileOutputStream(file.toFile(), true); // unlike a channel, survives an interrupt
        out = opened;
        size = Files.size(file);
        return opened;
    }

    /** Ends a last line that lacks only its end, and cuts off one that lacks more. */
    private void mend() throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long length = open.length();
            long whole = whole(open);
            if (whole == length) {
                return;
            }
            byte[] torn = new byte[(int) (length - whole)];
            open.seek(whole);
            open.readFully(torn);
            if (DiffLine.whole(new String(torn, StandardCharsets.UTF_8))) {
                open.write('\n');
            } else {
                open.setLength(whole);
            }
        }
    }

    /** Returns where the last whole line ends. */
    static long whole(RandomAccessFile open) throws IOException {
        long length = open.length();
        byte[] tail = new byte[(int) Math.min(length, TAIL)];
        open.seek(length - tail.length);
        open.readFully(tail);
        int end = tail.length;
        while (end > 0 && tail[end - 1] != '\n') {
            end--;
        }
        return length - tail.length + end;
    }

    private OutputStream rotate() throws IOException {
        close();
        Path previous = previous(file);
        Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
        if (Files.size(previous) > max.getAsLong() / 2) { // the bound was lowered, or a foreign file was here
            Files.delete(previous);
        }
        return open();
    }

    void close() {
        OutputStream open = out;
        out = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                return; // nothing is buffered, so nothing is lost
            }
        }
    }
}
