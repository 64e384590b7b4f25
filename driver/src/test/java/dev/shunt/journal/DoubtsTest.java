package dev.shunt.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Intent.Outcome;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is in doubt is settled when its session is seen to be over, and taints where that cannot be seen. */
class DoubtsTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String url = "jdbc:h2:mem:doubts" + NUMBER.incrementAndGet();
    private final JdbcDataSource primary = new JdbcDataSource();
    private final Journal journal = new Journal(System::nanoTime, InstantSource.system(), 100, new MemoryStore());

    DoubtsTest() {
        login("boss", ";DB_CLOSE_DELAY=-1");
    }

    /** Settings are for administrators. */
    private void login(String user, String settings) {
        primary.setURL(url + settings);
        primary.setUser(user);
        primary.setPassword(user);
    }

    private void doubt(@Nullable Session session) throws SQLException {
        Intent intent = journal.record(Map.of("t", Set.of(Key.of(1))), Set.of(), session, null, false);
        journal.settle(intent, Outcome.IN_DOUBT);
        journal.returned(intent);
    }

    private @Nullable Batch look() throws Exception {
        journal.doubts().look(primary);
        return journal.queue().take(10, 0);
    }

    private Batch awaitRelease() {
        Batch[] batch = new Batch[1];
        await().atMost(LONG).until(() -> {
            batch[0] = look();
            return batch[0] != null;
        });
        assertTrue(batch[0].inDoubt());
        return batch[0];
    }

    @Test
    void aLivingSessionKeepsItsRowsInDoubtHoweverOftenOneLooks() throws Exception {
        try (Connection application = primary.getConnection()) {
            doubt(Session.of(application, Dialect.H2));
            await().during(Duration.ofSeconds(1)).atMost(LONG).until(() -> look() == null);
            assertTrue(journal.pending());
        }
        awaitRelease();
        assertEquals(0, journal.taints().size());
    }

    @Test
    void whatCannotBeLetGoOfNowIsLetGoOfLater() throws Exception {
        FaultyRows rows = new FaultyRows(Map.of("t", Set.of(Key.of(1))));
        try (Connection application = primary.getConnection()) {
            Intent intent = new Intent(done -> {}, 1, 1, rows, Set.of(), Session.of(application, Dialect.H2));
            journal.settle(intent, Outcome.IN_DOUBT);
        }
        rows.fails(1);
        await().atMost(LONG).until(() -> {
            try {
                return look() != null;
            } catch (OutOfMemoryError e) {
                return false;
            }
        });
        assertEquals(0, journal.taints().size());
    }

    @Test
    void aSessionThatNobodyKnowsTaintsAndItsRowsAreSyncedOnceMore() throws Exception {
        doubt(null);
        awaitRelease();
        assertTrue(journal.tainted("t"));
        Taint taint = journal.taints().get(0);
        assertNotNull(taint);
        assertTrue(taint.by().contains("unknown end"), taint.by());
    }

    @Test
    void aSessionOfAnotherServerTaints() throws Exception {
        try (Connection application = primary.getConnection()) {
            Session session = Session.of(application, Dialect.H2);
            doubt(new Session(session.name(), "another", session.seen()));
            awaitRelease();
            assertTrue(journal.tainted("t"));
        }
    }

    @Test
    void aNumberThatALaterSessionHasTakenIsNotTheSession() throws Exception {
        try (Connection application = primary.getConnection()) {
            Session now = Session.of(application, Dialect.H2);
            doubt(new Session(now.name(), now.server(), now.seen() - 60_000));
            awaitRelease();
            assertEquals(0, journal.taints().size());
        }
    }

    /** H2 shows the sessions of others to administrators only. */
    @Test
    void anAccountThatDoesNotSeeSessionsTaints() throws Exception {
        try (Connection boss = primary.getConnection();
                Statement statement = boss.createStatement()) {
            statement.execute("CREATE USER app PASSWORD 'app'");
            login("app", "");
            try (Connection application = primary.getConnection()) {
                doubt(Session.of(application, Dialect.H2));
                assertNull(journal.queue().take(10, 0));
                awaitRelease();
                assertTrue(journal.tainted("t"));
            }
        }
    }
}
