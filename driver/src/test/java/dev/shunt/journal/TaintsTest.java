package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A mark is in the store before it is seen, and one that takes its time there holds up no other. */
class TaintsTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Taints taints = new Taints(store(), () -> Instant.EPOCH);

    private Store store() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (self, method, arguments) -> {
                    if (arguments[0] instanceof Taint taint && taint.table().equals("slow")) {
                        begun.countDown();
                        released.await();
                    }
                    return null;
                });
    }

    @Test
    void aTableWhoseMarkIsBeingStoredHoldsUpNoOther() throws Exception {
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> taints.taint("slow", "a test"));
        begun.await();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> taints.taint("t", "a test"));
        assertTrue(taints.among("t"));
        assertFalse(taints.among("slow"), "not before it is durable");
        released.countDown();
        slow.get();
        assertTrue(taints.among("slow"));
    }

    @Test
    void aSuspicionIsTakenBackUnlessAnotherHasMarkedTheTableAsWell() {
        taints.suspect("t", "one");
        taints.suspect("t", "another");
        taints.acquit("t");
        assertTrue(taints.among("t"), "one statement is still under way");
        taints.acquit("t");
        assertFalse(taints.among("t"));

        taints.suspect("t", "one");
        taints.taint("t", "a write");
        taints.acquit("t");
        assertTrue(taints.among("t"), "a write relied on the mark");

        taints.taint("u", "a write");
        taints.suspect("u", "one");
        taints.acquit("u");
        assertTrue(taints.among("u"), "it was marked before");
    }
}
