package dev.shunt.diff;

import dev.shunt.compare.Difference.Kind;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Decides which differences get a line of their own: so many of a statement and kind in a minute. Thread-safe. */
final class DiffSampling {
    private static final int PER_MINUTE = 100;
    private static final int MAX_GROUPS = 1_000;

    private record Group(String fingerprint, Kind kind) {}

    private record Window(long minute, int samples) {}

    private final InstantSource clock;
    private final ConcurrentMap<Group, Window> windows = new ConcurrentHashMap<>();

    DiffSampling(InstantSource clock) {
        this.clock = clock;
    }

    boolean admits(DiffRecord diff) {
        if (windows.size() > MAX_GROUPS) {
            windows.clear();
        }
        long minute = clock.millis() / 60_000;
        Window window = windows.merge(
                new Group(diff.fingerprint(), diff.kind()),
                new Window(minute, 1),
                (last, first) -> last.minute() == minute ? new Window(minute, last.samples() + 1) : first);
        return window.samples() <= PER_MINUTE;
    }
}
