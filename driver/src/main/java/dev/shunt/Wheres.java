package dev.shunt;

import dev.shunt.session.Fence;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The conditions ({@code where}) by which rows were mirrored last, each as a hash, in a file of {@code state.dir}: so a
 * change is seen after a restart, or a kill, too. Not thread-safe.
 */
final class Wheres {
    static final String FILE = "where";

    private final Path file;
    private final Fence fence;
    private @Nullable Properties kept;
    private boolean written;

    /** Reads the file, if there is one. */
    Wheres(Path directory, Fence fence) {
        this.file = directory.resolve(FILE);
        this.fence = fence;
        if (Files.exists(file)) {
            Properties read = new Properties();
            kept = read; // what cannot be read counts as changed
            fence.run("reading the conditions in use", () -> {
                try (Reader reader = Files.newBufferedReader(file)) {
                    read.load(reader);
                }
                written = true;
            });
        }
    }

    /** Returns the tables of which a condition is kept. */
    Set<String> tables() {
        return kept == null ? Set.of() : kept.stringPropertyNames();
    }

    /**
     * Returns the tables whose condition is another than the one kept; none where nothing was kept yet.
     *
     * @param next the conditions by table, without those that are ""
     */
    Set<String> changed(Map<String, String> next) {
        Properties before = kept;
        Set<String> changed = new TreeSet<>();
        if (before != null) {
            changed.addAll(before.stringPropertyNames());
            changed.addAll(next.keySet());
            changed.removeIf(table -> hash(next.get(table)).equals(before.getProperty(table, "")));
        }
        return changed;
    }

    /** Keeps these, for good. */
    void keep(Map<String, String> conditions) {
        Properties all = new Properties();
        conditions.forEach((table, where) -> all.setProperty(table, hash(where)));
        if (written && all.equals(kept)) {
            return;
        }
        kept = all;
        written = false; // where that fails, the next change of any knob tries again
        fence.run("keeping the conditions in use", () -> {
            write(all);
            written = true;
        });
    }

    private void write(Properties all) throws IOException {
        Path fresh = file.resolveSibling(FILE + ".new");
        try (Writer writer = Files.newBufferedWriter(fresh)) {
            all.store(writer, null);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String hash(@Nullable String where) {
        if (where == null) {
            return "";
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(where.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
