package dev.shunt.journal;

import dev.shunt.config.JournalFsync;
import dev.shunt.schema.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the journal of a process that is gone holds, for people: read from a copy, so that nothing of it is touched. A
 * process that starts meanwhile takes the journal itself over, and this tells what was there before.
 *
 * @param pending by table, the rows in the order in which they were written
 */
public record Leftover(Map<String, List<Pending>> pending, List<Taint> taints) {
    /**
     * Reads the journal of a directory; empty where there is none.
     *
     * @throws IOException if it cannot be read or copied
     */
    public static Leftover read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new Leftover(Map.of(), List.of());
        }
        Path copy = Files.createTempDirectory("shunt-journal-");
        try {
            copy(directory, copy);
            return of(copy);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            delete(copy);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Leftover of(Path copy) throws IOException {
        try (FileStore store = FileStore.open(copy, Long.MAX_VALUE, JournalFsync.OFF)) {
            Store.Left left = store.left((table, by) -> {});
            Map<String, Map<String, Pending>> pending = new TreeMap<>();
            left.committed().forEach(intent -> add(intent, false, pending));
            left.inDoubt().forEach(intent -> add(intent, true, pending));
            Map<String, List<Pending>> all = new TreeMap<>();
            pending.forEach((table, rows) -> all.put(table, new ArrayList<>(rows.values())));
            return new Leftover(all, left.taints());
        }
    }

    private static void add(Intent intent, boolean inDoubt, Map<String, Map<String, Pending>> pending) {
        for (Map.Entry<String, Set<Key>> entry : intent.keys().entrySet()) {
            entry.getValue().forEach(key -> add(entry.getKey(), key.toString(), intent, inDoubt, pending));
        }
        intent.tables().forEach(table -> add(table, null, intent, inDoubt, pending));
    }

    private static void add(
            String table,
            @Nullable String key,
            Intent intent,
            boolean inDoubt,
            Map<String, Map<String, Pending>> pending) {
        Pending row = new Pending(table, key, 0, 0, 0, null, inDoubt, false, 1, intent.number());
        pending.computeIfAbsent(table, name -> new LinkedHashMap<>())
                .merge(key == null ? "" : "=" + key, row, Leftover::both);
    }

    private static Pending both(Pending one, Pending other) {
        return new Pending(
                one.table(),
                one.key(),
                0,
                0,
                0,
                null,
                one.inDoubt() || other.inDoubt(),
                false,
                one.transactions() + 1,
                Math.min(one.transaction(), other.transaction()));
    }
}
