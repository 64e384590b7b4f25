package dev.shunt.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many write, several sync what was written: when all is synced once after its last write, both sides are equal. */
class ConcurrentSyncTest {
    private static final int WRITERS = 8;
    private static final int SYNCERS = 4;
    private static final int HOT_KEYS = 20;
    private static final int CHANGES = Integer.getInteger("rowsync.changes", 250);

    private final long seed = Long.getLong("rowsync.seed", System.nanoTime());
    private final Databases db = Databases.create();
    private final ConcurrentLinkedQueue<Integer> pending = new ConcurrentLinkedQueue<>();
    private final AtomicInteger writing = new AtomicInteger(WRITERS);
    private final AtomicInteger changes = new AtomicInteger();

    ConcurrentSyncTest() throws SQLException {}

    @AfterEach
    void drop() throws SQLException {
        db.close();
    }

    @Test
    @Timeout(300)
    void everyKeySyncedOnceAfterItsLastChangeLeavesBothSidesEqual() throws Exception {
        System.out.println("rowsync.seed=" + seed);
        db.onPrimary("CREATE TABLE hot (id INT PRIMARY KEY, v INT, u INT UNIQUE)");
        // H2 keeps an entry in a unique index now and then though its row was rolled back, and then refuses the row for
        // ever (seen about once in 150,000 conflicting changes, on 2.2.224 to 2.5.252)
        String unique = Databases.onServers() ? " UNIQUE" : "";
        db.onSecondary("CREATE TABLE hot (id INT PRIMARY KEY, v INT, u INT" + unique + ")");
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + SYNCERS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seed + i);
                tasks.add(() -> write(random));
            }
            for (int i = 0; i < SYNCERS; i++) {
                tasks.add(this::syncWhatIsPending);
            }
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertTrue(changes.get() > CHANGES, changes + " changes");
        assertEquals(List.of(), db.differences("hot"), "rowsync.seed=" + seed);
    }

    private Void write(Random random) throws SQLException {
        try (Connection connection = db.application()) {
            for (int i = 0; i < CHANGES; i++) {
                int id = random.nextInt(HOT_KEYS);
                int unique = random.nextInt(3 * HOT_KEYS);
                String sql =
                        switch (random.nextInt(4)) {
                            case 0 -> "DELETE FROM hot WHERE id = " + id;
                            case 1 -> "UPDATE hot SET v = v + 1 WHERE id = " + id;
                            case 2 -> "UPDATE hot SET u = " + unique + " WHERE id = " + id;
                            default -> "INSERT INTO hot VALUES (" + id + ", 0, " + unique + ")";
                        };
                try {
                    Databases.execute(connection, sql);
                    changes.incrementAndGet();
                    pending.add(id);
                } catch (SQLException e) {
                    assertTrue(Failure.provesNothingApplied(e), e.toString());
                }
            }
        } finally {
            writing.decrementAndGet();
        }
        return null;
    }

    private Void syncWhatIsPending() {
        while (true) {
            boolean last = writing.get() == 0;
            List<Key> keys = new ArrayList<>();
            for (Integer id; keys.size() < 8 && (id = pending.poll()) != null; ) {
                keys.add(Key.of(id));
            }
            if (keys.isEmpty() && last) {
                return null;
            }
            try {
                db.sync.sync("hot", keys, false);
            } catch (SQLException e) {
                assertEquals(Failure.RETRYABLE, Failure.of(e), e.toString());
                keys.forEach(key -> pending.add(((Long) key.values().get(0)).intValue()));
            } catch (RowSyncException e) {
                // a unique value that never came to rest while this sync tried: tried again, as the workers do
                keys.forEach(key -> pending.add(((Long) key.values().get(0)).intValue()));
            }
        }
    }
}
