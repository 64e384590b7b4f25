package dev.shunt.shadow;

/** Says whether the secondary is to be tried, and is told what came of it. Thread-safe; must not throw. */
public interface Gate {
    /** Returns true if the secondary may be tried now; each true is answered by one of the other methods. */
    boolean allows();

    /** The secondary answered, if only with an SQL error. */
    void succeeded();

    /** The secondary could not be reached, was too slow, or was too busy. */
    void failed(Throwable cause);
}
