package dev.shunt.admin.verify;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.tables.Stop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PassesTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger passes = new AtomicInteger();

    /** Another pass would find nothing, and write that into the report of this one. */
    @Test
    void noPassBeginsAfterAnEndWasWantedInThePause() throws Exception {
        Thread runs = Thread.currentThread();
        try (Stop stop = new Stop()) {
            boolean clean = new Passes(LONG, 0, Duration.ZERO, stop).run(() -> {
                assertEquals(1, passes.incrementAndGet());
                new Thread(() -> {
                            await().atMost(Duration.ofMinutes(5))
                                    .until(() -> runs.getState() == Thread.State.TIMED_WAITING);
                            stop.request();
                        })
                        .start();
                return true;
            });
            assertTrue(clean);
        }
    }

    @Test
    void soManyCleanOnesInARowAreEnough() throws Exception {
        try (Stop stop = new Stop()) {
            assertTrue(new Passes(null, 2, Duration.ZERO, stop).run(() -> passes.incrementAndGet() != 2));
            assertEquals(4, passes.get());
            assertTrue(new Passes(null, 0, Duration.ZERO, stop).run(() -> passes.incrementAndGet() > 0));
            assertEquals(5, passes.get());
        }
    }
}
