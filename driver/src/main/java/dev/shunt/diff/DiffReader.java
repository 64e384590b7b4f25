package dev.shunt.diff;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads a diff log, also while it is being written. */
public final class DiffReader {
    private DiffReader() {}

    /**
     * Returns all records of the log in {@code directory}, oldest first; none if there is no log. Lines that are torn or
     * of another make are left out.
     *
     * @throws IOException if a file is there but cannot be read
     */
    public static List<DiffRecord> read(Path directory) throws IOException {
        List<DiffRecord> found = new ArrayList<>();
        visit(directory, found::add);
        found.sort(Comparator.comparing(DiffRecord::time).thenComparing(DiffRecord::id));
        return found;
    }

    /**
     * Shows {@code visitor} all lines of the log in {@code directory}, in the order in which they were written.
     *
     * @throws IOException if a file is there but cannot be read
     */
    public static void visit(Path directory, DiffVisitor visitor) throws IOException {
        Path file = directory.resolve(DiffLog.FILE);
        Path previous = DiffFile.previous(file);
        boolean done = false;
        while (!done) {
            Optional<Object> newest = key(file);
            try (InputStream newer = open(file);
                    InputStream older = open(previous)) {
                boolean rotated = newest.isPresent() && newest.equals(key(previous)); // meanwhile
                if (!rotated) {
                    lines(older, visitor);
                    lines(newer, visitor);
                    done = true;
                }
            }
        }
    }

    /** Returns what stays the same when a file is renamed; empty where there is no file or nothing such. */
    static Optional<Object> key(Path file) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static InputStream open(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            return InputStream.nullInputStream(); // nothing was ever written, or never so much
        }
    }

    static void lines(Path file, DiffVisitor visitor) throws IOException {
        try (InputStream lines = open(file)) {
            lines(lines, visitor);
        }
    }

    private static void lines(InputStream from, DiffVisitor visitor) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            DiffLine.parse(line, visitor);
        }
    }
}
