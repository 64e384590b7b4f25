package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        many();
        failing.put("cleared", 700); // in the background: the first 500 are not
        write(Key.of(1_000));
        assertAllAreLetGoOnce();
    }

    @Test
    void rowsForWhichAWalkStandsAreAllLetGoThoughWhoBeginsToFails() throws Exception {
        many();
        failing.put("cleared", 100);
        assertThrows(StackOverflowError.class, () -> write(Key.of(1_000)));
        assertAllAreLetGoOnce();
    }

    /** As many as may be. */
    private void many() throws SQLException {
        for (int i = 0; i < 1_000; i++) {
            write(Key.of(i));
        }
    }

    private void assertAllAreLetGoOnce() throws Exception {
        await().atMost(LONG).until(() -> {
            Walk walk = journal.queue().takeWalk(0);
            if (walk != null) {
                journal.queue().walked(walk, 1);
            }
            return failing.getOrDefault("cleared", 0) < 0 && !journal.pending();
        });
        assertFalse(journal.behind(T));
        write(Key.of(1));
        assertTrue(journal.behind(T));
    }

    private void assertTheWalkIsNotRecorded(Intent last, Outcome outcome) {
        failing.put("record", 1);
        failing.put("taint", 1);
        assertThrows(StackOverflowError.class, () -> journal.settle(last, outcome));
    }

    private Intent many(int from) throws SQLException {
        Set<Key> keys = IntStream.range(from, from + 600).mapToObj(Key::of).collect(Collectors.toSet());
        return journal.record(Map.of(T, keys), Set.of(), null, false);
    }

    @Test
    void rowsAreForgottenOnlyOnceTheWalkThatStandsForThemIsRecorded() throws Exception {
        journal.settle(many(0), Outcome.COMMITTED);
        assertTheWalkIsNotRecorded(many(600), Outcome.COMMITTED);
        assertNull(journal.queue().takeWalk(0));
        Batch batch = journal.queue().take(2_000, 0);
        assertNotNull(batch);
        assertEquals(1_200, batch.keys().size());
        write(Key.of(1_200));
        assertNotNull(journal.queue().takeWalk(0), "it is tried again");
    }

    @Test
    void aDoubtIsWatchedWhateverBecomesOfTheWalkThatItMakesDue() throws Exception {
        journal.settle(many(0), Outcome.COMMITTED);
        Intent doubtful = many(600);
        assertTheWalkIsNotRecorded(doubtful, Outcome.IN_DOUBT);
        assertEquals(List.of(doubtful), journal.doubts().held());
    }

    @Test
    void aTableIsGivenUpThoughWhoFindsItDueCannotTaint() throws Exception {
        Intent older = journal.record(Map.of("u", Set.of(Key.of(1))), Set.of(), null, false);
        journal.settle(many(0), Outcome.COMMITTED);
        assertTheWalkIsNotRecorded(many(600), Outcome.COMMITTED);
        journal.reign(2);
        failing.put("taint", 1);
        assertThrows(StackOverflowError.class, () -> journal.settle(older, Outcome.COMMITTED));
        assertNotNull(journal.queue().takeWalk(0));
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
