package dev.shunt.journal;

import org.jspecify.annotations.Nullable;

/** One row of the outbox that is not deleted yet. Thread-safe. */
final class OutboxRow {
    /** The key of a row: who wrote it, and its number there. */
    record Id(String instance, long number) {}

    final Id id;

    /** Of its payload. */
    final int bytes;

    /** It was written before a statement that commits by itself, and says so. */
    final boolean before;

    /** What it will say, now that its statement has committed; null where that is nothing else. */
    volatile @Nullable Output exact;

    /** Nothing of it is left to be done. */
    volatile boolean cleared;

    OutboxRow(Id id, int bytes, boolean before) {
        this.id = id;
        this.bytes = bytes;
        this.before = before;
    }
}
