package dev.shunt.journal;

import java.sql.Connection;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Remembers nothing beyond the process. */
public class MemoryStore implements Store {
    private final String name = UUID.randomUUID().toString();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong intents = new AtomicLong();
    private volatile boolean begun;

    @Override
    public String name() {
        return name;
    }

    @Override
    public long next() {
        return next.incrementAndGet();
    }

    @Override
    public void record(Intent intent, @Nullable Connection primary, boolean open) {
        intents.incrementAndGet();
    }

    @Override
    public void committed(Intent intent) {}

    @Override
    public void cleared(Intent intent) {
        intents.decrementAndGet();
    }

    @Override
    public void taint(Taint taint) {}

    @Override
    public void untaint(String table) {}

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void begin() {
        begun = true;
    }

    @Override
    public Left left(BiConsumer<String, String> taint) {
        return Left.NOTHING;
    }

    @Override
    public void flush() {}

    @Override
    public State state() {
        return new State("memory", 0, intents.get(), 0, null, null);
    }

    @Override
    public void close() {}
}
