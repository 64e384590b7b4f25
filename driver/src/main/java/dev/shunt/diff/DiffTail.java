package dev.shunt.diff;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows a diff log as it grows, over rotations and restarts of whoever writes it. For one thread. */
public final class DiffTail implements AutoCloseable {
    private final Path file;
    private Optional<Object> key = Optional.empty();
    private @Nullable RandomAccessFile open;
    private long read;
    private boolean backlog;

    private DiffTail(Path directory) {
        this.file = directory.resolve(DiffLog.FILE);
    }

    /** Begins with all that the log in {@code directory} holds; it need not be there yet. */
    public static DiffTail atStart(Path directory) throws IOException {
        DiffTail tail = new DiffTail(directory);
        tail.open();
        tail.backlog = true;
        return tail;
    }

    /** Begins at the end of the log in {@code directory}; it need not be there yet. */
    public static DiffTail atEnd(Path directory) throws IOException {
        DiffTail tail = new DiffTail(directory);
        RandomAccessFile opened = tail.open();
        if (opened != null) {
            tail.read = DiffFile.whole(opened);
        }
        return tail;
    }

    /**
     * Shows {@code visitor} the lines that were added since the last call.
     *
     * @throws IOException if the file is there but cannot be read
     */
    public void visit(DiffVisitor visitor) throws IOException {
        if (backlog) {
            backlog = false;
            Path previous = DiffFile.previous(file);
            if (!DiffReader.key(previous).equals(key)) {
                DiffReader.lines(previous, visitor);
            }
        }
        RandomAccessFile reading = open;
        boolean moved = !DiffReader.key(file).equals(key);
        if (reading != null) {
            read(reading, visitor); // after the look: what was written before a rotation is all there
        }
        if (moved) {
            close();
            reading = open();
            if (reading != null) {
                read(reading, visitor);
            }
        }
    }

    private @Nullable RandomAccessFile open() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        key = DiffReader.key(file);
        RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r");
        open = opened;
        read = 0;
        return opened;
    }

    /** Reads whole lines only: one that is torn may still be cut off. */
    private void read(RandomAccessFile from, DiffVisitor visitor) throws IOException {
        long position = Math.min(read, from.length());
        from.seek(position);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] bytes = new byte[1 << 16];
        for (int length = from.read(bytes); length > 0; length = from.read(bytes)) {
            for (int i = 0; i < length; i++) {
                position++;
                if (bytes[i] == '\n') {
                    DiffLine.parse(line.toString(StandardCharsets.UTF_8), visitor);
                    line.reset();
                    read = position;
                } else {
                    line.write(bytes[i]);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        RandomAccessFile last = open;
        open = null;
        key = Optional.empty();
        if (last != null) {
            last.close();
        }
    }
}
