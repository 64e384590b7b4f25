package dev.shunt.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Since which knobs a connection has had a transaction or a statement under way. Marked by the application's thread,
 * without a fence: another thread sees a mark a moment late, which is why nothing counts as over before a while after
 * other knobs were applied. A connection that threads share while auto-commit is on is marked by the last of them only.
 */
final class Underway {
    private static final VarHandle SINCE;
    private static final VarHandle RUNNING;
    private static final VarHandle PERHAPS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SINCE = lookup.findVarHandle(Underway.class, "since", int.class);
            RUNNING = lookup.findVarHandle(Underway.class, "running", boolean.class);
            PERHAPS = lookup.findVarHandle(Underway.class, "perhaps", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The generation of the knobs under which it began; 0 where nothing is under way. */
    private int since;

    /** Kept only while nothing but {@link #perhaps} holds a transaction open. */
    @SuppressWarnings("unused") // but through its handle
    private boolean running;

    private boolean perhaps;

    /** A statement begins. */
    void begins(int generation) {
        if (since == 0) {
            SINCE.setOpaque(this, generation);
        }
        if (perhaps) {
            RUNNING.setOpaque(this, true);
        }
    }

    /** A statement is over; {@code open}: a transaction goes on. */
    void over(boolean open) {
        if (perhaps) {
            RUNNING.setOpaque(this, false);
        } else if (!open) {
            SINCE.setOpaque(this, 0);
        }
    }

    /** What is running may leave a transaction open, and nobody will know. */
    void perhaps() {
        PERHAPS.setOpaque(this, true);
        RUNNING.setOpaque(this, true);
    }

    /** Whatever was open has ended. */
    void ended() {
        PERHAPS.setOpaque(this, false);
        SINCE.setOpaque(this, 0);
    }

    /** Returns true if something is under way that began before that generation of the knobs. */
    boolean olderThan(int generation) {
        int began = (int) SINCE.getOpaque(this);
        return began != 0 && began != generation;
    }

    /** Returns true if it is not even known whether anything is. */
    boolean uncertain() {
        return (boolean) PERHAPS.getOpaque(this) && !(boolean) RUNNING.getOpaque(this);
    }
}
