package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.JournalFsync;
import dev.shunt.schema.Key;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a record in the journal's file says, and to whom. */
@NullUnmarked
class FileStoreRecordsTest {
    private static final long MAX = 64 << 20;

    @TempDir
    Path temp;

    private Path directory;
    private FileStore store;
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        directory = temp.resolve("journal");
        store = FileStore.open(directory, MAX, JournalFsync.INTERVAL);
        journal = new Journal(System::nanoTime, () -> Instant.EPOCH, 100_000, store);
        journal.recover();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void record(Key... keys) throws Exception {
        journal.record(Map.of("t", Set.of(keys)), Set.of(), null, false);
    }

    /** Returns the first intent that a successor finds, were the process dead now. */
    private Intent found() throws IOException {
        Path copy = temp.resolve("copy");
        FileStoreTest.copy(directory, copy);
        try (FileStore successor = FileStore.open(copy, MAX, JournalFsync.INTERVAL)) {
            return successor.left((table, why) -> {}).inDoubt().get(0);
        }
    }

    @Test
    void onlyTheOwnerReadsTheKeysThatArePending() throws Exception {
        record(Key.of("a secret"));
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> !path.endsWith("lock")).toList()) {
                String name = file.getFileName().toString();
                names.add(name + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertTrue(names.size() > 1 && names.stream().allMatch(name -> name.endsWith(" rw-------")), names::toString);
    }

    @Test
    void everyKeyComesBackAsItWas() throws Exception {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        List<Key> keys = List.of(
                Key.of(0),
                Key.of(Long.MIN_VALUE),
                Key.of(Long.MAX_VALUE),
                Key.of(new BigInteger("18446744073709551615")),
                Key.of(new BigInteger("-99999999999999999999999999999999999")),
                Key.of(new BigDecimal("-12345678901234567890.000000000000000000000000000001")),
                Key.of(new BigDecimal("1E-300")),
                Key.of(""),
                Key.of("a "),
                Key.of("\0'\"\\\n\u00e4\u4e2d\ud83d\ude00"),
                Key.of("half a pair \ud83d"),
                Key.of("x".repeat(70_000)),
                Key.of((Object) new byte[0]),
                Key.of((Object) bytes),
                Key.of(true),
                Key.of(-0.0),
                Key.of(Double.MIN_VALUE),
                Key.of(1, "b", bytes, new BigDecimal("0.10"), false));
        journal.record(Map.of("t \u00fc`\"", Set.copyOf(keys)), Set.of("u", "v"), null, false);
        Intent found = found();
        assertEquals(Map.of("t \u00fc`\"", Set.copyOf(keys)), found.keys());
        assertEquals(Set.of("u", "v"), found.tables());
        assertEquals(1, found.epoch());
    }

    @Test
    void aRecordSaysWhichSessionWroteIt() throws Exception {
        Session session = new Session("7 app@%", "server", 1_234);
        journal.record(Map.of("t", Set.of(Key.of(1))), Set.of("u"), session, null, false);
        assertEquals(session, found().session);
    }

    /** As earlier versions wrote it. */
    @Test
    void aRecordWithoutASessionIsRead() throws Exception {
        record(Key.of(1));
        Intent found = found();
        assertNull(found.session);
        assertEquals(Map.of("t", Set.of(Key.of(1))), found.keys());
    }

    @Test
    void aKeyThatOnlyItsDatabaseKnowsIsItsTable() throws Exception {
        record(Key.of(LocalDate.EPOCH), Key.of(1));
        Intent found = found();
        assertEquals(Map.of(), found.keys());
        assertEquals(Set.of("t"), found.tables());
    }
}
