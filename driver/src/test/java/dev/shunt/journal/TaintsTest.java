package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mark is in the store before it is seen, and one that takes its time there holds up no other. */
class TaintsTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Taints taints = new Taints(store(), () -> Instant.EPOCH);

    private final Logger log = Logger.getLogger(Taints.class.getName());

    @BeforeEach
    void quiet() {
        log.setFilter(each -> false); // there are thousands
    }

    @AfterEach
    void loud() {
        log.setFilter(null);
    }

    private Store store() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (self, method, arguments) -> {
                    if (arguments != null
                            && arguments[0] instanceof Taint taint
                            && taint.table().equals("slow")) {
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

    @Test
    void whatIsTakenOffOrAcquittedIsNotTheMarkOfAStatementUnderWay() {
        taints.suspect("t", "one");
        taints.taint("t", "a write");
        taints.clear("t");
        assertTrue(taints.among("t"), "the first statement may still write");
        taints.suspect("t", "another");
        taints.acquit("t");
        assertTrue(taints.among("t"), "so may the second");
        taints.acquit("t");
        assertFalse(taints.among("t"));
    }

    @Test
    void aTaintBesideAnAcquittalIsNotLost() throws Exception {
        int rounds = 4_000;
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Thread other = new Thread(() -> {
            for (int i = 1; i <= rounds; i++) {
                while (begun.get() < i) {
                    Thread.onSpinWait();
                }
                taints.taint("t", "a write");
                done.set(i);
            }
        });
        other.start();
        int lost = 0;
        for (int i = 1; i <= rounds; i++) {
            taints.suspect("t", "nonsense");
            begun.set(i);
            taints.acquit("t");
            while (done.get() < i) {
                Thread.onSpinWait();
            }
            lost += taints.among("t") ? 0 : 1;
            taints.clear("t");
        }
        other.join();
        assertEquals(0, lost, "of " + rounds);
    }

    @Test
    void moreTablesThanCanBeNamedAreEveryTable() {
        for (int i = 0; i < 3_000; i++) {
            taints.taint("generated" + i, "a test");
            taints.suspect("generated" + i, "a test");
            taints.acquit("generated" + i);
        }
        assertTrue(taints.among("any other"));
        assertTrue(taints.all().size() <= TaintFile.SLOTS, () -> taints.all().size() + " names");
    }
}
