package dev.shunt.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class SightTest {
    private static final String HASH_OF_A = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";

    /** Text of a value; any hash will do, but a wrong one makes all columns blind. */
    private static Set<String> blind(Object one, Object other) {
        Sight sight = new Sight(List.of("v"));
        sight.row(List.of(one), Arrays.asList("a"), HASH_OF_A);
        sight.row(List.of(other), Arrays.asList("a"), HASH_OF_A);
        return sight.blind();
    }

    @Test
    void twoValuesOfOneTextAreABlindSpotHoweverLongTheyAre() {
        for (int length : new int[] {1, 99, 5_000}) {
            String text = "x".repeat(length);
            assertEquals(Set.of(), blind(text, "x".repeat(length)));
            assertEquals(Set.of("v"), blind(text, text + "y"));
            byte[] bytes = new byte[length];
            assertEquals(Set.of(), blind(bytes, new byte[length]));
            assertEquals(Set.of("v"), blind(bytes, new byte[length + 1]));
            assertEquals(Set.of("v"), blind(bytes, text));
        }
    }

    /** As decimal numbers, each of them took seconds. */
    @Test
    void largeValuesTakeNoTime() {
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, (byte) 0x7b);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 10; i++) {
            large[i]++;
            blind(large, large);
        }
        long took = threads.getCurrentThreadCpuTime() - before; // of the processor: whoever is held up takes none
        assertTrue(took < TimeUnit.SECONDS.toNanos(10), took + " ns");
    }
}
