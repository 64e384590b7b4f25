package dev.shunt.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class BucketTest {
    private static final int KEYS = 1_000_000;

    /** The share of keys whose place is below {@code hundredths} of a percent. */
    private static double share(IntFunction<String> key, int hundredths) {
        int below = 0;
        for (int i = 0; i < KEYS; i++) {
            below += Bucket.of(key.apply(i)) < hundredths ? 1 : 0;
        }
        return 100.0 * below / KEYS;
    }

    @Test
    void theShareIsThePercentageWhateverTheKeysLookLike() {
        for (int hundredths : new int[] {1, 50, 100, 1_000, 5_000, 9_999}) {
            for (IntFunction<String> key : List.<IntFunction<String>>of(
                    i -> "orders:" + i, i -> "connection-" + i, i -> Integer.toHexString(i * 0x9E3779B9))) {
                assertEquals(hundredths / 100.0, share(key, hundredths), 0.1, () -> "at " + hundredths + " hundredths");
            }
        }
    }

    @Test
    void aKeyKeepsItsPlaceSoThatAHigherPercentageOnlyAddsKeys() {
        for (int i = 0; i < 1_000; i++) {
            int bucket = Bucket.of("key " + i);
            assertEquals(bucket, Bucket.of("key " + i));
            assertTrue(bucket >= 0 && bucket < Bucket.COUNT);
        }
    }
}
