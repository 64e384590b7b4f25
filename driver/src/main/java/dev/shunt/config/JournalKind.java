package dev.shunt.config;

/** Where intents and taints are kept. */
public enum JournalKind {
    /** In files of the state directory. */
    FILE,
    /** In a table of the primary, written in the application's own transaction. */
    OUTBOX;

    @Override
    public String toString() {
        return Kinds.text(this);
    }
}
