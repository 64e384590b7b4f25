package dev.shunt.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ElsewhereTest {
    private static final Duration LEASE = Duration.ofHours(1);

    private static Self instance(String id) {
        return new Self(id, "1", "host", 1, "1.0", "/state/" + id, "file");
    }

    /** One with a row that is two hours old. */
    private static Member late(long heartbeat, String details) {
        return new Member(instance("b"), heartbeat, 0, 0, true, false, Set.of("T", "U"), 0, 0, 1, 7_200_000, details);
    }

    /** Sees an instance three times, so that what it told with the second holds for the moment of the first. */
    private static long lagOfU(String details) {
        Elsewhere elsewhere = new Elsewhere(instance("a"), () -> LEASE);
        for (int beat = 1; beat <= 3; beat++) {
            elsewhere.saw(List.of(late(beat, details)), System.nanoTime());
        }
        return elsewhere.lag("U");
    }

    @Test
    void aTableThatIsNotNamedMayBeAsLateAsAnyWhereNotAllAreNamed() {
        String backlog = "{\"backlog\":{\"T\":{\"oldest_ms\":7200000}},\"backlog_more\":%d}";
        assertTrue(lagOfU(backlog.formatted(0)) < LEASE.toNanos());
        assertTrue(lagOfU(backlog.formatted(1)) > LEASE.toNanos());
    }

    @Test
    void whereTheRegisterHasNotBeenReadForALeaseNobodyIsKnown() {
        Elsewhere elsewhere = new Elsewhere(instance("a"), () -> LEASE);
        elsewhere.saw(List.of(late(1, "{}")), System.nanoTime());
        assertTrue(elsewhere.lag("T") > LEASE.toNanos());
        elsewhere.saw(
                List.of(late(1, "{}")), System.nanoTime() - LEASE.plusMillis(1).toNanos());
        assertEquals(0, elsewhere.lag("T"));
    }
}
