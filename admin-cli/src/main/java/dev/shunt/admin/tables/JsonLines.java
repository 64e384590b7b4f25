package dev.shunt.admin.tables;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a file of JSON objects, one a line. What a kill or a full disk has torn, be it within a character, is an empty object. Not thread-safe. */
public final class JsonLines implements AutoCloseable {
    private final BufferedReader lines;
    private int number;

    public JsonLines(Path file) throws IOException {
        // unlike that of Files, it reads on behind half a character
        lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    /** Returns the next object; null at the end. */
    public @Nullable Map<String, Object> next() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            return null;
        }
        number++;
        try {
            return line.isBlank() ? Map.of() : JSON.std.mapFrom(line);
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Returns the number of the line that {@link #next} has given, from 1. */
    public int number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
