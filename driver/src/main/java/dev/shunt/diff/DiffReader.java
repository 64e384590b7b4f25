package dev.shunt.diff;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Path file = directory.resolve(DiffLog.FILE);
        Map<String, DiffRecord> found = new LinkedHashMap<>();
        read(file, found); // the newer first: a rotation in between makes doubles, which have the same id, and no gap
        read(DiffFile.previous(file), found);
        return found.values().stream()
                .sorted(Comparator.comparing(DiffRecord::time).thenComparing(DiffRecord::id))
                .toList();
    }

    private static void read(Path file, Map<String, DiffRecord> into) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                DiffLine.parse(line).ifPresent(diff -> into.putIfAbsent(diff.id(), diff));
            }
        } catch (NoSuchFileException e) {
            return; // nothing was ever written, or never so much
        }
    }
}
