package dev.shunt.journal;

import java.sql.Connection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers nothing beyond the process; throws an error wherever it is told to, and tells what is cleared. */
public final class FaultyStore extends MemoryStore {
    /** What it may fail in. */
    public enum Work {
        RECORD,
        NARROW,
        COMMITTED,
        TAINT,
        UNTAINT
    }

    private final Set<Work> failing = EnumSet.noneOf(Work.class);
    private Runnable whenCleared = () -> {};
    private @Nullable Connection recordedOn;

    /** From now on that fails. */
    public void fails(Work... works) {
        failing.addAll(Set.of(works));
    }

    /** From now on nothing fails. */
    public void recovers() {
        failing.clear();
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
    public void record(Intent intent, @Nullable Connection primary, boolean open) {
        look(Work.RECORD);
        recordedOn = primary;
        super.record(intent, primary, open);
    }

    @Override
    public void narrow(Intent before, Intent exact) {
        look(Work.NARROW);
        super.record(exact, null, false);
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
        super.cleared(intent);
        whenCleared.run();
    }

    @Override
    public void untaint(String table) {
        look(Work.UNTAINT);
    }
}
