package dev.shunt.admin.demo;

import dev.shunt.admin.status.StatusReport;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the demo knows at the moment: its steps, the instance's status, the shop's record. Thread-safe. */
final class Board {
    private static final Logger LOG = System.getLogger(Board.class.getName());
    private static final int EVENTS = 4;

    private final long started = System.nanoTime();
    private final Path stateDir;
    private final ShopRecord record;
    private final Deque<String> events = new ArrayDeque<>();
    private volatile String title = "";
    private volatile List<Step> steps = List.of();
    private volatile StatusReport status = new StatusReport(Map.of());

    Board(Path stateDir, ShopRecord record) {
        this.stateDir = stateDir;
        this.record = record;
    }

    void show(String newTitle, List<Step> newSteps) {
        title = newTitle;
        steps = newSteps;
    }

    String title() {
        return title;
    }

    List<Step> steps() {
        return steps;
    }

    ShopRecord record() {
        return record;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Returns what the instance said last; the last known while it does not answer. */
    StatusReport status() {
        return status;
    }

    /** Asks the instance. */
    StatusReport refresh() {
        try {
            Optional<Map<String, Object>> answer = StatusClient.read(stateDir);
            answer.ifPresent(json -> status = new StatusReport(json));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no status", e);
        }
        return status;
    }

    /** Adds a line to the few last ones that are shown. */
    synchronized void event(String line) {
        events.add(line);
        if (events.size() > EVENTS) {
            events.remove();
        }
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** Returns when {@code condition} holds; fails with {@code hope} when it does not in time. */
    void await(String hope, Duration atMost, BooleanSupplier condition) throws InterruptedException {
        await(() -> hope, atMost, condition);
    }

    void await(Supplier<String> hope, Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new StepFailed("after " + atMost.toSeconds() + " s still not: " + hope.get());
            }
            LockSupport.parkNanos(100_000_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** A hope of the demo that did not come true. */
    static final class StepFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        StepFailed(String message) {
            super(message, null, false, false);
        }
    }
}
