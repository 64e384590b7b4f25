package dev.shunt.diff;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** A file of lines and the one before it, together bounded in size. For one thread. */
final class DiffFile {
    private final Path file;
    private final long max;
    private @Nullable OutputStream out;
    private long size;

    DiffFile(Path file, long max) {
        this.file = file;
        this.max = max;
    }

    static Path previous(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(dot < 0 ? name + ".1" : name.substring(0, dot) + ".1" + name.substring(dot));
    }

    /** Appends {@code line}; one that throws may have left a part of it, which the next call closes. */
    void write(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            OutputStream open = out == null ? open() : out;
            if (size > 0 && size + bytes.length > max / 2) {
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
        boolean torn = torn();
        OutputStream opened = new FileOutputStream(file.toFile(), true); // unlike a channel, survives an interrupt
        out = opened;
        size = Files.size(file);
        if (torn) {
            opened.write('\n');
            size++;
        }
        return opened;
    }

    private boolean torn() throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (RandomAccessFile read = new RandomAccessFile(file.toFile(), "r")) {
            read.seek(read.length() - 1);
            return read.read() != '\n';
        }
    }

    private OutputStream rotate() throws IOException {
        close();
        Files.move(file, previous(file), StandardCopyOption.REPLACE_EXISTING);
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
