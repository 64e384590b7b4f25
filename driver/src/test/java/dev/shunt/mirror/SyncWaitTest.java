package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whether a commit waits for its sync, by what the application's session may hold. */
class SyncWaitTest extends TrackerBed {
    SyncWaitTest() throws Exception {}

    @Test
    void aSyncCommitOfAnApplicationThatHoldsTablesWaitsForNoSync() throws Exception {
        tracker.session(Holds.TABLES, true, null);
        assertFalse(waits(60_000), "the sync would wait for these locks");
        assertEquals(Set.of("T 1"), pending());
    }

    @Test
    void behindAProcedureASyncCommitWaitsUntilThatWasInVain() throws Exception {
        tracker.session(Holds.PERHAPS, true, null);
        assertTrue(waits(200), "most procedures leave nothing open");
        assertFalse(waits(60_000), "this one may have");
        connection.setAutoCommit(false);
        writeInTransaction("UPDATE t SET v = 2 WHERE id = 1");
        tracker.commit(config, connection::commit, true);
        connection.setAutoCommit(true);
        assertTrue(waits(200), "with the end nothing is open any more");
    }

    /** Nobody syncs, so that a write that waits does so for the whole time. */
    private boolean waits(long millis) throws Exception {
        long start = System.nanoTime();
        String settings = "mirror.timeout=" + millis + " ms\ntable.t.mirror=sync\n";
        try (Statement statement = connection.createStatement()) {
            tracker.write(execution(settings, "UPDATE t SET v = 2 WHERE id = 1", statement));
        }
        return System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
