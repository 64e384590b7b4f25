package dev.shunt.admin.demo;

import org.jspecify.annotations.Nullable;

/** One step of the walk, and how far it is. Written by the walk, read by the screen. */
final class Step {
    private final String title;
    private final Work work;
    private volatile State state = State.WAITING;
    private volatile String note = "";
    private volatile @Nullable Latency latency;

    Step(String title, Work work) {
        this.title = title;
        this.work = work;
    }

    String title() {
        return title;
    }

    Work work() {
        return work;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    /** Returns what is going on, or how it ended. */
    String note() {
        return note;
    }

    void note(String text) {
        note = text;
    }

    /** Returns what the shop felt during this step; null until it has ended. */
    @Nullable
    Latency latency() {
        return latency;
    }

    void latency(Latency felt) {
        latency = felt;
    }

    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    /** What a step does; it returns how it ended, in a few words. */
    interface Work {
        String run(Step step) throws Exception;
    }

    /** The shop's operations during a step and their latencies, in microseconds. */
    record Latency(long operations, long p50, long p99) {}
}
