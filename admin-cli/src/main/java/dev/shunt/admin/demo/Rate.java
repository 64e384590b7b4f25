package dev.shunt.admin.demo;

import java.util.function.LongSupplier;

/** How fast a counter counts, over about a second. Not thread-safe. */
final class Rate {
    private final LongSupplier counter;
    private long since = System.nanoTime();
    private long counted;
    private long perSecond;

    Rate(LongSupplier counter) {
        this.counter = counter;
    }

    long perSecond() {
        long elapsed = System.nanoTime() - since;
        if (elapsed >= 1_000_000_000L) {
            long now = counter.getAsLong();
            perSecond = Math.round((now - counted) * 1e9 / elapsed);
            counted = now;
            since += elapsed;
        }
        return perSecond;
    }
}
