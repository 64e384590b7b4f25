package dev.shunt.diff;

/** Takes what comparing has found. Thread-safe; never waits or throws. */
@FunctionalInterface
public interface DiffSink {
    /** Takes a difference that stayed. */
    void append(DiffRecord diff);

    /**
     * Notes that a read was compared, after its differences were appended.
     *
     * @param differed true if it has a difference that stayed
     */
    default void compared(String fingerprint, boolean differed) {}
}
