package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shunt.config.JournalFsync;
import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Key;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The threads that look after a store outlive an Error, and so does the use of its directory. */
class KeepersTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final AtomicBoolean fails = new AtomicBoolean();
    private final AtomicInteger forced = new AtomicInteger();

    private final Segment.Disk disk = new Segment.Disk() {
        @Override
        public RandomAccessFile open(File file) throws IOException {
            fail();
            return Segment.Disk.super.open(file);
        }

        @Override
        public void force(RandomAccessFile file) throws IOException {
            forced.incrementAndGet();
            fail();
            Segment.Disk.super.force(file);
        }
    };

    private void fail() {
        if (fails.getAndSet(false)) {
            throw new StackOverflowError("a test");
        }
    }

    private FileStore open() throws IOException {
        return FileStore.open(directory.resolve("journal"), 1 << 20, JournalFsync.OFF, disk, "a");
    }

    @Test
    void anErrorWhileADirectoryIsOpenedLeavesItFree() throws IOException {
        fails.set(true);
        assertThrows(StackOverflowError.class, this::open);
        open().close();
    }

    /** The keeper forces what is there once nothing was written for a while; it is not to be waited for. */
    private static boolean tick(AtomicInteger forced, int before) {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("shunt-journal"))
                .forEach(LockSupport::unpark);
        return forced.get() > before;
    }

    @Test
    void theKeeperOfTheFilesGoesOnAfterAnError() throws Exception {
        try (FileStore store = open()) {
            for (boolean failing : List.of(true, false)) {
                Intent intent =
                        new Intent(store::cleared, store.next(), 1, Map.of("t", Set.of(Key.of(1))), Set.of(), null);
                store.record(intent, null, false);
                fails.set(failing);
                int before = forced.get();
                await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> tick(forced, before));
            }
        }
    }

    @Test
    void theKeeperOfTheOutboxGoesOnAfterAnError() throws Exception {
        JdbcDataSource primary = new JdbcDataSource();
        primary.setURL("jdbc:h2:mem:keepers;MODE=MySQL");
        DataSource own = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, with) -> {
                    if (Thread.currentThread().getName().equals("shunt-outbox")) {
                        fail();
                    }
                    try {
                        return method.invoke(primary, with);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        try (Connection application = primary.getConnection()) {
            Journal journal = new Journal(
                    System::nanoTime, InstantSource.system(), 1_000, OutboxStore.open(open(), own, 1 << 20, 0, 250));
            journal.recover();
            application.setAutoCommit(false);
            Intent intent = journal.record(Map.of("t", Set.of(Key.of(1))), Set.of(), application, true);
            application.commit();
            journal.settle(intent, Outcome.COMMITTED);
            journal.returned(intent);
            assertEquals(1, rows(application));
            fails.set(true);
            await().atMost(LONG).until(() -> !fails.get());
            Batch batch = journal.queue().take(1, 0);
            assertNotNull(batch);
            journal.queue().done(batch, List.of(), "");
            await().atMost(LONG).until(() -> rows(application) == 0);
            journal.close();
        }
    }

    private static int rows(Connection application) throws SQLException {
        try (Statement statement = application.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM shunt_outbox")) {
            row.next();
            return row.getInt(1);
        }
    }
}
