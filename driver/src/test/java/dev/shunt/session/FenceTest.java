package dev.shunt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FenceTest {
    private final Fence fence = new Fence();

    @Test
    void nothingThrownGetsPastIt() {
        assertFalse(fence.run("sync", () -> {
            throw new StackOverflowError();
        }));
        assertFalse(fence.run("sync", () -> {
            throw new java.io.IOException("x");
        }));
        assertTrue(fence.run("sync", () -> {}));
        assertEquals(Map.of("sync", 2L), fence.counts());
    }

    @Test
    void anInterruptIsNotLost() {
        fence.run("sync", () -> {
            throw new InterruptedException();
        });
        assertTrue(Thread.interrupted());
    }
}
