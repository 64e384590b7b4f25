package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Key;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** An Error in the middle, as of a stack or a heap that is full, is not the end of anything. */
class JournalErrorsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String T = "t";

    /** After how many calls the store's methods fail once. */
    private final Map<String, Integer> failing = new ConcurrentHashMap<>();

    private final Store memory = new MemoryStore();
    private final Journal journal = new Journal(System::nanoTime, InstantSource.system(), 1_000, (Store)
            Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] {Store.class}, (self, method, with) -> {
                Integer left = failing.computeIfPresent(method.getName(), (name, calls) -> calls - 1);
                if (left != null && left == 0) {
                    throw new StackOverflowError("a test");
                }
                try {
                    return method.invoke(memory, with);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }));

    private Intent record(Key key) throws SQLException {
        return journal.record(Map.of(T, Set.of(key)), Set.of(), null, false);
    }

    private void write(Key key) throws SQLException {
        Intent intent = record(key);
        journal.settle(intent, Outcome.COMMITTED);
        journal.returned(intent);
    }

    @Test
    void aWriteThatIsNotRecordedTaintsAndGoesOn() throws Exception {
        failing.put("record", 1);
        write(Key.of(1));
        assertTrue(journal.tainted(T));
        Batch batch = journal.queue().take(1, 0);
        assertNotNull(batch);
        journal.queue().done(batch, List.of(), "");
        assertFalse(journal.underway(Set.of(T)).getAsBoolean());
    }

    @Test
    void aWriteThatCannotEvenTaintIsNotUnderWayForEver() {
        failing.put("record", 1);
        failing.put("taint", 1);
        assertThrows(StackOverflowError.class, () -> record(Key.of(1)));
        assertFalse(journal.underway(Set.of(T)).getAsBoolean());
    }

    @Test
    void rowsForWhichAWalkStandsAreAllLetGo() throws Exception {
        failing.put("cleared", 700); // in the background: the first 500 are not
        for (int i = 0; i <= 1_000; i++) {
            write(Key.of(i));
        }
        Walk walk = journal.queue().takeWalk(TimeUnit.SECONDS.toNanos(30));
        assertNotNull(walk);
        await().atMost(LONG).until(() -> failing.getOrDefault("cleared", 0) < 0);
        journal.queue().walked(walk, 1);
        await().atMost(LONG).until(() -> !journal.pending());
        assertFalse(journal.behind(T));
    }

    @Test
    void aDoubtThatCannotBeEndedNowIsEndedLater() throws Exception {
        JdbcDataSource primary = new JdbcDataSource();
        primary.setURL("jdbc:h2:mem:");
        journal.settle(record(Key.of(1)), Outcome.IN_DOUBT);
        failing.put("taint", 1);
        assertThrows(StackOverflowError.class, () -> journal.doubts().look(primary));
        await().atMost(LONG).until(() -> {
            journal.doubts().look(primary);
            return journal.queue().take(1, 0) != null;
        });
        assertTrue(journal.tainted(T));
        assertEquals(0, journal.doubts().held().size());
    }
}
