package dev.shunt.admin.demo;

import dev.shunt.metrics.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the shop saw: its operations, how long they took, and every error. Thread-safe. */
final class ShopRecord {
    private static final int ERRORS_KEPT = 20;

    private final LongAdder operations = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final List<String> messages = new ArrayList<>();
    private volatile Timing timing = new Timing(1);

    void succeeded(long nanos) {
        operations.increment();
        timing.record(nanos);
    }

    /** Counts a transaction that lost a deadlock and is run again, as in any application. */
    void retried() {
        retries.increment();
    }

    void failed(String operation, Exception error) {
        errors.increment();
        synchronized (messages) {
            if (messages.size() < ERRORS_KEPT) {
                messages.add(operation + ": " + error);
            }
        }
    }

    /** Begins a new latency histogram and returns the one so far. */
    Timing turnOver() {
        Timing past = timing;
        timing = new Timing(1);
        return past;
    }

    Timing timing() {
        return timing;
    }

    long operations() {
        return operations.sum();
    }

    long retries() {
        return retries.sum();
    }

    long errors() {
        return errors.sum();
    }

    List<String> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }
}
