package dev.shunt.admin.repair;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines that wait for their turn in a file that only its owner may read, and that goes with this. Not thread-safe. */
final class HeldLines implements AutoCloseable {
    /** Who is given a line, which has no line break. */
    interface Taker {
        void take(String line) throws IOException;
    }

    private final Path file;
    private final BufferedWriter out;

    HeldLines() throws IOException {
        file = Files.createTempFile("shunt-repair", ".sql");
        out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    void add(String line) throws IOException {
        out.write(line);
        out.newLine();
    }

    /** Gives all of them, in their order. */
    void each(Taker taker) throws IOException {
        out.flush();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                taker.take(line);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Files.delete(file);
        }
    }
}
