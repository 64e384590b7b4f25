package dev.shunt.it;

/** A server that a test may do anything to. */
interface Sufferer {
    /** Dies at once, as by {@code kill -9}. */
    void kill();

    /** Starts again after {@link #kill}, with the data that was there. */
    void restart();

    /** Hangs: connections are accepted by the system, and nothing answers. */
    void pause();

    void resume();
}
