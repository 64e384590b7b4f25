package dev.shunt.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingTest {
    private final Timing timing = new Timing(1);

    @Test
    void percentilesAreAtMostAnEighthTooHigh() {
        for (int micros = 1; micros <= 10_000; micros++) {
            timing.record(micros * 1000L);
        }
        assertWithin(5_000, timing.percentile(50));
        assertWithin(9_900, timing.percentile(99));
        assertEquals(10_000, timing.max());
        assertEquals(10_000, timing.samples());
    }

    @Test
    void aPercentileIsNeverAboveTheSlowestCall() {
        timing.record(1_000_001);
        assertEquals(1_000, timing.percentile(99));
    }

    @Test
    void withoutAnyCallEverythingIsZero() {
        assertEquals(0, timing.percentile(99));
        assertEquals(0, timing.max());
    }

    @Test
    void theWholeRangeOfLatenciesFits() {
        timing.record(-1);
        timing.record(0);
        timing.record(Long.MAX_VALUE);
        assertEquals(3, timing.samples());
        assertEquals(Long.MAX_VALUE / 1000, timing.percentile(100));
    }

    @Test
    void onlyAShareOfTheCallsIsTimed() {
        Timing sampled = new Timing(16);
        for (int call = 0; call < 16_000; call++) {
            sampled.stop(sampled.start());
        }
        assertTrue(sampled.samples() > 500 && sampled.samples() < 2_000, () -> "samples: " + sampled.samples());
    }

    @Test
    void aShareThatIsNoPowerOfTwoIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Timing(10));
    }

    @Test
    void noCallOfManyThreadsIsLost() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int call = 0; call < 50_000; call++) {
                    timing.record(call);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(200_000, timing.samples());
    }

    private static void assertWithin(long wanted, long found) {
        assertTrue(found >= wanted && found <= wanted * 9 / 8 + 1, () -> wanted + " was told as " + found);
    }
}
