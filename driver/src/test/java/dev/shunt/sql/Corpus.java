package dev.shunt.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The statements of {@code corpus.txt}. */
final class Corpus {
    private static final String ARROW = "  =>  ";

    record Entry(String sql, String summary) {}

    private Corpus() {}

    static List<Entry> entries() {
        try (InputStream in = Objects.requireNonNull(Corpus.class.getResourceAsStream("corpus.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains(ARROW))
                    .map(Corpus::entry)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String line) {
        int arrow = line.lastIndexOf(ARROW);
        String sql = line.substring(0, arrow).replace("\\n", "\n").replace("\\\\", "\\");
        return new Entry(sql, line.substring(arrow + ARROW.length()));
    }
}
