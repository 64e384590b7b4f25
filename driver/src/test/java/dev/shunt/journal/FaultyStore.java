package dev.shunt.journal;

import java.sql.Connection;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Remembers nothing beyond the process; throws an error wherever it is told to, and tells what is cleared. */
public final class FaultyStore implements Store {
    /** What it may fail in. */
    public enum Work {
        RECORD,
        NARROW,
        COMMITTED,
        TAINT,
        UNTAINT
    }

    private final MemoryStore sound = new MemoryStore();
    private final Set<Work> failing = EnumSet.noneOf(Work.class);
    private Runnable whenCleared = () -> {};
    private @Nullable Connection recordedOn;

    /** From now on that fails. */
    public void fails(Work... works) {
        failing.addAll(Set.of(works));
    }

    /** Returns where the last intent was recorded. */
    public @Nullable Connection recordedOn() {
        return recordedOn;
    }

    /** Has that run each time an intent is cleared. */
    void whenCleared(Runnable action) {
        whenCleared = action;
    }

    private void look(Work work) {
        if (failing.contains(work)) {
            throw new StackOverflowError();
        }
    }

    @Override
    public void record(Intent intent, Connection primary, boolean open) {
        look(Work.RECORD);
        recordedOn = primary;
        sound.record(intent, primary, open);
    }

    @Override
    public void narrow(Intent before, Intent exact) {
        look(Work.NARROW);
        sound.record(exact, null, false);
    }

    @Override
    public void committed(Intent intent) {
        look(Work.COMMITTED);
    }

    @Override
    public void taint(Taint taint) {
        look(Work.TAINT);
    }

    @Override
    public void cleared(Intent intent) {
        sound.cleared(intent);
        whenCleared.run();
    }

    @Override
    public void untaint(String table) {
        look(Work.UNTAINT);
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public long next() {
        return sound.next();
    }

    @Override
    public boolean begun() {
        return sound.begun();
    }

    @Override
    public void begin() {
        sound.begin();
    }

    @Override
    public Left left(BiConsumer<String, String> taint) {
        return Left.NOTHING;
    }

    @Override
    public void flush() {}

    @Override
    public State state() {
        return sound.state();
    }

    @Override
    public void close() {}
}
