package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import dev.shunt.journal.Journal;
import dev.shunt.journal.MemoryStore;
import dev.shunt.schema.Catalog;
import dev.shunt.session.Fence;
import dev.shunt.sql.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an instance says of verifications, by the knobs that it has had. */
class VerifiedTest {
    private static final List<TableName> T = List.of(new TableName(null, "t"));

    private final AtomicLong nanos = new AtomicLong(1_000);
    private final Journal journal = new Journal(System::nanoTime, () -> Instant.EPOCH, 100, new MemoryStore());
    private final Tables tables =
            new Tables(new JdbcDataSource(), new Catalog(new JdbcDataSource(), Duration.ofHours(1)), new Fence());
    private final Verified verified = new Verified(tables, journal, new Fence(), nanos::get);

    @AfterEach
    void close() {
        tables.close();
    }

    private static Config mirror(String mirror) throws ConfigException {
        return Config.parse(Path.of("shunt.properties"), "target.url = jdbc:h2:mem:b\nmirror = " + mirror + "\n");
    }

    private void change(String mirror) throws ConfigException {
        verified.applied(mirror(mirror), false);
    }

    private boolean counts(long began) {
        boolean refused = verified.take(Map.of("t", began)).containsKey("t");
        assertEquals(!refused, verified.all(T));
        return !refused;
    }

    private long settle() {
        verified.settled(verified.changes());
        return nanos.getAndIncrement();
    }

    @Test
    void beforeItsKnobsAreKnownNothingCountsAndNothingIsRefused() {
        assertEquals(Map.of(), verified.take(Map.of("t", 1L)));
        assertFalse(verified.all(T));
    }

    @Test
    void whoHasMirroredFromItsStartKnowsOfNoGap() throws ConfigException {
        verified.applied(mirror("async"), true);
        assertTrue(counts(-5_000_000));
        assertFalse(verified.all(List.of(new TableName(null, "other"))));
    }

    @Test
    void whatBeganBeforeTheTableWasMirroredDoesNotCount() throws ConfigException {
        verified.applied(mirror("off"), true);
        assertFalse(counts(2_000));
        change("async");
        assertFalse(counts(2_000), "transactions from before may be open");
        long settled = settle();
        assertFalse(counts(settled));
        assertTrue(counts(settled + 1));
    }

    @Test
    void soonOrAtOnceIsTheSameAndAnythingElseIsAGap() throws ConfigException {
        verified.applied(mirror("async"), true);
        change("sync");
        change("async");
        assertTrue(counts(1));
        change("external");
        assertFalse(verified.all(T), "at once, not with the next look at the register");
        assertFalse(counts(1));
        settle();
        assertFalse(counts(1));
        assertTrue(counts(nanos.get()));
        change("off");
        change("external");
        assertFalse(counts(nanos.get()));
    }

    @Test
    void onlyChangesFromBeforeTheLookAreSettledByIt() throws ConfigException {
        verified.applied(mirror("off"), true);
        long seen = verified.changes();
        change("async");
        verified.settled(seen);
        nanos.incrementAndGet();
        assertFalse(counts(nanos.get()), "the look came before the change");
        settle();
        assertTrue(counts(nanos.get()));
    }

    @Test
    void aWalkThatBeganTooEarlyIsDoneAgainOnceItCanCount() throws Exception {
        verified.applied(mirror("off"), true);
        change("async");
        verified.walked("t", nanos.get(), 7);
        assertEquals(List.of(), verified.walked());
        assertFalse(journal.pending());
        settle();
        assertFalse(journal.pending(), "so soon it would seem to have begun before that");
        nanos.addAndGet(60_000_000);
        settle();
        assertEquals("t", journal.queue().takeWalk(0).table());
        assertFalse(journal.behind("t"), "no read has to wait for it");
        verified.walked("t", nanos.get(), 8);
        assertEquals(
                Set.of("t"),
                Set.copyOf(
                        verified.walked().stream().map(Verified.Walked::table).toList()));
        settle();
        verified.recorded(verified.walked().get(0));
        assertEquals(List.of(), verified.walked());
    }

    @Test
    void whatIsRefusedIsComparedAnewByWhoRefusesIt() throws Exception {
        verified.applied(mirror("off"), true);
        change("async");
        long settled = settle();
        assertFalse(counts(settled));
        nanos.addAndGet(60_000_000);
        settle();
        assertEquals("t", journal.queue().takeWalk(0).table());
        settle();
        assertNull(journal.queue().takeWalk(0), "once");
    }

    @Test
    void aLongHistoryOfChangesIsShortenedToTheSafeSide() throws ConfigException {
        verified.applied(mirror("async"), true);
        for (int i = 0; i < 200; i++) {
            change(i % 2 == 0 ? "sync" : "async");
        }
        assertFalse(counts(1));
        settle();
        assertFalse(counts(1));
        assertTrue(counts(nanos.get()));
    }

    @Test
    void withoutAMirrorOfAnyKindNothingIsMirrored() throws ConfigException {
        assertFalse(verified.none(), "nothing is known yet");
        verified.applied(mirror("off"), true);
        assertTrue(verified.none());
        change("external");
        assertFalse(verified.none());
    }
}
